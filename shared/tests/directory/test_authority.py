"""What the directory says of a principal on a day, and the fence that follows from it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db import make_sessions
from abdi.directory import authority_of
from abdi.testing.directories import Directory
from abdi.testing.principals import agency_system, employee, service_account, stranger

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
FENCE = text(
    "SELECT current_setting('abdi.kind', true), current_setting('abdi.agencies', true),"
    " current_setting('abdi.employee', true)"
)


@pytest.fixture
async def bare(engine: AsyncEngine) -> Any:
    """A session as a request has it: nothing is seen yet."""
    async with make_sessions(engine)() as session:
        yield session


async def test_roles_of_a_person_are_the_directorys_and_never_the_tokens(
    bare: AsyncSession, directory: Directory
) -> None:
    mine = await directory.person()
    role = await directory.grant(mine, "auditor", purpose="pemeriksaan khusus")
    lying = employee(mine, agency="6671", roles=frozenset({"agency_officer", "service", "superior"}))
    found = await authority_of(bare, lying, TODAY)
    assert found.roles == {"employee", "auditor"}
    assert found.agency == "5671"
    assert [(grant.id, grant.purpose) for grant in found.grants] == [(role, "pemeriksaan khusus")]


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY + DAY}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - DAY}, False),
        ({"is_ended": True}, False),
    ],
)
async def test_role_counts_from_its_first_to_its_last_day(
    facts: dict[str, Any], counts: bool, bare: AsyncSession, directory: Directory
) -> None:
    mine = await directory.person()
    await directory.grant(mine, "agency_officer", **facts)
    found = await authority_of(bare, employee(mine), TODAY)
    assert ("agency_officer" in found.roles) is counts


async def test_who_left_keeps_nothing_but_the_own_record(bare: AsyncSession, directory: Directory) -> None:
    mine = await directory.person(is_in_service=False)
    await directory.person(superior_id=mine)
    await directory.grant(mine, "agency_officer")
    assert (await authority_of(bare, employee(mine), TODAY)).roles == {"employee"}


async def test_superior_is_to_whom_somebody_in_service_reports(
    bare: AsyncSession, directory: Directory
) -> None:
    mine, lonely = await directory.person(), await directory.person()
    await directory.person(superior_id=mine)
    await directory.person(superior_id=lonely, is_in_service=False)
    assert (await authority_of(bare, employee(mine), TODAY)).roles == {"employee", "superior"}
    assert (await authority_of(bare, employee(lonely), TODAY)).roles == {"employee"}


@pytest.mark.parametrize(("kind", "counts"), [("delegation", False), ("plt", True), ("plh", True)])
async def test_delegation_ends_with_its_giver_and_standing_in_does_not(
    kind: str, counts: bool, bare: AsyncSession, directory: Directory
) -> None:
    mine, giver = await directory.person(), await directory.person(is_in_service=False)
    acts = ["performance.evaluation.complete"]
    await directory.grant(mine, of=giver, kind=kind, actions=acts)
    found = await authority_of(bare, employee(mine), TODAY)
    assert [(grant.of, grant.actions) for grant in found.grants] == (
        [(giver, frozenset(acts))] if counts else []
    )
    assert ("superior" in found.roles) is counts


async def test_fence_is_around_the_own_agency_those_of_the_grants_and_the_own_record(
    bare: AsyncSession, directory: Directory
) -> None:
    mine = await directory.person()
    await directory.grant(mine, "auditor", agency="6671")
    await directory.grant(mine, "auditor", agency="1000", is_ended=True)
    await authority_of(bare, employee(mine, agency="9999"), TODAY)
    kind, agencies, person = (await bare.execute(FENCE)).one()
    assert (kind, set(agencies.split(",")), person) == ("person", {"5671", "6671"}, str(mine))
    await bare.rollback()
    again = (await bare.execute(FENCE)).one()
    assert (again[0], set(again[1].split(",")), again[2]) == ("person", {"5671", "6671"}, str(mine))


async def test_person_unknown_to_the_registry_has_the_agency_of_the_token(bare: AsyncSession) -> None:
    mine = new_id()
    found = await authority_of(bare, employee(mine, agency="6671"), TODAY)
    assert found.roles == {"employee"}
    assert found.agency == "6671"
    assert tuple((await bare.execute(FENCE)).one()) == ("person", "6671", str(mine))


CLAIMED = frozenset({"service", "agency_officer"})


@pytest.mark.parametrize(
    ("principal", "roles", "fence"),
    [
        (service_account("gateway"), {"service"}, ("service", "", "")),
        (Principal(subject="x", kind="service"), set(), ("", "", "")),
        (Principal(subject="x", kind="service", roles=CLAIMED), {"service"}, ("service", "", "")),
        (Principal(subject="x", kind="service", roles=CLAIMED - {"service"}), set(), ("", "", "")),
        (agency_system("5671"), {"agency_system"}, ("agency_system", "5671", "")),
    ],
)
async def test_machines_have_the_role_of_their_kind_alone(
    principal: Principal, roles: set[str], fence: tuple[str, ...], bare: AsyncSession
) -> None:
    found = await authority_of(bare, principal, TODAY)
    assert found.roles == roles
    assert tuple(value or "" for value in (await bare.execute(FENCE)).one()) == fence


async def test_signed_in_without_a_record_is_nobody(bare: AsyncSession) -> None:
    claimed = stranger().model_copy(update={"roles": frozenset({"agency_officer"})})
    found = await authority_of(bare, claimed, TODAY)
    assert (found.roles, found.grants) == (frozenset(), ())
    assert [value or "" for value in (await bare.execute(FENCE)).one()] == ["", "", ""]
