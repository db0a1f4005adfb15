"""SKD and SKB as one score (integrasi nilai), exactly as it is published."""

from decimal import ROUND_HALF_UP, Decimal

from recruitment.selections.rules.standard import WHOLE, CpnsSelection


def scaled_skd(skd_total: int, standard: CpnsSelection) -> Decimal:
    """The SKD total on 0 to 100, rounded half up to the decimals of the rule set.

    Source: derived from published final results; see `final_score`.
    """
    return _rounded(Decimal(skd_total) / standard.paper.maximum * WHOLE, standard)


def final_score(skd_total: int, skb: Decimal, standard: CpnsSelection) -> Decimal:
    """The final score on 0 to 100: 40 percent SKD and 60 percent SKB by the weights of the rule set.

    In: SKD points, SKB on 0 to 100. Rounded half up at each of three places: the scaled SKD, its weighted
    part, the weighted part of SKB; then added. Unrounded arithmetic differs in the last digit.
    Source: PermenPANRB 27/2021, PermenPANRB 6/2024; the rounding is derived from published final results.
    """
    rule = standard.final_score
    skd_part = _rounded(scaled_skd(skd_total, standard) * rule.skd_weight / WHOLE, standard)
    return skd_part + _rounded(skb * rule.skb_weight / WHOLE, standard)


def _rounded(value: Decimal, standard: CpnsSelection) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-standard.final_score.decimals), ROUND_HALF_UP)
