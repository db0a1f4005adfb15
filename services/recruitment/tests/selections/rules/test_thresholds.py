"""Thresholds by category, at their boundaries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.rules.thresholds import UnknownCategory, check_thresholds, meets

YEARS = ("2021", "2023", "2024")


@pytest.mark.parametrize(
    ("category", "scores", "failed"),
    [
        pytest.param("general", (65, 80, 166), [], id="3.2 general 311 passes"),
        pytest.param("general", (60, 85, 170), ["twk"], id="3.2 general 315 fails by TWK"),
        pytest.param("general", (150, 175, 165), ["tkp"], id="3.2 general 490 fails by TKP"),
        pytest.param("general", (65, 75, 166), ["tiu", "total"], id="general TIU one question short"),
        pytest.param("cumlaude", (40, 85, 186), [], id="3.2 cumlaude 311 passes"),
        pytest.param("cumlaude", (100, 80, 200), ["tiu"], id="3.2 cumlaude 380 fails by TIU"),
        pytest.param("cumlaude", (40, 85, 185), ["total"], id="cumlaude 310"),
        pytest.param("diaspora", (0, 85, 225), ["total"], id="diaspora 310"),
        pytest.param("disability", (60, 60, 166), [], id="3.2 disability 286 passes"),
        pytest.param("disability", (60, 55, 200), ["tiu"], id="3.2 disability 315 fails by TIU"),
        pytest.param("papua", (55, 60, 171), [], id="3.2 Papua 286 passes"),
        pytest.param("papua", (55, 60, 170), ["total"], id="Papua 285"),
        pytest.param("ship_crew", (60, 70, 156), [], id="3.2 ship crew 286 passes"),
        pytest.param("ship_crew", (60, 65, 165), ["tiu"], id="ship crew TIU 65"),
        pytest.param("doctor", (40, 80, 191), [], id="doctor 311 without TWK"),
    ],
)
@pytest.mark.parametrize("year", YEARS)
def test_thresholds_of_every_intake(
    category: str, scores: tuple[int, int, int], failed: list[str], year: str
) -> None:
    reasons = check_thresholds(SkdScores(*scores), category, rules_of_intake(year))
    assert [r.rule for r in reasons if not r.passed] == [f"thresholds.{name}" for name in failed]
    assert all((r.remedy is None) is r.passed for r in reasons)


@pytest.mark.parametrize(
    ("scores", "is_above"),
    [
        pytest.param((60, 100, 200), False, id="B3 Kalimantan 360 fails by TWK"),
        pytest.param((65, 80, 166), True, id="B3 Kalimantan 311 passes"),
    ],
)
def test_kalimantan_has_the_general_thresholds(
    scores: tuple[int, int, int], *, is_above: bool, standard: CpnsSelection
) -> None:
    assert meets(SkdScores(*scores), "kalimantan", standard) is is_above
    assert check_thresholds(SkdScores(*scores), "kalimantan", standard)[0].caveat is not None


def test_underdeveloped_regions_are_new_in_2024(standard: CpnsSelection) -> None:
    assert meets(SkdScores(60, 60, 166), "underdeveloped_region", standard)
    with pytest.raises(UnknownCategory, match="underdeveloped_region"):
        meets(SkdScores(60, 60, 166), "underdeveloped_region", rules_of_intake("2023"))


def test_a_failed_threshold_says_what_is_missing(standard: CpnsSelection) -> None:
    reason = check_thresholds(SkdScores(60, 85, 170), "general", standard)[0]
    assert (reason.required, reason.found, reason.article) == (65, 60, "KepmenPANRB 321/2024")
    assert reason.remedy is not None
    assert reason.remedy.id == "Kurang 5 pada TWK."


@settings(deadline=None)
@given(
    scores=st.builds(SkdScores, st.integers(0, 150), st.integers(0, 175), st.integers(0, 225)),
    data=st.data(),
)
def test_the_short_answer_is_that_of_the_reasons(
    scores: SkdScores, data: st.DataObject, standard: CpnsSelection
) -> None:
    category = data.draw(st.sampled_from(sorted(standard.thresholds)))
    reasons = check_thresholds(scores, category, standard)
    assert meets(scores, category, standard) is all(reason.passed for reason in reasons)
