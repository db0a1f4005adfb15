"""Who looked at whom, as the person sees it."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import asyncpg

from abdi.audit.queries import looks_at
from abdi.clock import FixedClock, new_id
from abdi.db.tables import read_entry
from abdi.directory import PersonRow, record_people
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, auditor, employee, officer, service_account
from abdi.testing.problems import assert_problem
from abdi.tokens import Principal

Note = Callable[..., Awaitable[None]]
READS = "/v1/reads"


@pytest.fixture
async def person(unit: Unit) -> UUID:
    """Somebody of Palembang."""
    row = PersonRow(employee_id=new_id(), agency="5671")
    async with unit() as session:
        await record_people(session, {row.employee_id: row})
    return row.employee_id


@pytest.fixture
def note(unit: Unit, clock: FixedClock, person: UUID) -> Note:
    """Enters one read into the audit."""

    async def enter(**facts: Any) -> None:
        row: dict[str, Any] = {
            "id": new_id(),
            "at": clock.now(),
            "actor": "officer-1",
            "action": "note.read",
            "agency": "5671",
            "request_id": "r-1",
            "purpose": None,
            "subjects": [str(person)],
            "employee_id": None,
            "capacity": "agency_officer",
        }
        async with unit() as session:
            await session.execute(insert(read_entry).values(row | facts))

    return enter


async def looks(client: ServiceClient, person: UUID, **query: Any) -> Any:
    answer = await client.get(READS, params={"employee_id": str(person), **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_person_sees_one_entry_a_request(client: ServiceClient, note: Note, person: UUID) -> None:
    reader = new_id()
    for action in ("note.read", "note.history", "note.read"):
        await note(action=action, employee_id=reader, purpose="promotion")
    found = await looks(client.as_(employee(person, "5671")), person)
    assert found["page"] == {"next_cursor": None, "has_more": False, "synced_until": None}
    (look,) = found["data"]
    assert look == {
        "request_id": "r-1",
        "at": "2026-03-02T02:00:00Z",
        "actor": "officer-1",
        "employee_id": str(reader),
        "agency": "5671",
        "capacity": "agency_officer",
        "actions": ["note.history", "note.read"],
        "reads": 3,
        "purpose": "promotion",
    }


async def test_reads_of_others_are_not_shown(client: ServiceClient, note: Note, person: UUID) -> None:
    await note(subjects=[str(new_id())])
    assert (await looks(client.as_(employee(person, "5671")), person))["data"] == []


async def test_one_id_never_joins_two_readers(client: ServiceClient, note: Note, person: UUID) -> None:
    await note(actor="officer-1")
    await note(actor="officer-2", action="note.secret")
    found = (await looks(client.as_(employee(person, "5671")), person))["data"]
    assert [(look["actor"], look["actions"]) for look in found] == [
        ("officer-2", ["note.secret"]),
        ("officer-1", ["note.read"]),
    ]


async def test_pages_go_back_in_time_without_gap_or_repetition(
    client: ServiceClient, note: Note, person: UUID, clock: FixedClock
) -> None:
    for number in range(7):
        # Two each at the same moment: the id of the request decides.
        await note(request_id=f"r-{number}", at=clock.now() + timedelta(seconds=number // 2))
    me = client.as_(employee(person, "5671"))
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 3}
    for _ in range(3):
        page = await looks(me, person, **query)
        seen += [look["request_id"] for look in page["data"]]
        query["cursor"] = page["page"]["next_cursor"]
    assert seen == [f"r-{number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert page["page"] == {"next_cursor": None, "has_more": False, "synced_until": None}


@pytest.mark.parametrize("reader", [officer("5671"), auditor("5671"), service_account("gateway")])
async def test_those_who_watch_may_look_and_are_noted_for_it(
    client: ServiceClient, note: Note, person: UUID, clock: FixedClock, reader: Principal
) -> None:
    await note(at=clock.now() - timedelta(seconds=1))
    assert len((await looks(client.as_(reader), person))["data"]) == 1
    newest, _ = (await looks(client.as_(employee(person, "5671")), person))["data"]
    assert (newest["actor"], newest["actions"]) == (reader.subject, ["reads.list"])


@pytest.mark.parametrize("reader", [employee(agency="5671"), officer("6671"), auditor("6671")])
async def test_others_learn_nothing(
    client: ServiceClient, note: Note, person: UUID, reader: Principal
) -> None:
    await note()
    for asked in (person, new_id()):
        answer = await client.as_(reader).get(READS, params={"employee_id": str(asked)})
        assert_problem(answer, 404, "not-found")


async def test_own_look_is_noted_nowhere(client: ServiceClient, person: UUID) -> None:
    me = client.as_(employee(person, "5671"))
    await looks(me, person)
    assert (await looks(me, person))["data"] == []


async def test_somebody_who_is_new_was_seen_by_nobody(client: ServiceClient) -> None:
    new = new_id()
    assert (await looks(client.as_(employee(new, "5671")), new))["data"] == []


async def test_changed_since_is_no_question_here(client: ServiceClient, person: UUID) -> None:
    query = {"employee_id": str(person), "changed_since": "2026-01-01T00:00:00Z"}
    answer = await client.as_(employee(person, "5671")).get(READS, params=query)
    assert_problem(answer, 422, "malformed", pointer="/changed_since")


async def test_search_by_person_uses_the_index(service_database: TestDatabase, person: UUID) -> None:
    dialect = asyncpg.dialect()  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
    asked = looks_at(person).compile(dialect=dialect)
    values = [asked.params[name] for name in asked.positiontup or ()]
    given = [json.dumps(value) if isinstance(value, list) else value for value in values]
    async with connected(service_database.owner_url) as connection:
        await connection.execute(
            """
            INSERT INTO read_entry (id, actor, action, request_id, subjects)
            SELECT gen_random_uuid(), 'a', 'note.list', 'r-' || n, jsonb_build_array(gen_random_uuid())
            FROM generate_series(1, 20000) AS n
            """
        )
        await connection.execute("ANALYZE read_entry")
        plan = "\n".join(line for (line,) in await connection.fetch(f"EXPLAIN {asked}", *given))
    assert "ix_read_entry_subjects" in plan
    assert "Seq Scan" not in plan
