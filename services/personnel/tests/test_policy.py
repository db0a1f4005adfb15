"""Where the registry's rules decide more than the kit's own tests can know."""

from uuid import UUID

import pytest

from abdi.auth import Permission, Principal
from abdi.policy import Allow, Deny, Reach, Resource, decide
from abdi.testing.principals import (
    agency_system,
    auditor,
    committee_member,
    decision_maker,
    employee,
    officer,
    service_account,
    unit_officer,
)
from personnel import policy

PERSON, UNIT = UUID(int=1), UUID(int=2)
SUBJECT = Resource("5671", PERSON, units=frozenset({UNIT}))
EVERYBODY = {
    "person": employee(PERSON, "5671"),
    "colleague": employee(UUID(int=3), "5671"),
    "unit officer": unit_officer("5671", UNIT),
    "officer": officer("5671"),
    "officer elsewhere": officer("6671"),
    "member": committee_member("5671"),
    "decision maker": decision_maker("5671"),
    "auditor": auditor("5671"),
    "system": agency_system("5671", "personnel.employees.read", "personnel.employees.search"),
    "system without scope": agency_system("5671", "personnel.organisation.read"),
    "service": service_account("promotion"),
}


def allowed(permission: Permission) -> set[str]:
    return {
        name
        for name, somebody in EVERYBODY.items()
        if isinstance(decide(somebody, permission, SUBJECT), Allow)
    }


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (
            policy.READ_EMPLOYEES,
            {"person", "unit officer", "officer", "decision maker", "auditor", "system", "service"},
        ),
        (
            policy.SEARCH_EMPLOYEES,
            {"unit officer", "officer", "decision maker", "auditor", "system", "service"},
        ),
        (policy.READ_CARDS, EVERYBODY.keys() - {"officer elsewhere", "system", "system without scope"}),
        (policy.WRITE_EMPLOYEES, {"officer", "service"}),
        (policy.ENTER_EDUCATIONS, {"unit officer", "officer", "service"}),
        (policy.DISCLOSE_NIK, {"person", "officer", "service"}),
        (policy.WRITE_ORGANISATION, {"officer", "service"}),
        (policy.WRITE_AGENCIES, {"service"}),
    ],
    ids=lambda given: given.name if isinstance(given, Permission) else "",
)
def test_who_may_what_about_a_person(permission: Permission, who: set[str]) -> None:
    assert allowed(permission) == who


def test_everybody_who_works_in_the_agency_knows_how_it_is_made() -> None:
    elsewhere = {"officer elsewhere", "system"}
    assert allowed(policy.READ_ORGANISATION) == EVERYBODY.keys() - elsewhere


def test_nobody_changes_the_own_record_whatever_the_role() -> None:
    held = Principal(
        subject="x",
        kind="service",
        employee_id=PERSON,
        roles=frozenset({"service", "employee", "agency_officer"}),
    )
    for permission in (policy.WRITE_EMPLOYEES, policy.ENTER_EDUCATIONS):
        decision = decide(held, permission, SUBJECT)
        assert isinstance(decision, Deny)
        assert decision.reason == "own_case"


def test_unit_officers_enter_within_their_units_only() -> None:
    elsewhere = Resource("5671", PERSON, units=frozenset({UUID(int=9)}))
    assert isinstance(decide(EVERYBODY["unit officer"], policy.ENTER_EDUCATIONS, elsewhere), Deny)


def test_every_search_finds_only_what_may_be_read() -> None:
    """A rule that searches reads at least as far, so that a hit never tells of an unreadable person."""
    readers = {(rule.role, rule.reach) for rule in policy.READ_EMPLOYEES.rules}
    assert {(rule.role, rule.reach) for rule in policy.SEARCH_EMPLOYEES.rules} <= readers
    assert Reach.OWN not in {rule.reach for rule in policy.SEARCH_EMPLOYEES.rules}
