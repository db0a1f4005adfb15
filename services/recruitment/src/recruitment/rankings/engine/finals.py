"""The final list of many openings: scores, ranks, seats, and the seats that the filling steps gave."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from recruitment.rankings.engine.filling import Filling, Line, Vacancy
from recruitment.rankings.engine.keys import points
from recruitment.rankings.engine.ordering import further_criteria, known_key, ranked
from recruitment.rankings.engine.scoring import final_scores
from recruitment.rankings.engine.shortlisting import minimums
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection

FINAL_STANDING: Final = pl.Enum(
    ["taking_part", "absent", "knocked_out", "not_eligible", "resigned", "disqualified"]
)
_CONTESTED: Final = ""


def final_outcomes(
    people: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection, *, agency: AgencyKind
) -> pl.DataFrame:
    """The outcome of everybody, in the order given.

    In: people with `opening`, `standing` (FINAL_STANDING), points `twk`, `tiu`, `tkp`, `skb` in its smallest
    unit, `gpa` and `age` (whole numbers of which more is better, null when unknown). Openings with `count`,
    `need`, `general_category`, `line` (the same for the same post and education) and `location`, in the order
    of their ids within each line. Out: `final_score` in its smallest unit, `rank`, `decided_by`, `code` (null
    where people equal in everything claim the last seat), `seat` (an opening) and `step`.
    Source: as `recruitment.selections.rules.filling.final_outcomes`.
    """
    took_part = people.with_row_index("person").filter(pl.col("standing") == "taking_part")
    took_part = took_part.with_columns(final_scores(took_part, standard))
    ranks = ranked(took_part, standard).with_columns(
        person=pl.lit(took_part["person"]).gather("row"),
        final_score=pl.lit(took_part["final_score"]).gather("row"),
    )
    own = _own_seats(ranks, openings)
    given = _filled(own, took_part, openings, standard=standard, agency=agency)
    return _told(people, own, given, standard=standard)


def _own_seats(ranks: pl.DataFrame, openings: pl.DataFrame) -> pl.DataFrame:
    """`is_seated`, and `is_contested` where not all of the equal ones find a seat."""
    room = pl.lit(openings["count"].cast(pl.Int64)).gather(pl.col("opening"))
    left = room - (pl.col("rank").cast(pl.Int64) - 1)
    return ranks.with_columns(
        is_seated=pl.col("equal") <= left,
        is_contested=(left > 0) & (pl.col("equal") > left),
    )


def _filled(
    own: pl.DataFrame,
    took_part: pl.DataFrame,
    openings: pl.DataFrame,
    *,
    standard: CpnsSelection,
    agency: AgencyKind,
) -> pl.DataFrame:
    """Who got what in the filling steps: `seat`, `step` and `result`, null for a `person` in a contest."""
    steps = [step for step in standard.filling if agency in step.agencies]
    taken = own.group_by("opening").agg(
        taken=pl.col("is_seated").sum(), is_contested=pl.col("is_contested").any()
    )
    left = (
        openings.with_row_index("opening")
        .join(taken, on="opening", how="left")
        .with_columns(
            empty=pl.when(pl.col("is_contested").fill_null(value=False))
            .then(0)
            .otherwise(pl.col("count").cast(pl.Int64) - pl.col("taken").fill_null(0))
        )
    )
    vacant = left.filter(pl.col("empty") > 0)
    free = own.filter(~pl.col("is_seated") & ~pl.col("is_contested"))
    rows: list[tuple[int, int | None, str | None, str | None]] = []
    for people, filling in _lines(free, vacant, took_part, openings=openings, standard=standard):
        for step in steps:
            filling.fill(step)
        for place, (seat, step) in filling.seats.items():
            rows.append((people[place], seat, step.code, step.result))
        rows += [(people[place], None, None, None) for place in filling.contested]
    schema = {"person": pl.UInt32, "seat": pl.UInt32, "step": pl.String, "result": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _lines(
    free: pl.DataFrame,
    vacant: pl.DataFrame,
    took_part: pl.DataFrame,
    *,
    openings: pl.DataFrame,
    standard: CpnsSelection,
) -> Iterator[tuple[list[int], Filling]]:
    """The people and vacancies of each post and education that has both."""
    waiting = took_part[free["row"]].with_columns(
        line=pl.lit(openings["line"]).gather("opening"),
        need=pl.lit(openings["need"]).gather("opening"),
        location=pl.lit(openings["location"]).gather("opening"),
    )
    waiting = waiting.filter(pl.col("line").is_in(vacant["line"].unique().implode()))
    if waiting.is_empty():
        return
    categories = vacant["general_category"].unique().sort().to_list()
    waiting = waiting.with_columns(
        known_key(standard).packed(waiting, "line"),
        *_meeting(categories, standard),
    ).sort("key", "person")
    vacancies = vacant.sort("opening").partition_by("line", as_dict=True)
    for (line,), people in waiting.partition_by("line", as_dict=True, maintain_order=True).items():
        yield people["person"].to_list(), _filling(people, vacancies[line,], categories, standard=standard)


def _meeting(categories: list[str], standard: CpnsSelection) -> Iterator[pl.Expr]:
    asked = minimums(pl.Series(categories, dtype=pl.String), standard)
    for category, least in zip(categories, asked.iter_rows(named=True), strict=True):
        reached = [points("skd_total") >= least.pop("total")]
        reached += [pl.col(part) >= minimum for part, minimum in least.items()]
        yield pl.all_horizontal(reached).alias(f"meets {category}")


def _filling(
    people: pl.DataFrame, vacant: pl.DataFrame, categories: list[str], *, standard: CpnsSelection
) -> Filling:
    further = people.select(points(name).cast(pl.Int64).alias(name) for name in further_criteria(standard))
    line = Line(
        opening=people["opening"].to_list(),
        need=people["need"].to_list(),
        location=people["location"].to_list(),
        key=people["key"].to_list(),
        further=further.rows(),
        meets={category: people[f"meets {category}"].to_list() for category in categories},
    )
    columns = ("opening", "need", "location", "general_category")
    vacancies = [Vacancy(*row) for row in vacant.select(columns).iter_rows()]
    empty = dict(vacant.select("opening", "empty").iter_rows())
    return Filling(line, vacancies, empty)


def _told(
    people: pl.DataFrame, own: pl.DataFrame, given: pl.DataFrame, *, standard: CpnsSelection
) -> pl.DataFrame:
    codes = standard.results.final
    outcome = own.join(given.with_columns(is_moved=pl.lit(value=True)), on="person", how="left").select(
        "person",
        "final_score",
        "rank",
        "decided_by",
        "step",
        seat=pl.when("is_seated").then(pl.col("opening").cast(pl.UInt32)).otherwise("seat"),
        told=pl.when("is_contested")
        .then(pl.lit(_CONTESTED))
        .when("is_seated")
        .then(pl.lit(codes.placed))
        .when(pl.col("is_moved").is_null())
        .then(pl.lit(codes.not_placed))
        .otherwise(pl.col("result").fill_null(_CONTESTED)),
    )
    outside = pl.col("standing").cast(pl.String).replace_strict(codes.model_dump(), default=None)
    code = pl.when(pl.col("told") != _CONTESTED).then("told")
    return (
        people.select("standing")
        .with_row_index("person")
        .join(outcome, on="person", how="left", maintain_order="left")
        .select(
            "final_score",
            "rank",
            "decided_by",
            pl.when(pl.col("told").is_null()).then(outside).otherwise(code).alias("code"),
            "seat",
            "step",
        )
    )
