"""The suite passes over the archive, and finds whatever is broken on purpose."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from hypothesis import Phase
from sqlalchemy import true

from abdi.auth import Principal
from abdi.directory import Columns, authority_of, scope
from abdi.policy import Allow, Claim, Decision, Permission, Resource, Scope, claims, decide
from abdi.testing import archive, policy_proof
from abdi.testing.databases import TestDatabase
from abdi.testing.policy_suite import PolicySuite
from abdi.testing.service import ServiceUnderTest

MANY = 1_000


class TestArchive(PolicySuite):
    objects: ClassVar = archive.OBJECTS
    unfenced: ClassVar = frozenset({"shelf"})


class _Hasty(TestArchive):
    __test__ = False
    number_of_worlds: ClassVar[int] = MANY
    phases: ClassVar = (Phase.generate,)


@pytest.fixture
def suite_fails(
    service: ServiceUnderTest, service_database: TestDatabase, request: pytest.FixtureRequest
) -> Callable[[], None]:
    def run() -> None:
        with pytest.raises(AssertionError):
            _Hasty().test_decide_scope_and_fence_give_the_same_answer(service, service_database, request)

    return run


def _scope_of_a_whole_agency(principal: Principal, permission: Permission, columns: Columns) -> Scope:
    return (
        scope(principal, permission, Columns(columns.agency))
        if principal.grants
        else scope(principal, permission, columns)
    )


def _scope_without_bounds(principal: Principal, permission: Permission, columns: Columns) -> Scope:
    return true() if "auditor" in principal.roles else scope(principal, permission, columns)


def _decide_with_all_masks(principal: Principal, permission: Permission, resource: Resource) -> Decision:
    decision = decide(principal, permission, resource)
    rules = [rule.masked for rule in permission.rules if rule.role in principal.roles]
    return Allow(frozenset().union(*rules)) if isinstance(decision, Allow) else decision


def _decide_for_everybody_above(principal: Principal, permission: Permission, resource: Resource) -> Decision:
    return decide(principal, permission, replace(resource, superiors=frozenset({principal.employee_id})))  # type: ignore[arg-type] # broken on purpose


async def _authority_of_the_token(session: Any, principal: Principal, today: Any) -> Principal:
    made = await authority_of(session, principal, today)
    return made.model_copy(update={"roles": made.roles | principal.roles})


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("scope", _scope_of_a_whole_agency),
        ("scope", _scope_without_bounds),
        ("decide", _decide_with_all_masks),
        ("decide", _decide_for_everybody_above),
        ("authority_of", _authority_of_the_token),
    ],
)
def test_what_is_broken_is_found(
    name: str, broken: Any, suite_fails: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_proof, name, broken)
    suite_fails()


def test_delegation_that_is_taken_for_more_than_its_acts_is_found(
    suite_fails: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def generous(principal: Principal, permission: Permission) -> list[Claim]:
        grants = tuple(grant.model_copy(update={"actions": None}) for grant in principal.grants)
        return list(claims(principal.model_copy(update={"grants": grants}), permission))

    # Scope and decision then agree with each other, and with nothing else.
    monkeypatch.setattr("abdi.policy.claims", generous)
    monkeypatch.setattr("abdi.directory.scoping.claims", generous)
    suite_fails()


async def test_unfenced_table_is_found(service: ServiceUnderTest, service_database: TestDatabase) -> None:
    class Forgetful(PolicySuite):
        objects: ClassVar = archive.OBJECTS

    with pytest.raises(AssertionError, match="shelf"):
        await Forgetful().test_every_table_of_the_service_is_fenced_or_says_why_not(service, service_database)


def test_table_that_shows_an_agency_what_is_personal_is_found(
    service: ServiceUnderTest, service_database: TestDatabase, request: pytest.FixtureRequest
) -> None:
    class Discreet(_Hasty):
        personal: ClassVar = frozenset(archive.OBJECTS[0].model.metadata.tables)

    with pytest.raises(AssertionError):
        Discreet().test_fence_shows_an_agency_a_person_a_service_and_nobody_else(
            service, service_database, request
        )


def test_suite_without_objects_fails(
    service: ServiceUnderTest, service_database: TestDatabase, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(AssertionError, match="override `objects`"):
        PolicySuite().test_decide_scope_and_fence_give_the_same_answer(service, service_database, request)
