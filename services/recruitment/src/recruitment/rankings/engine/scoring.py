"""SKB put together from its tests, and SKD and SKB as one score, in whole numbers."""

from typing import Final

import polars as pl

from recruitment.selections.rules.standard import WHOLE, CpnsSelection

SKB_STANDING: Final = pl.Enum(["taking_part", "absent", "knocked_out"])


def combined_skb(scores: pl.DataFrame) -> pl.DataFrame:
    """The SKB of each person from the scores in its tests; those of a person stand together.

    In: `person` (any whole number), `score` in the smallest unit of SKB, null for who was not there;
    `standing` (SKB_STANDING) and `weight` in percent. Out: in the order of the persons `person`, `skb`
    (rounded half up to the same unit; null unless all were sat) and `standing`. Who failed a knock-out test
    is knocked out wherever else absent.
    Source: PermenPANRB 6/2024 for the weights; results carry as many decimals as scores do.
    """
    standing = pl.col("standing")
    weighted = (pl.col("score").cast(pl.Int64) * pl.col("weight").cast(pl.Int64)).sum()
    together = scores.group_by("person", maintain_order=True).agg(
        weighted=weighted,
        is_complete=pl.col("score").is_not_null().all(),
        is_out=(standing == "knocked_out").any(),
        is_absent=(standing == "absent").any(),
    )
    found = pl.when("is_out").then(pl.lit("knocked_out")).when("is_absent").then(pl.lit("absent"))
    return together.select(
        "person",
        skb=pl.when("is_complete").then(_half_up(pl.col("weighted"), WHOLE)),
        standing=found.otherwise(pl.lit("taking_part")).cast(SKB_STANDING),
    )


def final_scores(people: pl.DataFrame, standard: CpnsSelection) -> pl.Series:
    """The final score of each person in its smallest unit, as `rules.final_scores` has it in decimals.

    In: points `twk`, `tiu`, `tkp`, and `skb` in the smallest unit of SKB.
    """
    rule, unit = standard.final_score, 10**standard.final_score.decimals
    total = sum((pl.col(part).cast(pl.Int64) for part in ("twk", "tiu", "tkp")), pl.lit(0, pl.Int64))
    scaled = _half_up(total * (WHOLE * unit), standard.paper.maximum)
    skd_part = _half_up(scaled * rule.skd_weight, WHOLE)
    skb = pl.col("skb").cast(pl.Int64) * (rule.skb_weight * unit)
    skb_part = _half_up(skb, WHOLE * 10**standard.skb.decimals)
    return people.select((skd_part + skb_part).alias("final_score")).to_series()


def _half_up(value: pl.Expr, by: int) -> pl.Expr:
    """A whole number that is not negative, divided and rounded half up."""
    return (2 * value + by) // (2 * by)
