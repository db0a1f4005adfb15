"""Order of ranks, ceilings by diploma, service exams and the superior's rank, by the published tables."""

from datetime import date

import pytest

from promotion.eligibilities.rules.assessment import assess
from promotion.eligibilities.rules.facts import CareerFacts
from promotion.eligibilities.rules.ranks import education_ceiling, service_exam, successor, superior_rank
from promotion.eligibilities.rules.standard import RegularPromotion

DECEMBER = date(2026, 12, 1)


def changed(fit: CareerFacts, **facts: object) -> CareerFacts:
    return CareerFacts.model_validate(fit.model_dump() | facts)


@pytest.mark.parametrize(
    ("code", "following"),
    [(11, 12), (14, 21), (21, 22), (24, 31), (31, 32), (34, 41), (44, 45), (45, None)],
)
def test_rank_successor_follows_the_official_codes_14_21_24_31_34_41(
    code: int, following: int | None, standard: RegularPromotion
) -> None:
    rank_of = {step.code: step.rank for step in standard.ranks}
    expected = None if following is None else rank_of[following]
    assert successor(rank_of[code], standard) == expected


def test_the_ladder_has_17_ranks_from_juru_muda_to_pembina_utama(standard: RegularPromotion) -> None:
    assert len(standard.ladder) == 17
    assert (standard.ladder[0], standard.ladder[-1]) == ("I/a", "IV/e")
    assert successor(None, standard) is None
    assert successor("IX", standard) is None


CEILINGS = {
    "SD": "II/a",
    "SMP": "II/c",
    "SMP_KEJURUAN": "II/d",
    "SMA": "III/b",
    "D1": "III/b",
    "D2": "III/b",
    "SGPLB": "III/c",
    "D3": "III/c",
    "D4": "III/d",
    "S1": "III/d",
    "PROFESI": "IV/a",
    "S2": "IV/a",
    "S3": "IV/b",
}


@pytest.mark.parametrize(("level", "ceiling"), CEILINGS.items())
def test_official_education_ceiling_is_reached_and_not_exceeded(
    level: str, ceiling: str, fit: CareerFacts, standard: RegularPromotion
) -> None:
    ladder = standard.ladder
    below = changed(fit, education_level=level, rank=ladder[ladder.index(ceiling) - 1])
    at = changed(fit, education_level=level, rank=ceiling)
    assert education_ceiling(below, ceiling, standard).passed
    refused = education_ceiling(at, successor(ceiling, standard), standard)
    assert not refused.passed
    assert refused.required == {"next_rank": successor(ceiling, standard), "at_most": ceiling}


@pytest.mark.parametrize(
    ("rank", "level", "passed"),
    [
        ("II/d", "SMA", False),
        ("II/d", "D3", False),
        ("II/d", "S1", True),
        ("III/d", "S1", False),
        ("III/d", "S2", True),
        ("II/c", "SMA", True),
        ("I/d", "SMP", True),
    ],
)
def test_the_service_exam_stands_before_iii_a_and_iv_a_unless_a_diploma_exempts(
    rank: str, level: str, passed: bool, fit: CareerFacts, standard: RegularPromotion
) -> None:
    reason = service_exam(changed(fit, rank=rank, education_level=level), successor(rank, standard), standard)
    assert reason.passed is passed
    if not passed:
        assert reason.found is None
        assert reason.remedy is not None


def test_an_exemption_says_that_it_is_not_verified(fit: CareerFacts, standard: RegularPromotion) -> None:
    reason = service_exam(changed(fit, rank="II/d"), "III/a", standard)
    assert reason.found == {"exempt_by": "S1", "is_verified": False}


@pytest.mark.parametrize(
    ("superior", "passed"), [("III/a", False), ("III/b", True), ("IV/a", True), (None, False)]
)
def test_until_may_2025_the_superiors_rank_was_a_limit(
    superior: str | None, passed: bool, fit: CareerFacts, capped_standard: RegularPromotion
) -> None:
    assert superior_rank(changed(fit, superior_rank=superior), "III/b", capped_standard).passed is passed


@pytest.mark.parametrize("superior", ["I/a", "III/a", None])
def test_since_peraturan_bkn_2_2025_the_superiors_rank_is_no_limit(
    superior: str | None, fit: CareerFacts, standard: RegularPromotion
) -> None:
    assert assess(changed(fit, superior_rank=superior), DECEMBER, standard).is_eligible
