"""The SKD list of many openings: thresholds, places, and who goes on."""

from typing import Final

import polars as pl

from recruitment.rankings.engine.keys import PARTS, sort_key
from recruitment.selections.rules.standard import CpnsSelection, Criterion
from recruitment.selections.rules.thresholds import UnknownCategory

SKD_STANDING: Final = pl.Enum(["taking_part", "absent", "disqualified"])
_ASKED: Final = ("twk", "tiu", "tkp", "total")


def skd_outcomes(people: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    """Code and place of everybody, in the order given.

    In: people with `opening`, `standing` (SKD_STANDING) and points `twk`, `tiu`, `tkp` (null for who took no
    part); openings with `category` and `count`. Out: `place` among those of the opening who met the
    threshold, `code`. Raises UnknownCategory, and ValueError for somebody who took part and has no score.
    Source: as `recruitment.selections.rules.shortlisting`, which says the same with reasons.
    """
    took_part = pl.col("standing") == "taking_part"
    if people.select((took_part & pl.any_horizontal(pl.col(PARTS).is_null())).any()).item():
        raise ValueError("somebody took part and has no score")
    met = people.select((took_part & _reaches(openings, standard)).fill_null(value=False)).to_series()
    placed = _placed(people.filter(met), openings, standard)
    codes = standard.results.skd
    beyond = (
        pl.when(pl.col("standing") == "absent")
        .then(pl.lit(codes.absent))
        .when(pl.col("standing") == "disqualified")
        .then(pl.lit(codes.disqualified))
        .otherwise(pl.lit(codes.below))
    )
    # The n-th who met the threshold has the n-th place.
    nth = pl.when(met).then(met.cast(pl.UInt32).cum_sum() - 1)
    goes_on = pl.lit(placed["goes_on"]).gather(nth)
    return people.select(
        pl.lit(placed["place"]).gather(nth).alias("place"),
        pl.when(goes_on.is_null())
        .then(beyond)
        .when(goes_on)
        .then(pl.lit(codes.goes_on))
        .otherwise(pl.lit(codes.meets))
        .alias("code"),
    )


def minimums(categories: pl.Series, standard: CpnsSelection) -> pl.DataFrame:
    """The thresholds of each of these categories, 0 for a part without one. Raises UnknownCategory."""
    known = categories.unique().to_list()
    for category in known:
        if category not in standard.thresholds:
            raise UnknownCategory(f"no threshold for {category}")
    numbers = {
        name: {category: getattr(standard.thresholds[category], name) or 0 for category in known}
        for name in _ASKED
    }
    return pl.DataFrame(
        {
            name: categories.replace_strict(numbers[name], return_dtype=pl.Int16)
            if known
            else pl.Series(name, [], dtype=pl.Int16)
            for name in _ASKED
        }
    )


def _reaches(openings: pl.DataFrame, standard: CpnsSelection) -> pl.Expr:
    asked = minimums(openings["category"], standard)
    opening = pl.col("opening")
    total = pl.col("twk") + pl.col("tiu") + pl.col("tkp")
    points = {name: pl.col(name) for name in PARTS} | {"total": total}
    return pl.all_horizontal(
        value >= pl.lit(asked[name]).gather(opening)
        for name, value in points.items()
        if asked[name].max() not in (0, None)
    )


def _placed(met: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    """Place and whether that is enough, of people who met their threshold, in their order.

    Somebody goes on when fewer than the multiple of the openings are better: so do all equal at the cut.
    """
    names: dict[str, Criterion] = {"total": "skd_total"}
    key = sort_key([names.get(name, name) for name in standard.shortlist.order], standard)  # type: ignore[arg-type]  # the others are criteria as they are
    ordered = (
        pl.DataFrame([key.packed(met, "opening")])
        .with_row_index("row")
        .sort("key")
        .with_row_index("position")
        .with_columns(opening=pl.col("key") // (1 << key.bits))
    )
    starts = ordered.select(
        "row",
        "opening",
        at=_start(pl.col("key")),
        begin=_start(pl.col("opening")),
    )
    places = openings["count"].cast(pl.Int64) * standard.shortlist.multiple
    place = (pl.col("at") - pl.col("begin") + 1).alias("place")
    return (
        starts.select("row", place, enough=pl.lit(places).gather(pl.col("opening")))
        .sort("row")
        .select("place", goes_on=pl.col("place") <= pl.col("enough"))
    )


def _start(column: pl.Expr) -> pl.Expr:
    """The position at which the run of equal values began, in a sorted column."""
    begins = (column != column.shift(1)).fill_null(value=True)
    return pl.when(begins).then(pl.col("position")).forward_fill()
