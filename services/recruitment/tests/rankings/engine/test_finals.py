"""The final list over columns says of everybody what the rules say one by one."""

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.rankings.engine.finals import FINAL_STANDING, final_outcomes
from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.facts import Finalist, Formation, SkdScores
from recruitment.selections.rules.filling import final_outcomes as one_by_one
from recruitment.selections.rules.ranking import rank_finalists
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection, Criterion

STANDARD = rules_of_intake("2024")
PUBLISHED = Path(__file__).parents[2] / "selections/data/cpns-2024-final-scores.csv"
ORDERS: tuple[tuple[Criterion, ...], ...] = (
    STANDARD.ranking,
    ("final_score", "skd_total", "twk", "tkp", "tiu", "age", "gpa"),
    ("final_score", "gpa", "skd_total", "age", "tkp", "tiu", "twk"),
    ("final_score", "age"),
    ("final_score",),
)
Told = tuple[Decimal | None, int | None, str | None, str | None, str | None]


def over_columns(
    formations: Sequence[Formation],
    finalists: Mapping[str, Sequence[Finalist]],
    standard: CpnsSelection = STANDARD,
    *,
    agency: AgencyKind = "regional",
) -> tuple[dict[str, Told], dict[str, str | None]]:
    """By id: score, rank, code, seat and step; and by id what decided."""
    posts = sorted(formations, key=lambda one: one.id)
    number = {one.id: place for place, one in enumerate(posts)}
    people = [(number[key], one) for key, group in finalists.items() for one in group]
    found = final_outcomes(_people(people), _openings(posts), standard, agency=agency)
    told: dict[str, Told] = {}
    decided: dict[str, str | None] = {}
    for (_, one), row in zip(people, found.iter_rows(named=True), strict=True):
        score = None if row["final_score"] is None else Decimal(row["final_score"]).scaleb(-3)
        seat = None if row["seat"] is None else posts[row["seat"]].id
        told[one.id] = (score, row["rank"], row["code"], seat, row["step"])
        decided[one.id] = row["decided_by"]
    return told, decided


def _people(people: Sequence[tuple[int, Finalist]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                opening,
                one.standing,
                *(one.skd.twk, one.skd.tiu, one.skd.tkp),
                int(one.skb * 1000),
                None if one.gpa is None else int(one.gpa * 100),
                None if one.birth_date is None else -one.birth_date.toordinal(),
            )
            for opening, one in people
        ],
        schema={
            "opening": pl.UInt32,
            "standing": FINAL_STANDING,
            **dict.fromkeys(("twk", "tiu", "tkp"), pl.Int16),
            **dict.fromkeys(("skb", "gpa", "age"), pl.Int32),
        },
        orient="row",
    )


def _openings(posts: Sequence[Formation]) -> pl.DataFrame:
    lines = sorted({(one.post, one.education) for one in posts})
    places = sorted({one.location for one in posts})
    return pl.DataFrame(
        [
            (
                one.openings,
                one.need,
                one.general_category,
                lines.index((one.post, one.education)),
                places.index(one.location),
            )
            for one in posts
        ],
        schema={
            "count": pl.Int32,
            "need": pl.String,
            "general_category": pl.String,
            "line": pl.UInt32,
            "location": pl.UInt32,
        },
        orient="row",
    )


formations = st.lists(
    st.tuples(
        st.sampled_from(["analyst", "doctor"]),
        st.sampled_from(["loc1", "loc2", "loc3"]),
        st.integers(0, 3),
        st.sampled_from(["general", "general", "disability", "cumlaude"]),
    ),
    min_size=1,
    max_size=9,
).map(
    lambda drawn: [
        Formation(
            f"f{number:02}",
            post,
            "S1",
            place,
            count,
            need=need,
            general_category="doctor" if post == "doctor" else "general",
        )
        for number, (post, place, count, need) in enumerate(drawn)
    ]
)
people = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from([(65, 80, 166), (80, 65, 166), (60, 85, 166), (50, 90, 171), (70, 80, 166)]),
        st.sampled_from(["70", "70.001", "80.5"]),
        st.sampled_from([None, "3.10", "3.50", "3.50"]),
        st.sampled_from([None, date(1999, 1, 1), date(2000, 1, 1), date(2000, 1, 1)]),
        st.sampled_from(["taking_part"] * 8 + list(FINAL_STANDING.categories)),
    ),
    max_size=30,
)


@given(
    posts=formations,
    drawn=people,
    order=st.sampled_from(ORDERS),
    agency=st.sampled_from(["central", "regional"]),
)
@settings(max_examples=500, deadline=None)
def test_everybody_has_the_outcome_of_the_rules(
    posts: list[Formation], drawn: list[tuple[object, ...]], order: tuple[Criterion, ...], agency: AgencyKind
) -> None:
    standard = STANDARD.model_copy(update={"ranking": order})
    finalists: dict[str, list[Finalist]] = {}
    for number, (post, skd, skb, gpa, born, standing) in enumerate(drawn):
        one = Finalist(
            f"p{number:02}",
            SkdScores(*skd),  # type: ignore[misc] # drawn above
            Decimal(str(skb)),
            gpa=None if gpa is None else Decimal(str(gpa)),
            birth_date=born,  # type: ignore[arg-type] # drawn above
            standing=standing,  # type: ignore[arg-type] # drawn above
        )
        finalists.setdefault(posts[int(str(post)) % len(posts)].id, []).append(one)
    told, decided = over_columns(posts, finalists, standard, agency=agency)
    expected = one_by_one(posts, finalists, standard, agency=agency)
    assert told == {one.id: (one.final_score, one.rank, one.code, one.seat, one.step) for one in expected}
    for group in finalists.values():
        took_part = [one for one in group if one.standing == "taking_part"]
        for placed in rank_finalists(took_part, standard):
            assert decided[placed.finalist.id] == placed.decided_by


def test_nobody_is_no_trouble() -> None:
    assert over_columns([Formation("a", "analyst", "S1", "loc1", 2)], {}) == ({}, {})


def test_all_published_rows_of_2024_have_their_score_and_the_rank_of_the_rules() -> None:
    finalists: dict[str, list[Finalist]] = {}
    scores: dict[str, Decimal] = {}
    with PUBLISHED.open() as file:
        for row in csv.DictReader(file):
            skd = SkdScores(twk=int(row["twk"]), tiu=int(row["tiu"]), tkp=int(row["tkp"]))
            gpa = Decimal(row["gpa"]) if row["gpa"] else None
            one = Finalist(row["row"], skd, Decimal(row["skb"]), gpa=gpa)
            finalists.setdefault(row["position_code"], []).append(one)
            scores[one.id] = Decimal(row["final_score"])
    posts = [Formation(code, code, "S1", "everywhere", len(group) // 3) for code, group in finalists.items()]
    told, decided = over_columns(posts, finalists)
    placed = {one.finalist.id: one for group in finalists.values() for one in rank_finalists(group, STANDARD)}
    equal = sum(told[row][0] == score for row, score in scores.items())
    said = f"{equal} of {len(scores)} published final scores are equal to the last digit"
    sys.stdout.write(f"{said}\n")
    assert (equal, len(scores)) == (2014, 2014)
    assert {row: found[1] for row, found in told.items()} == {row: one.rank for row, one in placed.items()}
    assert decided == {row: one.decided_by for row, one in placed.items()}
