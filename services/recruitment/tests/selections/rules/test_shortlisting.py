"""Who goes on to SKB: BKN's published example, ties at the cut, and what holds for every list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.selections.rules.facts import Applicant, SkdScores
from recruitment.selections.rules.shortlisting import shortlist, skd_outcomes
from recruitment.selections.rules.standard import CpnsSelection


def applicant(number: int | str, tkp: int, tiu: int, twk: int, category: str = "general") -> Applicant:
    return Applicant(str(number), SkdScores(twk=twk, tiu=tiu, tkp=tkp), category)


VECTOR_A = [
    applicant(1, 150, 110, 135),
    applicant(2, 148, 125, 115),
    applicant(3, 145, 105, 117),
    applicant(4, 147, 115, 105),
    applicant(5, 146, 112, 109),
    applicant(6, 146, 110, 100),
    applicant(7, 146, 115, 95),
]


@pytest.mark.parametrize(
    ("openings", "going_on"),
    [
        pytest.param(1, "124", id="vector A of BKN, one opening"),
        pytest.param(2, "124537", id="vector A of BKN, two openings"),
        pytest.param(3, "1245376", id="fewer than three times the openings"),
        pytest.param(0, "", id="no opening"),
    ],
)
def test_bkn_example_of_2020(openings: int, going_on: str, standard: CpnsSelection) -> None:
    assert "".join(one.id for one in shortlist(VECTOR_A, openings, standard)) == going_on
    backwards = shortlist(VECTOR_A[::-1], openings, standard)
    assert "".join(one.id for one in backwards) == going_on


def test_vector_c_four_equal_people_all_go_on_for_one_opening(standard: CpnsSelection) -> None:
    equal = [applicant(number, 180, 100, 80) for number in range(4)]
    outcomes = skd_outcomes(equal, 1, standard)
    assert [(one.code, one.place) for one in outcomes] == [("P/L", 1)] * 4
    assert [one.code for one in skd_outcomes([*equal, applicant(9, 179, 100, 80)], 1, standard)][-1] == "P"


def test_the_skd_list_tells_everybody_a_code_and_why(standard: CpnsSelection) -> None:
    people = [
        *(applicant(number, 200 - number, 100, 100) for number in range(4)),
        applicant("low", 225, 175, 60),
        Applicant("away", None, standing="absent"),
        Applicant("out", SkdScores(150, 175, 225), standing="disqualified"),
    ]
    outcomes = {one.id: one for one in skd_outcomes(people, 1, standard)}
    codes = [outcomes[key].code for key in ("0", "1", "2", "3", "low", "away", "out")]
    assert codes == ["P/L", "P/L", "P/L", "P", "TL", "TH", "DIS"]
    behind = outcomes["3"].reasons[-1]
    assert (behind.rule, behind.passed) == ("shortlist.place", False)
    assert (behind.required, behind.found) == ({"places": 3}, {"place": 4})
    assert behind.remedy is not None
    assert [r.rule for r in outcomes["low"].reasons if not r.passed] == ["thresholds.twk"]
    assert outcomes["low"].place is None


def test_each_one_is_judged_by_the_own_category(standard: CpnsSelection) -> None:
    people = [applicant("a", 166, 60, 60, "disability"), applicant("b", 166, 60, 60)]
    assert [one.code for one in skd_outcomes(people, 1, standard)] == ["P/L", "TL"]


def test_somebody_who_took_part_has_a_score(standard: CpnsSelection) -> None:
    with pytest.raises(ValueError, match="no SKD score"):
        skd_outcomes([Applicant("a", None)], 1, standard)


steps = st.integers(0, 6)
people = st.lists(st.tuples(steps, steps, st.integers(0, 12)), max_size=25).map(
    lambda rows: [
        applicant(number, 166 + tkp, 80 + 5 * tiu, 65 + 5 * twk)
        for number, (twk, tiu, tkp) in enumerate(rows)
    ]
)


@settings(deadline=None)
@given(candidates=people, openings=st.integers(1, 5), data=st.data())
def test_whatever_the_list(
    candidates: list[Applicant], openings: int, data: st.DataObject, standard: CpnsSelection
) -> None:
    going_on = shortlist(candidates, openings, standard)
    shuffled = data.draw(st.permutations(candidates))
    assert shortlist(shuffled, openings, standard) == going_on
    assert len(going_on) >= min(3 * openings, len(candidates))
    scores = {one.skd for one in going_on}
    assert all(one in going_on for one in candidates if one.skd in scores)
    if len(going_on) > 3 * openings:
        assert len({one.skd for one in going_on[3 * openings - 1 :]}) == 1


@settings(deadline=None)
@given(candidates=people.filter(bool), openings=st.integers(1, 5), data=st.data())
def test_a_better_score_never_loses_a_place(
    candidates: list[Applicant], openings: int, data: st.DataObject, standard: CpnsSelection
) -> None:
    place = data.draw(st.integers(0, len(candidates) - 1))
    part = data.draw(st.sampled_from(["twk", "tiu", "tkp"]))
    one = candidates[place]
    assert one.skd is not None
    points = {"twk": one.skd.twk, "tiu": one.skd.tiu, "tkp": one.skd.tkp}
    better = Applicant(one.id, SkdScores(**points | {part: points[part] + 5}))
    raised = [*candidates[:place], better, *candidates[place + 1 :]]
    if one in shortlist(candidates, openings, standard):
        assert better in shortlist(raised, openings, standard)
    before, after = (skd_outcomes(group, openings, standard)[place].place for group in (candidates, raised))
    assert before is not None
    assert after is not None
    assert after <= before
