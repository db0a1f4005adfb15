"""Runs of terms, and an auditor who is appointed again and again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abdi.rulesets import read_rule_sets
from personnel.identifiers.rules import errors_of
from personnel.roles.rules import RoleLimits, Term, Wanted
from personnel.roles.terms import TERMS, TermLimits, check_auditor_run, days_between, latest_end, run_of
from personnel.settings import RULESETS

LIMITS = RoleLimits(auditor_months=12)
BOUNDS = TermLimits(delegation_months=12, plh_months=3, backdated_days=7, ahead_months=12, break_days=30)
FIRST = Term(date(2026, 1, 1), date(2026, 12, 31))


def audit(term: Term, agency: str = "5671", role: str = "auditor") -> Wanted:
    return Wanted(agency, role, term, purpose=str(uuid4()))


@pytest.mark.parametrize(
    ("starts_on", "agency", "broken"),
    [
        (date(2027, 1, 1), "5671", ["role.auditor_run"]),
        (date(2027, 1, 30), "5671", ["role.auditor_run"]),
        (date(2027, 1, 31), "5671", []),
        (date(2027, 1, 1), "6671", []),
    ],
)
def test_auditor_does_not_stay_by_new_tasks(starts_on: date, agency: str, broken: list[str]) -> None:
    again = audit(Term(starts_on, starts_on + timedelta(days=300)), agency)
    checks = check_auditor_run(again, [audit(FIRST)], limits=LIMITS, terms=BOUNDS)
    assert [reason.rule for reason in errors_of(checks)] == broken


def test_two_short_tasks_within_the_limit_are_lawful() -> None:
    first = audit(Term(date(2026, 1, 1), date(2026, 3, 31)))
    again = audit(Term(date(2026, 4, 10), date(2027, 1, 9)))
    # Nine days between do not count: twelve months of inspecting end by 9 January.
    assert not errors_of(check_auditor_run(again, [first], limits=LIMITS, terms=BOUNDS))
    longer = audit(Term(date(2026, 4, 10), date(2027, 1, 10)))
    assert errors_of(check_auditor_run(longer, [first], limits=LIMITS, terms=BOUNDS))


lengths = st.integers(0, 60)


@given(st.lists(st.tuples(lengths, lengths), min_size=1, max_size=6), st.integers(1, 40), st.integers(0, 5))
def test_run_ends_at_the_first_real_break(line: list[tuple[int, int]], break_days: int, asked: int) -> None:
    terms, day = [], date(2026, 1, 1)
    for free, length in line:
        begins = day + timedelta(days=free)
        terms.append(Term(begins, begins + timedelta(days=length)))
        day = begins + timedelta(days=length + 1)
    here = terms[asked % len(terms)]
    run = run_of(here, [term for term in reversed(terms) if term != here], break_days=break_days)
    first, last = terms.index(run[0]), terms.index(run[-1])
    assert terms[first : last + 1] == run
    assert all(days_between(run[i], run[i + 1]) < break_days for i in range(len(run) - 1))
    assert first == 0 or days_between(terms[first - 1], run[0]) >= break_days
    assert last == len(terms) - 1 or days_between(run[-1], terms[last + 1]) >= break_days


def test_breaks_within_a_run_do_not_count() -> None:
    run = [Term(date(2026, 1, 1), date(2026, 1, 31)), Term(date(2026, 2, 11), date(2026, 3, 10))]
    assert latest_end(run, 3) == date(2026, 4, 10)


def test_limits_of_every_version_can_be_read() -> None:
    versions = [file for file in read_rule_sets(RULESETS) if file.name == TERMS]
    assert [TermLimits.model_validate(file.values) for file in versions] == [BOUNDS]
