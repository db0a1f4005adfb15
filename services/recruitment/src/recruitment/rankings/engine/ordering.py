"""The final ranking of many openings, and which rule put each person behind the one before."""

from collections.abc import Sequence
from itertools import dropwhile, takewhile
from typing import Final

import polars as pl

from recruitment.rankings.engine.keys import SortKey, points, sort_key
from recruitment.selections.rules.standard import CpnsSelection, Criterion

MAY_BE_UNKNOWN: Final = frozenset({"gpa", "age"})
_EQUAL: Final = "equal"


def known_key(standard: CpnsSelection) -> SortKey:
    """The key of the criteria before the first that may be unknown."""
    return sort_key(list(takewhile(_is_known, standard.ranking)), standard)


def further_criteria(standard: CpnsSelection) -> tuple[Criterion, ...]:
    """The first criterion that may be unknown, and those behind it."""
    return tuple(dropwhile(_is_known, standard.ranking))


def _is_known(name: Criterion) -> bool:
    return name not in MAY_BE_UNKNOWN


def ranked(people: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    """The people of each opening, best first.

    In: `opening`, `final_score` (smallest unit), points `twk`, `tiu`, `tkp`; `gpa` and `age`, whole numbers
    of which more is better, null when unknown. Out: `row` in the input, `opening`, `rank` (as in sport),
    `equal` (how many share it, at least 1) and `decided_by`.
    Source: as `recruitment.selections.rules.ranking.rank_finalists`.
    """
    key = known_key(standard)
    ordered = (
        people.select("opening", key.packed(people, "opening"))
        .with_row_index("row")
        .sort("key")
        .with_columns(sub=pl.lit(0, pl.UInt32), broken_by=pl.lit(None, pl.String))
    )
    rest = further_criteria(standard)
    if rest:
        ordered = _break_ties(ordered, people, rest)
    before = pl.col("key").shift(1)
    begins = ((pl.col("key") != before) | (pl.col("sub") != pl.col("sub").shift(1))).fill_null(value=True)
    tiers = ordered.with_row_index("position").with_columns(
        tier=begins.cast(pl.UInt32).cum_sum(),
        at=pl.when(begins).then(pl.col("position")).forward_fill(),
        by_key=key.first_difference(pl.col("key").xor(before)),
    )
    opens = (pl.col("opening") != pl.col("opening").shift(1)).fill_null(value=True)
    equal = pl.len().over("tier") if _has_ties(tiers) else pl.lit(1, pl.UInt32)
    return tiers.select(
        "row",
        "opening",
        rank=pl.col("at") - pl.when(opens).then(pl.col("position")).forward_fill() + 1,
        equal=equal,
        decided_by=pl.when(equal > 1)
        .then(pl.lit(_EQUAL))
        .when(pl.col("broken_by").is_not_null())
        .then(pl.col("broken_by"))
        .otherwise(pl.col("by_key")),
    )


def _has_ties(tiers: pl.DataFrame) -> bool:
    return tiers.height > 0 and tiers["tier"][-1] < tiers.height


def _break_ties(ordered: pl.DataFrame, people: pl.DataFrame, rest: Sequence[Criterion]) -> pl.DataFrame:
    """The same with those of equal keys in the order of the further criteria, as far as these are known."""
    alike = (pl.col("key") == pl.col("key").shift(1)).fill_null(value=False)
    is_tied = ordered.select(alike | alike.shift(-1).fill_null(value=False)).to_series()
    tied = ordered.filter(is_tied)
    if tied.is_empty():
        return ordered
    details = people[tied["row"]].select(points(name).alias(name) for name in rest)
    tied = tied.with_columns(details).with_columns(tier=pl.col("key").rle_id(), is_stuck=pl.lit(value=False))
    for name in rest:
        tied = _split(tied, name)
    tied = tied.with_columns(sub=pl.col("tier") - pl.col("tier").min().over("key"))
    # Each tie keeps its positions; only within it people change places.
    where = is_tied.arg_true()
    placed = tied.select(position=pl.lit(where), row="row", key="key", sub="sub", broken_by="broken_by")
    at = ordered.with_row_index("position").filter(~is_tied)
    kept = at.select("position", "row", "key", "sub", "broken_by")
    openings = ordered["opening"]
    return pl.concat([kept, placed]).sort("position").drop("position").with_columns(openings)


def _split(tied: pl.DataFrame, name: Criterion) -> pl.DataFrame:
    """Each tier by one criterion, best first; a tier of several in which it is unknown of one stays whole."""
    value = pl.col(name).cast(pl.Int64)
    is_missing = value.is_null().any().over("tier") & (pl.len().over("tier") > 1)
    judged = tied.with_columns(is_stuck=pl.col("is_stuck") | is_missing).with_columns(
        worth=pl.when("is_stuck").then(0).otherwise(-value.fill_null(0))
    )
    judged = judged.sort("tier", "worth", maintain_order=True)
    is_behind = pl.col("worth") > pl.col("worth").min().over("tier")
    return judged.with_columns(
        broken_by=pl.when(is_behind).then(pl.lit(name)).otherwise("broken_by"),
        tier=pl.struct("tier", "worth").rle_id(),
    )
