"""Hours of the year and open needs of one person, for whom both would be shown alone."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import read_entry
from abdi.testing.directories import Directory
from abdi.testing.observers import count_queries
from abdi.testing.principals import ServiceClient, agency_system, auditor, employee, officer, stranger
from abdi.testing.problems import assert_problem

Make = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]
READ_HOURS = "training.hours.read"
READ_NEED = "training.need.read"

pytestmark = pytest.mark.usefixtures("rules_in_force")


def address(person: UUID) -> str:
    return f"/v1/training-summaries/{person}"


@pytest.fixture
async def known(by_officer: ServiceClient, register: Register, evaluate: Evaluate, run_of: Make) -> UUID:
    """A PNS of Palembang with 12 of 20 JP, two open needs, and two that are no more."""
    person = await register()
    for year, predicate in ((2021, "poor"), (2024, "poor"), (2025, "needs_improvement")):
        completed = f"{year + 1}-01-20" if year > 2021 else "2026-02-20"
        await evaluate(person, predicate, year=year, completed_on=completed)
    run = run_of(person, jp=12, started_on="2026-01-28", completed_on="2026-01-30")
    assert (await by_officer.post("/v1/courses", json=run)).status_code == 201
    await evaluate(person, "poor", year=2023, completed_on="2026-02-10")
    return person


async def test_it_says_what_both_reads_say(by_officer: ServiceClient, known: UUID) -> None:
    body = (await by_officer.get(address(known))).json()
    hours = (await by_officer.get(f"/v1/learning-hours/{known}")).json()
    query = {"employee_id": str(known), "state": "open"}
    needs = (await by_officer.get("/v1/training-needs", params=query)).json()["data"]
    assert (body["hours"]["year"], body["hours"]["hours"], body["hours"]["remaining"]) == (2026, 12, 8)
    assert body["hours"] == {name: hours[name] for name in body["hours"]}
    assert [need["since"] for need in body["open_needs"]] == ["2026-02-10", "2026-02-20"]
    assert body["open_needs"] == sorted(needs, key=lambda need: need["since"])


async def test_who_learnt_nothing_and_needs_nothing_has_a_year_of_zero(
    by_officer: ServiceClient, register: Register
) -> None:
    body = (await by_officer.get(address(await register(employment_type="PPPK")))).json()
    assert (body["hours"]["hours"], body["hours"]["limit"], body["hours"]["is_below"]) == (0, 24, False)
    assert body["open_needs"] == []


async def test_everybody_else_does_not_find_the_person(client: ServiceClient, known: UUID) -> None:
    for principal in (officer("6671"), employee(agency="5671"), agency_system("6671", READ_HOURS)):
        assert_problem(await client.as_(principal).get(address(known)), 404, "not-found")
    assert_problem(await client.as_(officer("5671")).get(address(uuid4())), 404, "not-found")
    assert_problem(await client.as_(stranger()).get(address(known)), 403, "forbidden")


async def test_the_person_the_superior_and_who_watches_see_it(
    client: ServiceClient, directory: Directory, known: UUID
) -> None:
    head = await directory.person()
    await directory.person(known, superior_id=head)
    for principal in (employee(known, "5671"), employee(head, "5671"), auditor("5671")):
        body = (await client.as_(principal).get(address(known))).json()
        assert (body["hours"]["hours"], len(body["open_needs"])) == (12, 2), principal


async def test_stand_in_for_hours_alone_sees_no_needs(
    client: ServiceClient, directory: Directory, known: UUID
) -> None:
    head = await directory.person()
    await directory.person(known, superior_id=head)
    for action, status in ((READ_HOURS, 200), (READ_NEED, 404)):
        stand_in = await directory.person()
        await directory.grant(stand_in, of=head, kind="delegation", actions=[action])
        answer = await client.as_(employee(stand_in, "5671")).get(address(known))
        assert answer.status_code == status
        assert answer.json().get("open_needs", []) == []


async def test_system_needs_the_scopes_of_both(client: ServiceClient, known: UUID) -> None:
    for scopes in ((READ_HOURS,), (READ_NEED,)):
        answer = await client.as_(agency_system("5671", *scopes)).get(address(known))
        assert_problem(answer, 403, "forbidden")
    both = agency_system("5671", READ_HOURS, READ_NEED)
    assert len((await client.as_(both).get(address(known))).json()["open_needs"]) == 2


async def test_reading_somebody_else_is_noted_once(
    client: ServiceClient, known: UUID, session: AsyncSession
) -> None:
    await client.as_(employee(known, "5671")).get(address(known))
    await client.as_(officer("5671")).get(address(known))
    noted = select(read_entry).where(read_entry.c.action == "training-summary.read")
    (entry,) = (await session.execute(noted)).all()
    assert (entry.subjects, entry.capacity) == ([str(known)], "agency_officer")


async def test_statements_are_authority_data_and_rules(client: ServiceClient, known: UUID) -> None:
    for principal in (employee(known, "5671"), officer("5671")):
        asking = client.as_(principal)
        with count_queries() as statements:
            assert (await asking.get(address(known))).status_code == 200
        assert len([sql for sql in statements.sent if "read_entry" not in sql]) == 3, statements.sent
