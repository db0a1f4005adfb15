"""Scores that the tests can give at all."""

from decimal import Decimal

from abdi.i18n import Text
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection, PartName

_COPY_AGAIN = Text("Salin nilai dari hasil resmi.", "Copy the score from the official result.")


def check_skd(
    scores: SkdScores, standard: CpnsSelection, *, stated_total: int | None = None
) -> list[SelectionReason]:
    """Whether the paper can give these points, and whether `stated_total` (if given) is their sum.

    In: points per part. Out: a reason per part, `paper.twk` and so on, and `paper.total` for a stated total.
    Source: the paper of the intake's threshold decree; 5 points a right answer in TWK and TIU, 1 to 5 in TKP.
    """
    checked = [_check_part(name, getattr(scores, name), standard) for name in standard.paper.parts]
    if stated_total is None:
        return checked
    return [*checked, _check_total(scores, stated_total, standard)]


def _check_part(name: PartName, found: int, standard: CpnsSelection) -> SelectionReason:
    part = standard.paper.parts[name]
    passed = 0 <= found <= part.maximum and found % part.step == 0
    label, step = name.upper(), part.step
    steps_id = f", kelipatan {step}" if step > 1 else ""
    steps_en = f", a multiple of {step}" if step > 1 else ""
    return SelectionReason(
        **source(f"paper.{name}", standard),
        passed=passed,
        required={"minimum": 0, "maximum": part.maximum, "multiple_of": step},
        found=found,
        message=Text(
            f"Nilai {label} antara 0 dan {part.maximum}{steps_id}; tertulis {found}.",
            f"A {label} score is between 0 and {part.maximum}{steps_en}; it says {found}.",
        ),
        remedy=None if passed else _COPY_AGAIN,
    )


def _check_total(scores: SkdScores, stated: int, standard: CpnsSelection) -> SelectionReason:
    passed = stated == scores.total
    return SelectionReason(
        **source("paper.total", standard),
        passed=passed,
        required=scores.total,
        found=stated,
        message=Text(
            f"Nilai SKD adalah jumlah TWK, TIU dan TKP, yaitu {scores.total}; tertulis {stated}.",
            f"The SKD total is the sum of TWK, TIU and TKP, which is {scores.total}; it says {stated}.",
        ),
        remedy=None if passed else _COPY_AGAIN,
    )


def check_skb(skb: Decimal, standard: CpnsSelection) -> SelectionReason:
    """Whether an SKB score lies on its scale (0 to 100) and has no more decimals than results carry.

    Source: published final results; the scale is that of the integration of SKD and SKB.
    """
    rule = standard.skb
    passed = 0 <= skb <= rule.maximum and skb == round(skb, rule.decimals)
    return SelectionReason(
        **source("skb.score", standard),
        passed=passed,
        required={"minimum": 0, "maximum": rule.maximum, "decimals": rule.decimals},
        found=str(skb),
        message=Text(
            f"Nilai SKB antara 0 dan {rule.maximum} dengan paling banyak {rule.decimals} desimal; "
            f"tertulis {skb}.",
            f"An SKB score is between 0 and {rule.maximum} with at most {rule.decimals} decimals; "
            f"it says {skb}.",
        ),
        remedy=None if passed else _COPY_AGAIN,
    )
