"""Seats and how empty ones are filled, with the result codes of the intake."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.facts import Finalist, FinalStanding, Formation, SkdScores
from recruitment.selections.rules.filling import FinalOutcome, final_outcomes
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection

HIGH = SkdScores(twk=100, tiu=120, tkp=190)


def formation(
    id_: str, openings: int = 1, *, need: str = "general", place: str = "loc1", post: str = "analyst"
) -> Formation:
    return Formation(id_, post, "S1", place, openings, need=need)


def person(
    id_: str, skb: str = "80", skd: SkdScores = HIGH, *, standing: FinalStanding = "taking_part"
) -> Finalist:
    return Finalist(id_, skd, Decimal(skb), standing=standing)


def outcome_of(
    formations: Sequence[Formation],
    finalists: dict[str, list[Finalist]],
    standard: CpnsSelection,
    agency: AgencyKind = "regional",
) -> dict[str, FinalOutcome]:
    return {one.id: one for one in final_outcomes(formations, finalists, standard, agency=agency)}


def codes(outcomes: dict[str, FinalOutcome]) -> dict[str, tuple[str | None, str | None, str | None]]:
    return {key: (one.code, one.seat, one.step) for key, one in outcomes.items()}


def test_vector_6_a_seat_elsewhere_goes_to_the_next_in_rank(standard: CpnsSelection) -> None:
    places = [formation("p1"), formation("p2", place="loc2")]
    people = {"p1": [person("c", "79"), person("a", "81"), person("b", "80")]}
    found = outcome_of(places, people, standard)
    assert codes(found) == {
        "a": ("P/L", "p1", None),
        "b": ("P/L-2", "p2", "U-2"),
        "c": ("P", None, None),
    }
    assert [reason.rule for reason in found["b"].reasons][:2] == ["ranking.place", "filling.step"]
    assert found["b"].reasons[1].caveat is not None
    behind = found["c"].reasons[0]
    assert (behind.rule, behind.passed, behind.required) == ("ranking.place", False, {"openings": 1})
    assert behind.remedy is not None


def test_vector_6_a_general_seat_goes_to_the_special_applicant_above_the_general_threshold(
    standard: CpnsSelection,
) -> None:
    x = person("x", "90", SkdScores(twk=60, tiu=85, tkp=166))
    y = person("y", "70", SkdScores(twk=65, tiu=80, tkp=166))
    posts = [formation("general"), formation("special", 0, need="disability")]
    found = outcome_of(posts, {"special": [x, y]}, standard)
    assert codes(found) == {"x": ("P", None, None), "y": ("P/L-1", "general", "U-1")}
    assert [reason.rule for reason in found["x"].reasons] == ["ranking.place", "thresholds.twk"]


def test_vector_6_a_special_seat_goes_to_a_general_applicant(standard: CpnsSelection) -> None:
    posts = [formation("general"), formation("special", need="disability")]
    found = outcome_of(posts, {"general": [person("a", "81"), person("b", "80")]}, standard)
    assert codes(found) == {"a": ("P/L", "general", None), "b": ("P/L-1", "special", "E-2")}


@pytest.mark.parametrize(
    ("needs", "step"),
    [
        pytest.param(("general", "disability", "loc1"), "U-1", id="general from special, same place"),
        pytest.param(("disability", "disability", "loc2"), "E-1", id="special from same kind, elsewhere"),
        pytest.param(("disability", "cumlaude", "loc1"), "E-2", id="special from other kind, same place"),
        pytest.param(("disability", "general", "loc1"), "E-2", id="special from general, same place"),
        pytest.param(("general", "general", "loc2"), "U-2", id="general from general, elsewhere"),
        pytest.param(("general", "cumlaude", "loc2"), "U-3", id="general from special, elsewhere"),
        pytest.param(("disability", "cumlaude", "loc2"), "E-3", id="special from other kind, elsewhere"),
        pytest.param(("disability", "general", "loc2"), "E-3", id="special from general, elsewhere"),
    ],
)
def test_steps_of_2024_by_need_and_place(
    needs: tuple[str, str, str], step: str, standard: CpnsSelection
) -> None:
    vacancy, applied, place = needs
    posts = [formation("empty", need=vacancy), formation("own", 0, need=applied, place=place)]
    found = outcome_of(posts, {"own": [person("a")]}, standard)["a"]
    assert (found.step, found.seat) == (step, "empty")
    assert found.code == ("P/L-1" if place == "loc1" else "P/L-2")


def test_the_same_place_comes_before_a_better_score_elsewhere(standard: CpnsSelection) -> None:
    posts = [
        formation("empty"),
        formation("special", 0, need="disability"),
        formation("away", 0, place="loc2"),
    ]
    people = {"special": [person("near", "60")], "away": [person("far", "99")]}
    assert codes(outcome_of(posts, people, standard)) == {
        "near": ("P/L-1", "empty", "U-1"),
        "far": ("P", None, None),
    }


def test_the_same_special_need_elsewhere_comes_before_other_needs_here(standard: CpnsSelection) -> None:
    posts = [
        formation("empty", need="disability"),
        formation("away", 0, need="disability", place="loc2"),
        formation("here", 0, need="cumlaude"),
    ]
    people = {"away": [person("same", "60")], "here": [person("other", "99")]}
    assert codes(outcome_of(posts, people, standard)) == {
        "same": ("P/L-2", "empty", "E-1"),
        "other": ("P", None, None),
    }


def test_filling_asks_the_general_threshold_of_the_post(standard: CpnsSelection) -> None:
    without_twk = SkdScores(twk=40, tiu=85, tkp=186)
    applied = formation("own", 0, place="loc2")
    people = {"own": [person("a", skd=without_twk)]}
    plain = formation("empty")
    doctors = Formation("empty", "analyst", "S1", "loc1", 1, general_category="doctor")
    assert outcome_of([plain, applied], people, standard)["a"].seat is None
    assert outcome_of([doctors, applied], people, standard)["a"].seat == "empty"


@pytest.mark.parametrize("other", [{"post": "auditor"}, {"post": "analyst", "education": "D3"}])
def test_post_and_education_stay_the_same(other: dict[str, str], standard: CpnsSelection) -> None:
    empty = Formation("empty", other["post"], other.get("education", "S1"), "loc1", 1)
    found = outcome_of([empty, formation("own", 0)], {"own": [person("a")]}, standard)
    assert codes(found)["a"] == ("P", None, None)


def test_another_location_was_for_regional_agencies_in_2021() -> None:
    places = [formation("p1", 0), formation("p2", place="loc2")]
    people = {"p1": [person("a")]}
    rules = rules_of_intake("2021")
    assert codes(outcome_of(places, people, rules, "regional"))["a"] == ("P/L-2", "p2", "3")
    assert codes(outcome_of(places, people, rules, "central"))["a"] == ("P", None, None)


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        ("absent", "TH"),
        ("knocked_out", "TMS-1"),
        ("not_eligible", "TMS"),
        ("resigned", "APS"),
        ("disqualified", "DIS"),
    ],
)
def test_who_does_not_take_part_has_a_code_and_fills_nothing(
    standing: FinalStanding, code: str, standard: CpnsSelection
) -> None:
    found = outcome_of([formation("own", 2)], {"own": [person("a", standing=standing)]}, standard)["a"]
    assert (found.code, found.seat, found.rank) == (code, None, None)
    assert [(reason.rule, reason.passed) for reason in found.reasons] == [("ranking.takes_part", False)]


def test_equals_at_the_last_seat_are_left_to_the_committee(standard: CpnsSelection) -> None:
    people = [person("a", "90"), person("b"), person("c")]
    posts = [formation("own", 2), formation("empty", 2, place="loc2")]
    found = outcome_of(posts, {"own": people}, standard)
    assert codes(found) == {
        "a": ("P/L", "own", None),
        "b": (None, None, None),
        "c": (None, None, None),
    }
    rules = [reason.rule for reason in found["b"].reasons]
    assert rules == ["ranking.place", "filling.contested", "ranking.distinct"]


def test_other_vacancies_of_the_same_step_are_told(standard: CpnsSelection) -> None:
    posts = [formation("own", 0), formation("p2", place="loc2"), formation("p3", place="loc3")]
    found = outcome_of(posts, {"own": [person("a")]}, standard)["a"]
    assert (found.seat, found.also_possible) == ("p2", ("p3",))


def test_ids_are_there_once(standard: CpnsSelection) -> None:
    with pytest.raises(ValueError, match="a formation"):
        outcome_of([formation("p"), formation("p")], {}, standard)
    with pytest.raises(ValueError, match="a is there twice"):
        outcome_of([formation("p"), formation("q")], {"p": [person("a")], "q": [person("a")]}, standard)


FORMATIONS = st.lists(
    st.tuples(
        st.sampled_from(["general", "general", "disability", "cumlaude"]),
        st.sampled_from(["loc1", "loc2"]),
        st.integers(0, 2),
        st.lists(
            st.tuples(st.integers(60, 70), st.sampled_from([55, 65, 100]), st.integers(1, 28)), max_size=5
        ),
    ),
    min_size=1,
    max_size=6,
)
Drawn = list[tuple[str, str, int, list[tuple[int, int, int]]]]


def drawn(rows: Drawn) -> tuple[list[Formation], dict[str, list[Finalist]]]:
    formations = [
        formation(f"f{n}", openings, need=need, place=place)
        for n, (need, place, openings, _) in enumerate(rows)
    ]
    people = {
        f"f{n}": [
            Finalist(
                f"f{n}p{m}",
                SkdScores(twk=twk, tiu=100, tkp=180),
                Decimal(skb),
                gpa=Decimal(3),
                birth_date=date(1999, 2, day),
            )
            for m, (skb, twk, day) in enumerate(group)
        ]
        for n, (_, _, _, group) in enumerate(rows)
    }
    return formations, people


@settings(deadline=None)
@given(rows=FORMATIONS, agency=st.sampled_from(["central", "regional"]))
def test_filling_never_moves_somebody_who_passed(
    rows: Drawn, agency: AgencyKind, standard: CpnsSelection
) -> None:
    formations, people = drawn(rows)
    unfilled = standard.model_copy(update={"filling": ()})
    before = outcome_of(formations, people, unfilled, agency)
    after = outcome_of(formations, people, standard, agency)
    assert before.keys() == after.keys()
    for key, outcome in before.items():
        if outcome.code == "P/L" or outcome.code is None:
            assert after[key] == outcome
    taken = [one.seat for one in after.values() if one.seat is not None]
    for one in formations:
        assert taken.count(one.id) <= one.openings
    for outcome in after.values():
        assert (outcome.step is not None) is (outcome.code in {"P/L-1", "P/L-2"})


@settings(deadline=None)
@given(rows=FORMATIONS, data=st.data())
def test_the_final_list_does_not_depend_on_the_order_of_the_input(
    rows: Drawn, data: st.DataObject, standard: CpnsSelection
) -> None:
    formations, people = drawn(rows)
    shuffled = {
        key: data.draw(st.permutations(people[key])) for key in data.draw(st.permutations(list(people)))
    }
    turned = outcome_of(data.draw(st.permutations(formations)), shuffled, standard)
    assert turned == outcome_of(formations, people, standard)
