"""The record that one person came from, and that null means that there is none."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import read_entry
from abdi.testing.directories import Directory
from abdi.testing.observers import count_queries
from abdi.testing.principals import (
    ServiceClient,
    agency_system,
    auditor,
    committee_member,
    employee,
    officer,
    service_account,
    stranger,
)
from abdi.testing.problems import assert_problem
from recruitment.personal_summaries.schemas import CandidateSummary
from recruitment.policy import FROM_AUDITORS

Answer = Callable[..., Awaitable[None]]
READ = "recruitment.candidate.read"


def address(person: UUID) -> str:
    return f"/v1/recruitment-summaries/{person}"


@pytest.fixture
async def hired(candidate: dict[str, Any], registered: Answer, directory: Directory) -> UUID:
    """The employee whom the candidate became."""
    person: UUID = await directory.person()
    await registered(candidate["id"], person)
    return person


async def test_record_is_shown_without_birth_data(
    client: ServiceClient, candidate: dict[str, Any], hired: UUID
) -> None:
    for principal in (officer("5671"), committee_member("5671"), auditor("5671"), employee(hired, "5671")):
        shown = (await client.as_(principal).get(address(hired))).json()["candidate"]
        assert (shown["id"], shown["employee_id"]) == (candidate["id"], str(hired))
        assert (shown["state"], shown["registered_on"]) == ("registered", "2026-03-02")
        for name in ("rank", "effective_on", "decree_number", "selection_reference"):
            assert shown[name] == candidate[name]
    assert FROM_AUDITORS.isdisjoint(CandidateSummary.model_fields)


async def test_of_several_records_the_latest_counts(
    palembang: ServiceClient, person: Any, hired: UUID, registered: Answer
) -> None:
    again = person(effective_on="2026-03-02", nip="199908052026031999")
    later = (await palembang.post("/v1/candidates", json=again)).json()
    await registered(later["id"], hired)
    assert (await palembang.get(address(hired))).json()["candidate"]["id"] == later["id"]


async def test_null_is_told_to_whoever_may_see_that_there_is_none(
    client: ServiceClient, directory: Directory, session: AsyncSession
) -> None:
    person = await directory.person()
    system = agency_system("5671", READ)
    for principal in (officer("5671"), employee(person, "5671"), system, service_account("personnel")):
        answer = await client.as_(principal).get(address(person))
        assert (answer.status_code, answer.json()) == (200, {"candidate": None}), principal
    assert (await session.execute(select(read_entry))).all() == []


async def test_everybody_else_does_not_find_the_person(
    client: ServiceClient, directory: Directory, hired: UUID
) -> None:
    head = await directory.person()
    await directory.person(hired, superior_id=head)
    before = await directory.person(superior_id=head)
    for person in (hired, before):
        for principal in (
            officer("6671"),
            employee(head, "5671"),
            employee(agency="5671"),
            agency_system("6671", READ),
        ):
            assert_problem(await client.as_(principal).get(address(person)), 404, "not-found")
        for principal in (stranger(), agency_system("5671")):
            assert_problem(await client.as_(principal).get(address(person)), 403, "forbidden")
    assert_problem(await client.as_(officer("5671")).get(address(uuid4())), 404, "not-found")


async def test_reading_somebody_else_is_noted_once_under_both_ids(
    client: ServiceClient,
    palembang: ServiceClient,
    candidate: dict[str, Any],
    hired: UUID,
    session: AsyncSession,
) -> None:
    await client.as_(employee(hired, "5671")).get(address(hired))
    await palembang.get(address(hired))
    (noted,) = (await session.execute(select(read_entry))).all()
    assert (noted.action, noted.subjects) == ("recruitment-summary.read", [candidate["id"], str(hired)])


async def test_statements_are_few_and_fewest_where_there_is_no_record(
    client: ServiceClient, directory: Directory, hired: UUID
) -> None:
    before = await directory.person()
    asking = client.as_(officer("5671"))
    for person, number in ((hired, 3), (before, 2)):
        with count_queries() as statements:
            assert (await asking.get(address(person))).status_code == 200
        sent = [sql for sql in statements.sent if "read_entry" not in sql]
        assert len(sent) == number, sent
