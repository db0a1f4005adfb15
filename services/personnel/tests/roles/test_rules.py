from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.identifiers.rules import errors_of
from personnel.roles.rules import (
    Person,
    RoleLimits,
    Term,
    Wanted,
    check_assignment,
    check_ending,
    check_held_once,
    first_day_without,
    last_day,
)

TODAY = date(2026, 3, 2)
UNIT = UUID(int=7)
LIMITS = RoleLimits(auditor_months=12)
HERE = Person("5671", is_in_service=True)

days = st.integers(0, 40).map(lambda offset: TODAY + timedelta(days=offset - 10))
terms = st.builds(
    lambda start, length: Term(start, None if length is None else start + timedelta(days=length)),
    days,
    st.none() | st.integers(-1, 20),
)
FAR = [TODAY + timedelta(days=offset) for offset in range(-15, 70)]


@given(st.lists(terms, max_size=5), st.lists(terms, max_size=5))
def test_first_day_without_is_found_as_by_asking_every_day(before: list[Term], after: list[Term]) -> None:
    def held(terms: list[Term], day: date) -> bool:
        return any(term.covers(day) for term in terms)

    lost = [day for day in FAR if day >= TODAY and held(before, day) and not held(after, day)]
    assert first_day_without(before, after, today=TODAY) == (lost[0] if lost else None)


@given(terms, terms)
def test_terms_overlap_when_they_share_a_day(one: Term, other: Term) -> None:
    shared = any(one.covers(day) and other.covers(day) for day in FAR)
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(terms, days)
def test_term_until_a_day_has_no_later_day_and_loses_no_earlier_one(term: Term, day: date) -> None:
    cut = term.until(day)
    for asked in FAR:
        if asked <= day and (term.ends_on is None or day <= term.ends_on):
            assert cut.covers(asked) == term.covers(asked)
        if asked > day:
            assert not cut.covers(asked)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 30))
def test_periods_of_whole_months_follow_each_other(start: date, months: int) -> None:
    ends = [last_day(start, count) for count in range(1, months + 1)]
    assert all(earlier < later for earlier, later in pairwise(ends))
    assert start < ends[0] <= start + timedelta(days=31)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 1), 3, date(2026, 3, 31)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
    ],
)
def test_last_day_of_whole_months(start: date, months: int, end: date) -> None:
    assert last_day(start, months) == end


def wanted(role: str, **facts: object) -> Wanted:
    return Wanted(**({"agency": "5671", "role": role, "term": Term(TODAY)} | facts))  # type: ignore[arg-type]  # any facts


@pytest.mark.parametrize(
    ("asked", "holder", "broken"),
    [
        (wanted("agency_officer"), HERE, []),
        (wanted("unit_officer", unit_id=UNIT), HERE, []),
        (wanted("unit_officer"), HERE, ["role.unit_named"]),
        (wanted("agency_officer", unit_id=UNIT), HERE, ["role.unit_named"]),
        (wanted("committee_member"), HERE, []),
        (wanted("committee_member", unit_id=UNIT), HERE, []),
        (wanted("decision_maker"), Person("6671", is_in_service=True), ["role.own_agency"]),
        (wanted("decision_maker"), Person("5671", is_in_service=False), ["role.in_service"]),
        (
            wanted("decision_maker"),
            Person("5671", is_in_service=True, is_suspended=True),
            ["role.in_service"],
        ),
        (wanted("decision_maker", term=Term(TODAY, date(2026, 3, 1))), HERE, ["role.period"]),
        (wanted("auditor"), HERE, ["role.time_boxed", "role.purpose"]),
        (wanted("auditor", purpose="audit", term=Term(TODAY, date(2027, 3, 2))), HERE, ["role.time_boxed"]),
        (
            wanted("auditor", purpose="audit", term=Term(TODAY, date(2027, 3, 1))),
            Person("6671", is_in_service=True),
            [],
        ),
    ],
)
def test_what_a_role_asks_of_its_holder(asked: Wanted, holder: Person, broken: list[str]) -> None:
    checks = check_assignment(asked, holder, limits=LIMITS)
    assert [reason.rule for reason in errors_of(checks)] == broken


def test_role_is_held_once_for_a_unit_and_a_committee_once_for_a_selection() -> None:
    present = wanted("unit_officer", unit_id=UNIT, term=Term(TODAY, date(2026, 3, 31)))
    again = wanted("unit_officer", unit_id=UNIT, term=Term(date(2026, 3, 31)))
    after = wanted("unit_officer", unit_id=UNIT, term=Term(date(2026, 4, 1)))
    other = wanted("unit_officer", unit_id=UUID(int=8))
    assert [check_held_once(asked, [present]).reason.passed for asked in (again, after, other)] == [
        False,
        True,
        True,
    ]
    first, second = (wanted("committee_member", purpose=name) for name in ("Kepala Dinas", "Camat"))
    assert check_held_once(second, [first]).reason.passed
    assert not check_held_once(first, [first]).reason.passed


@pytest.mark.parametrize(
    ("ends_on", "broken"),
    [
        (date(2026, 2, 28), ["role.end_not_backdated"]),
        (date(2026, 3, 1), []),
        (date(2026, 6, 30), []),
        (date(2026, 7, 1), ["role.ends_earlier"]),
    ],
)
def test_role_ends_between_yesterday_and_its_own_last_day(ends_on: date, broken: list[str]) -> None:
    checks = check_ending(Term(date(2026, 1, 1), date(2026, 6, 30)), ends_on, today=TODAY)
    assert [reason.rule for reason in errors_of(checks)] == broken
