from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abdi.rulesets import read_rule_sets
from personnel.delegations.rules import (
    DELEGABLE,
    LIMITS,
    ActingLimits,
    Standing,
    check_actions,
    check_one_at_a_time,
    check_plt,
    check_sides,
)
from personnel.identifiers.rules import errors_of
from personnel.roles.rules import Person, Term, last_day
from personnel.settings import RULESETS

HEAD, DEPUTY, OTHER = (UUID(int=number) for number in (1, 2, 3))
ACTING = ActingLimits(plt_months=3, plt_extensions=1)
HERE = Person("5671", is_in_service=True)
GONE = Person("5671", is_in_service=False)
SUSPENDED = Person("5671", is_in_service=True, is_suspended=True)


def plt(start: date, end: date, *, taker: UUID = DEPUTY) -> Standing:
    return Standing("plt", HEAD, taker, Term(start, end))


def broken_by(new: Standing, *others: Standing) -> list[str]:
    return [reason.rule for reason in errors_of(check_plt(new, others, limits=ACTING, break_days=30))]


def test_acting_official_from_january_extended_once_ends_by_the_last_of_june() -> None:
    first = plt(date(2026, 1, 1), date(2026, 3, 31))
    assert broken_by(first) == []
    assert broken_by(plt(date(2026, 4, 1), date(2026, 6, 30)), first) == []
    assert broken_by(plt(date(2026, 4, 1), date(2026, 7, 1)), first) == [
        "delegation.plt_length",
        "delegation.plt_extended_once",
    ]


def test_acting_official_serves_three_months_at_most() -> None:
    assert broken_by(plt(date(2026, 1, 1), date(2026, 4, 1))) == ["delegation.plt_length"]


def test_second_extension_is_refused_in_whichever_order_they_are_entered() -> None:
    months = [
        plt(date(2026, 1, 1), date(2026, 1, 31)),
        plt(date(2026, 2, 1), date(2026, 2, 28)),
        plt(date(2026, 3, 1), date(2026, 3, 31)),
    ]
    for last in range(3):
        others = [month for number, month in enumerate(months) if number != last]
        assert broken_by(months[last], *others) == ["delegation.plt_extended_once"]


def test_long_break_or_another_person_begins_anew() -> None:
    first, second = plt(date(2026, 1, 1), date(2026, 3, 31)), plt(date(2026, 4, 1), date(2026, 6, 30))
    for day, broken in (
        (1, ["delegation.plt_extended_once"]),
        (30, ["delegation.plt_extended_once"]),
        (31, []),
    ):
        assert broken_by(plt(date(2026, 7, day), date(2026, 9, 30)), first, second) == broken
    assert broken_by(plt(date(2026, 7, 1), date(2026, 9, 30), taker=OTHER), first, second) == []


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 250), st.integers(1, 250))
def test_no_lawful_pair_of_periods_lasts_longer_than_six_months(
    start: date, first_days: int, second_days: int
) -> None:
    first = plt(start, start + timedelta(days=first_days - 1))
    begins = start + timedelta(days=first_days)
    second = plt(begins, begins + timedelta(days=second_days - 1))
    ends_on = begins + timedelta(days=second_days - 1)
    if broken_by(first) == [] and broken_by(second, first) == []:
        assert ends_on <= last_day(start, 6)


@pytest.mark.parametrize(
    ("kind", "giver", "taker", "has_people", "broken"),
    [
        ("delegation", HERE, HERE, True, []),
        ("delegation", HERE, HERE, False, ["delegation.has_authority"]),
        ("delegation", HERE, GONE, True, ["delegation.in_service"]),
        ("delegation", HERE, Person("6671", is_in_service=True), True, ["delegation.same_agency"]),
        ("plh", GONE, HERE, True, ["delegation.giver_in_service"]),
        ("delegation", HERE, SUSPENDED, True, ["delegation.in_service"]),
        ("delegation", SUSPENDED, HERE, True, ["delegation.giver_in_service"]),
        ("plh", SUSPENDED, HERE, True, []),
        ("plt", GONE, HERE, True, []),
    ],
)
def test_who_may_stand_in_for_whom(
    kind: str, giver: Person, taker: Person, has_people: bool, broken: list[str]
) -> None:
    new = Standing(kind, HEAD, DEPUTY, Term(date(2026, 1, 1), date(2026, 1, 31)))
    checks = check_sides(new, giver, taker, has_people=has_people)
    assert [reason.rule for reason in errors_of(checks)] == broken


def test_nobody_stands_in_for_oneself() -> None:
    new = Standing("plh", HEAD, HEAD, Term(date(2026, 1, 1), date(2026, 1, 31)))
    checks = check_sides(new, HERE, HERE, has_people=True)
    assert [reason.rule for reason in errors_of(checks)] == ["delegation.somebody_else"]


def test_one_acting_official_at_a_time_beside_delegations_to_several() -> None:
    january = Term(date(2026, 1, 1), date(2026, 1, 31))
    acting = Standing("plt", HEAD, DEPUTY, january)
    for kind, giver, taker, passed in (
        ("plh", HEAD, OTHER, False),
        ("plt", HEAD, OTHER, False),
        ("plt", OTHER, DEPUTY, True),
        ("delegation", HEAD, DEPUTY, True),
    ):
        new = Standing(kind, giver, taker, january)
        assert check_one_at_a_time(new, [acting]).reason.passed is passed
    given_before = Standing("delegation", HEAD, DEPUTY, january)
    assert not check_one_at_a_time(given_before, [given_before]).reason.passed
    assert check_one_at_a_time(Standing("delegation", HEAD, OTHER, january), [given_before]).reason.passed


def test_only_what_a_superior_may_pass_on_is_delegated() -> None:
    assert check_actions(None).reason.passed
    assert check_actions(sorted(DELEGABLE)).reason.passed
    assert check_actions(["personnel.roles.write"]).reason.found == ["personnel.roles.write"]
    assert not check_actions([]).reason.passed


def test_limits_of_every_version_can_be_read() -> None:
    versions = [file for file in read_rule_sets(RULESETS) if file.name == LIMITS]
    assert [ActingLimits.model_validate(file.values) for file in versions] == [ACTING, ACTING]
