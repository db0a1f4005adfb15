"""The SKD list over columns says of everybody what the rules say one by one."""

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.rankings.engine.keys import ImpossibleScore
from recruitment.rankings.engine.shortlisting import SKD_STANDING, skd_outcomes
from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.facts import Applicant, SkdScores
from recruitment.selections.rules.shortlisting import skd_outcomes as one_by_one
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.rules.thresholds import UnknownCategory

STANDARD = rules_of_intake("2024")
Person = tuple[int, str, tuple[int, int, int] | None]

scores = st.tuples(
    st.sampled_from([55, 60, 65, 100]),
    st.sampled_from([60, 70, 80, 85, 175]),
    st.sampled_from([0, 150, 166, 170, 171, 225]),
)
openings = st.lists(
    st.tuples(st.sampled_from(sorted(STANDARD.thresholds)), st.integers(0, 2)), min_size=1, max_size=4
)
standings = st.sampled_from(["taking_part", "taking_part", "taking_part", "absent", "disqualified"])


def over_columns(
    people: Sequence[Person], posts: Sequence[tuple[str, int]], standard: CpnsSelection = STANDARD
) -> list[tuple[int | None, str]]:
    points = [one or (None, None, None) for _, _, one in people]
    frame = pl.DataFrame(
        {
            "opening": pl.Series([one[0] for one in people], dtype=pl.UInt32),
            "standing": pl.Series([one[1] for one in people], dtype=SKD_STANDING),
            **{
                name: pl.Series([one[place] for one in points], dtype=pl.Int16)
                for place, name in enumerate(("twk", "tiu", "tkp"))
            },
        }
    )
    table = pl.DataFrame(
        {
            "category": pl.Series([category for category, _ in posts], dtype=pl.String),
            "count": pl.Series([count for _, count in posts], dtype=pl.Int32),
        }
    )
    return list(skd_outcomes(frame, table, standard).iter_rows())


@given(posts=openings, data=st.data())
@settings(max_examples=300, deadline=None)
def test_everybody_has_the_place_and_code_of_the_rules(
    posts: list[tuple[str, int]], data: st.DataObject
) -> None:
    drawn = data.draw(
        st.lists(st.tuples(st.integers(0, len(posts) - 1), standings, scores), max_size=25), label="people"
    )
    people: list[Person] = [
        (opening, standing, points if standing == "taking_part" else None)
        for opening, standing, points in drawn
    ]
    expected: dict[int, tuple[int | None, str]] = {}
    for number, (category, count) in enumerate(posts):
        applicants = [
            Applicant(str(place), SkdScores(*points) if points else None, category, standing)  # type: ignore[arg-type] # drawn from its values
            for place, (opening, standing, points) in enumerate(people)
            if opening == number
        ]
        for one in one_by_one(applicants, count, STANDARD):
            expected[int(one.id)] = (one.place, one.code)
    assert over_columns(people, posts) == [expected[place] for place in range(len(people))]


@pytest.mark.parametrize("intake", ["2021", "2023", "2024"])
def test_all_who_are_equal_at_the_cut_go_on(intake: str) -> None:
    rules = rules_of_intake(intake)
    equal: list[Person] = [(0, "taking_part", (80, 100, 180))] * 4
    assert over_columns(equal, [("general", 1)], rules) == [(1, "P/L")] * 4


def test_who_took_part_without_a_score_is_no_case_for_the_rules() -> None:
    with pytest.raises(ValueError, match="no score"):
        over_columns([(0, "taking_part", None)], [("general", 1)])


def test_a_need_without_a_threshold_is_told() -> None:
    with pytest.raises(UnknownCategory):
        over_columns([(0, "taking_part", (65, 80, 166))], [("astronaut", 1)])


def test_more_than_the_whole_is_not_ranked() -> None:
    with pytest.raises(ImpossibleScore):
        over_columns([(0, "taking_part", (1500, 80, 166))], [("general", 1)])


def test_nobody_is_no_trouble() -> None:
    assert over_columns([], [("general", 1)]) == []
