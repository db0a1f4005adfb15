"""What holds for every career: time and better work never hurt, and the explanation is complete."""

from datetime import date, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from promotion.eligibilities.rules.assessment import assess
from promotion.eligibilities.rules.facts import CareerFacts, Sanction
from promotion.eligibilities.rules.standard import RegularPromotion

PREDICATES = ("very_poor", "poor", "needs_improvement", "good", "very_good")
effective_dates = st.dates(date(2025, 10, 1), date(2040, 12, 1)).map(lambda day: day.replace(day=1))


@cache
def make_ladder() -> tuple[str, ...]:
    sizes = {"I": "abcd", "II": "abcd", "III": "abcd", "IV": "abcde"}
    return tuple(f"{group}/{letter}" for group, letters in sizes.items() for letter in letters)


sanctions = st.builds(
    Sanction,
    level=st.sampled_from(["light", "moderate", "severe"]),
    until=st.none() | st.dates(date(2025, 1, 1), date(2041, 1, 1)),
)
careers = st.builds(
    CareerFacts,
    employment_type=st.sampled_from(["PNS", "PNS", "PNS", "CPNS", "PPPK"]),
    status=st.sampled_from(["active", "active", "active", "leave", "suspended", "retired"]),
    appointed_on=st.none() | st.dates(date(2010, 1, 1), date(2040, 12, 1)),
    post_kind=st.sampled_from(["pelaksana", "pelaksana", "fungsional", None]),
    rank=st.sampled_from([*make_ladder(), None]),
    rank_since=st.none() | st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    education_level=st.sampled_from(["SD", "SMP", "SMA", "D3", "S1", "PROFESI", "S2", "S3", None]),
    sanctions=st.lists(sanctions, max_size=2).map(tuple),
    predicates=st.dictionaries(st.integers(2022, 2041), st.sampled_from(PREDICATES), max_size=20),
    superior_rank=st.sampled_from([*make_ladder(), None]),
)


@given(career=careers, on=effective_dates)
def test_eligible_exactly_when_every_reason_passed_and_every_failure_is_explained(
    career: CareerFacts, on: date, standard: RegularPromotion
) -> None:
    assessment = assess(career, on, standard)
    rules = [reason.rule for reason in assessment.reasons]
    assert set(rules) == set(standard.articles)
    assert len(rules) == len(set(rules))
    assert assessment.is_eligible == all(reason.passed for reason in assessment.reasons)
    for reason in assessment.reasons:
        assert reason.article
        assert reason.message.id
        assert reason.message.en
        is_final = reason.rule == "next_rank" and career.rank is not None
        assert reason.passed or reason.remedy is not None or is_final
    if assessment.is_eligible:
        assert assessment.next_rank is not None


@given(career=careers, on=effective_dates, days=st.integers(1, 4000))
def test_more_time_in_rank_never_hurts(
    career: CareerFacts, on: date, days: int, standard: RegularPromotion
) -> None:
    since = career.rank_since or date(2030, 1, 1)
    shorter = career.model_copy(update={"rank_since": since})
    longer = career.model_copy(update={"rank_since": since - timedelta(days=days)})
    assert set(assess(longer, on, standard).failed_rules) <= set(assess(shorter, on, standard).failed_rules)


@given(career=careers, on=effective_dates, data=st.data())
def test_a_better_predicate_never_hurts(
    career: CareerFacts, on: date, data: st.DataObject, standard: RegularPromotion
) -> None:
    year = data.draw(st.sampled_from(sorted(career.predicates) or [on.year - 1]))
    level = PREDICATES.index(career.predicates.get(year, "very_poor"))
    worse = career.model_copy(update={"predicates": career.predicates | {year: PREDICATES[level]}})
    better_value = data.draw(st.sampled_from(PREDICATES[level:]))
    better = career.model_copy(update={"predicates": career.predicates | {year: better_value}})
    assert set(assess(better, on, standard).failed_rules) <= set(assess(worse, on, standard).failed_rules)


@given(career=careers, on=effective_dates)
def test_on_the_day_it_turns_a_rule_is_fulfilled_and_the_day_before_it_is_not(
    career: CareerFacts, on: date, standard: RegularPromotion
) -> None:
    for reason in assess(career, on, standard).reasons:
        if reason.turns_on is None:
            continue
        assert reason.turns_on > on
        before = assess(career, reason.turns_on - timedelta(days=1), standard)
        after = assess(career, reason.turns_on, standard)
        assert reason.rule in before.failed_rules
        assert reason.rule not in after.failed_rules
