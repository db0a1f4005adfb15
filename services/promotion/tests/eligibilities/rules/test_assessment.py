"""The rules of regular promotion, one by one, without a database."""

from datetime import date

import pytest

from abdi.reasons import Reason
from promotion.eligibilities.rules.assessment import assess
from promotion.eligibilities.rules.facts import Assessment, CareerFacts, Sanction
from promotion.eligibilities.rules.standard import RegularPromotion

DECEMBER = date(2026, 12, 1)


def reason_of(assessment: Assessment, rule: str) -> Reason:
    return next(reason for reason in assessment.reasons if reason.rule == rule)


def changed(fit: CareerFacts, **facts: object) -> CareerFacts:
    return CareerFacts.model_validate(fit.model_dump() | facts)


def test_a_pelaksana_who_fulfils_every_rule_is_eligible_for_the_next_rank(
    fit: CareerFacts, standard: RegularPromotion
) -> None:
    assessment = assess(fit, DECEMBER, standard)
    assert assessment.is_eligible
    assert assessment.next_rank == "III/b"
    assert assessment.failed_rules == []
    assert [reason.rule for reason in assessment.reasons] == [
        "employment",
        "status",
        "discipline",
        "post",
        "next_rank",
        "time_in_rank",
        "predicate",
        "education_ceiling",
        "service_exam",
        "superior_rank",
    ]


@pytest.mark.parametrize(
    ("facts", "failed"),
    [
        ({"employment_type": "CPNS"}, ["employment"]),
        ({"employment_type": "PPPK", "rank": None, "rank_since": None}, None),
        ({"status": "suspended"}, ["status"]),
        ({"status": "leave"}, ["status"]),
        ({"post_kind": "fungsional"}, ["post"]),
        ({"post_kind": None}, ["post"]),
        ({"rank_since": None}, ["time_in_rank"]),
        ({"education_level": None}, ["education_ceiling"]),
        ({"predicates": {}}, ["predicate"]),
        ({"rank": "IV/e", "education_level": "S3"}, ["next_rank", "education_ceiling"]),
    ],
)
def test_each_unfulfilled_rule_is_named(
    facts: dict[str, object], failed: list[str] | None, fit: CareerFacts, standard: RegularPromotion
) -> None:
    found = assess(changed(fit, **facts), DECEMBER, standard).failed_rules
    assert found == (failed or ["employment"])


@pytest.mark.parametrize(
    ("since", "passed"),
    [(date(2022, 11, 30), True), (date(2022, 12, 1), True), (date(2022, 12, 2), False)],
)
def test_four_years_in_rank_are_full_on_the_anniversary_itself(
    since: date, passed: bool, fit: CareerFacts, standard: RegularPromotion
) -> None:
    reason = reason_of(assess(changed(fit, rank_since=since), DECEMBER, standard), "time_in_rank")
    assert reason.passed is passed
    assert reason.turns_on == (None if passed else date(2026, 12, 2))


def test_a_person_whom_only_time_holds_back_turns_eligible_on_a_named_day(
    fit: CareerFacts, standard: RegularPromotion
) -> None:
    sanction = Sanction(level="moderate", until=date(2027, 5, 31))
    waiting = changed(fit, rank_since=date(2023, 4, 1), sanctions=[sanction.model_dump()])
    assert assess(waiting, DECEMBER, standard).turns_on == date(2027, 6, 1)
    assert assess(changed(waiting, status="suspended"), DECEMBER, standard).turns_on is None


@pytest.mark.parametrize(
    ("sanction", "passed"),
    [
        ({"level": "light"}, True),
        ({"level": "moderate", "until": date(2026, 11, 30)}, True),
        ({"level": "moderate", "until": date(2026, 12, 1)}, False),
        ({"level": "severe"}, False),
    ],
)
def test_a_moderate_or_severe_sanction_holds_back_while_it_runs(
    sanction: dict[str, object], passed: bool, fit: CareerFacts, standard: RegularPromotion
) -> None:
    reason = reason_of(assess(changed(fit, sanctions=[sanction]), DECEMBER, standard), "discipline")
    assert reason.passed is passed


@pytest.mark.parametrize(
    ("predicates", "passed"),
    [
        ({2024: "good", 2025: "good"}, True),
        ({2024: "good", 2025: "needs_improvement"}, False),
        ({2024: "poor", 2025: "very_good"}, False),
        ({2025: "very_good"}, False),
        ({2023: "very_poor", 2024: "good", 2025: "good"}, True),
        pytest.param({2024: "poor", 2025: "good", 2026: "good"}, False, id="running-year-hides-no-bad-one"),
        pytest.param({2024: "good", 2025: "good", 2026: "poor"}, True, id="running-year-does-not-count"),
    ],
)
def test_the_predicate_must_be_at_least_good_in_each_of_the_last_two_years(
    predicates: dict[int, str], passed: bool, fit: CareerFacts, standard: RegularPromotion
) -> None:
    reason = reason_of(assess(changed(fit, predicates=predicates), DECEMBER, standard), "predicate")
    assert reason.passed is passed
    assert (reason.remedy is None) is passed


@pytest.mark.parametrize(
    ("effective_on", "years"),
    [(date(2027, 1, 1), [2024, 2025]), (date(2027, 2, 1), [2025, 2026])],
)
def test_a_year_counts_once_its_evaluation_is_due(
    effective_on: date, years: list[int], fit: CareerFacts, standard: RegularPromotion
) -> None:
    reason = reason_of(assess(fit, effective_on, standard), "predicate")
    assert reason.required == {"at_least": "good", "years": years}


def test_the_remedy_says_which_evaluation_is_missing(fit: CareerFacts, standard: RegularPromotion) -> None:
    missing = reason_of(assess(changed(fit, predicates={2024: "good"}), DECEMBER, standard), "predicate")
    assert missing.remedy is not None
    assert missing.remedy.en == "Complete the evaluation of 2025."
    poor = reason_of(
        assess(changed(fit, predicates={2024: "good", 2025: "poor"}), DECEMBER, standard), "predicate"
    )
    assert poor.message.id.endswith("2024 Baik, 2025 Kurang.")
    assert poor.remedy is not None
    assert "2025" in poor.remedy.id


@pytest.mark.parametrize(
    ("appointed_on", "predicates", "remedy"),
    [
        (date(2024, 12, 31), {}, "Complete the evaluation of 2024, 2025."),
        (date(2025, 1, 1), {2025: "good"}, "Service began in 2025: {from} 2026 on, {with}: 2025, 2026."),
        (date(2026, 8, 1), {}, "Service began in 2026: {from} 2027 on, {with}: 2026, 2027."),
        (date(2025, 1, 1), {2025: "poor"}, "Service began in 2025: {from} 2026 on, {with}: 2025, 2026."),
    ],
)
def test_the_remedy_asks_for_no_evaluation_of_a_year_before_service_began(
    appointed_on: date,
    predicates: dict[int, str],
    remedy: str,
    fit: CareerFacts,
    standard: RegularPromotion,
) -> None:
    new = changed(fit, employment_type="CPNS", appointed_on=appointed_on, predicates=predicates)
    found = reason_of(assess(new, DECEMBER, standard), "predicate").remedy
    words = {
        "from": "can be fulfilled from the evaluation year",
        "with": "with a sufficient predicate in each of these years",
    }
    assert found is not None
    assert found.en == remedy.format_map(words)
