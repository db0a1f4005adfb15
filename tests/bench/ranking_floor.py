"""The same steps as the ranking core, as one would write them down in Polars at first."""

from typing import Any

import polars as pl

from recruitment.selections.rules.standard import CpnsSelection


def skd(people: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    """Thresholds, places and three times the openings."""
    thresholds = pl.DataFrame(
        [
            {"category": name, **{f"{part}_least": value or 0 for part, value in one.model_dump().items()}}
            for name, one in standard.thresholds.items()
        ]
    )
    places = openings.with_row_index("opening").join(thresholds, on="category", how="left")
    judged = (
        people.with_row_index("row")
        .join(places.select("opening", "count", pl.selectors.ends_with("_least")), on="opening", how="left")
        .with_columns(total=pl.col("twk") + pl.col("tiu") + pl.col("tkp"))
        .with_columns(
            met=(pl.col("standing") == "taking_part")
            & (pl.col("twk") >= pl.col("twk_least"))
            & (pl.col("tiu") >= pl.col("tiu_least"))
            & (pl.col("tkp") >= pl.col("tkp_least"))
            & (pl.col("total") >= pl.col("total_least"))
        )
    )
    met = judged.filter("met").with_columns(
        place=pl.struct("total", "tkp", "tiu", "twk").rank("min", descending=True).over("opening")
    )
    told = judged.join(met.select("row", "place"), on="row", how="left").with_columns(
        code=pl.when(pl.col("standing") == "absent")
        .then(pl.lit("TH"))
        .when(pl.col("standing") == "disqualified")
        .then(pl.lit("DIS"))
        .when(~pl.col("met"))
        .then(pl.lit("TL"))
        .when(pl.col("place") <= 3 * pl.col("count"))
        .then(pl.lit("P/L"))
        .otherwise(pl.lit("P"))
    )
    return told.sort("row").select("place", "code")


def final(people: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    """Scores, ranks, what decided, seats, and a filling that knows no contests."""
    order = ["final_score", "total", "tkp", "tiu", "twk", "gpa", "age"]
    scored = people.with_row_index("row").with_columns(
        total=(pl.col("twk") + pl.col("tiu") + pl.col("tkp")).cast(pl.Int64)
    )
    scaled = (2 * pl.col("total") * 100_000 + standard.paper.maximum) // (2 * standard.paper.maximum)
    scored = scored.with_columns(
        final_score=(scaled * 40 + 50) // 100 + (pl.col("skb").cast(pl.Int64) * 60 + 50) // 100
    )
    ranked = scored.sort("opening", *order, descending=[False] + [True] * len(order))
    before = [pl.col(name).shift(1).over("opening") for name in order]
    decided: Any = pl.when(before[0].is_null()).then(pl.lit(None, pl.String))
    for name, earlier in zip(order, before, strict=True):
        decided = decided.when(pl.col(name) != earlier).then(pl.lit(name))
    ranked = ranked.with_columns(
        rank=pl.struct(order).rank("min", descending=True).over("opening"),
        equal=pl.len().over("opening", *order),
        decided_by=decided.otherwise(pl.lit("equal")),
    )
    places = openings.with_row_index("opening")
    ranked = ranked.join(places, on="opening", how="left").with_columns(
        seat=pl.when(pl.col("rank") + pl.col("equal") - 1 <= pl.col("count")).then(pl.col("opening"))
    )
    return _filled(ranked, places, standard).sort("row").select("final_score", "rank", "decided_by", "seat")


def _filled(ranked: pl.DataFrame, places: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    for step in standard.filling:
        taken = ranked.group_by("seat").len("taken")
        kind = pl.col("need") == "general"
        vacant = (
            places.join(taken, left_on="opening", right_on="seat", how="left")
            .filter(
                pl.col("taken").fill_null(0) < pl.col("count"), kind if step.vacancy == "general" else ~kind
            )
            .select("line", vacancy="opening", vacant_need="need", vacant_location="location")
        )
        is_same = pl.col("location") == pl.col("vacant_location")
        pairs = ranked.filter(pl.col("seat").is_null()).join(vacant, on="line")
        is_offered = (pl.col("need") == "general") | (pl.col("need") == pl.col("vacant_need"))
        pairs = pairs.filter(
            is_same if step.place == "same" else ~is_same, is_offered, pl.col("total") >= 311
        )
        given = (
            pairs.sort("final_score", "total", descending=True)
            .unique("vacancy", keep="first", maintain_order=True)
            .unique("row", keep="first")
            .select("row", "vacancy")
        )
        ranked = (
            ranked.join(given, on="row", how="left")
            .with_columns(seat=pl.coalesce("seat", "vacancy"))
            .drop("vacancy")
        )
    return ranked
