from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit import record_bulk, say_reason
from abdi.clock import FixedClock
from abdi.db.context import UnitMissing
from abdi.db.tables import audit_entry
from abdi.db.uow import UnitContext, unit_of_work
from abdi.testing.toy import Note

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def context(clock: FixedClock) -> UnitContext:
    return UnitContext(
        actor="officer-1",
        request_id="request-1",
        action="write_note",
        agency="5671",
        reason="decree 7",
        clock=clock,
    )


def a_note(**values: Any) -> Note:
    return Note(**({"agency": "5671", "text": "first"} | values))


async def entries(sessions: Sessions) -> list[Any]:
    async with sessions() as session:
        return list(await session.execute(select(audit_entry).order_by(audit_entry.c.id)))


async def test_unit_leaves_one_entry_with_everything_it_changed(
    sessions: Sessions, context: UnitContext, clock: FixedClock
) -> None:
    kept, gone = a_note(), a_note(text="gone")
    async with unit_of_work(sessions, context) as session:
        session.add_all([kept, gone])
    async with unit_of_work(sessions, context) as session:
        changed = await session.get_one(Note, kept.id)
        changed.text = "second"
        await session.delete(await session.get_one(Note, gone.id))
        await session.flush()
        session.add(a_note(text="third"))
    _, entry = await entries(sessions)
    assert (entry.actor, entry.request_id, entry.action) == ("officer-1", "request-1", "write_note")
    assert (entry.agency, entry.reason, entry.at) == ("5671", "decree 7", clock.now())
    told = [(change["entity"], change["change"]) for change in entry.changes["changes"]]
    assert told == [("note", "update"), ("note", "delete"), ("note", "insert")]
    first = entry.changes["changes"][0]
    assert first["id"] == str(kept.id)
    assert first["fields"] == {"text": {"old": "first", "new": "second"}}


async def test_use_case_says_its_reason(sessions: Sessions, context: UnitContext) -> None:
    async with unit_of_work(sessions, replace(context, reason=None)) as session:
        session.add(a_note())
        say_reason(session, "typing error in the decree")
    (entry,) = await entries(sessions)
    assert (entry.reason, entry.actor) == ("typing error in the decree", "officer-1")


async def test_reason_belongs_to_a_unit_of_work(session: AsyncSession) -> None:
    with pytest.raises(UnitMissing):
        say_reason(session, "none")


async def test_insert_tells_its_key_and_its_values(sessions: Sessions, context: UnitContext) -> None:
    async with unit_of_work(sessions, context) as session:
        note = a_note()
        session.add(note)
    ((change,),) = [entry.changes["changes"] for entry in await entries(sessions)]
    assert change["id"] == str(note.id)
    assert change["fields"]["text"] == {"new": "first"}


async def test_sensitive_values_are_masked(sessions: Sessions, context: UnitContext) -> None:
    note = a_note(secret="one")
    async with unit_of_work(sessions, context) as session:
        session.add(note)
    async with unit_of_work(sessions, context) as session:
        (await session.get_one(Note, note.id)).secret = "two"
    async with unit_of_work(sessions, context) as session:
        (await session.get_one(Note, note.id)).secret = None
    made, changed, cleared = [
        entry.changes["changes"][0]["fields"]["secret"] for entry in await entries(sessions)
    ]
    assert made == {"new": "***"}
    assert changed == {"old": "***", "new": "***"}
    assert cleared == {"old": "***", "new": None}


async def test_nothing_changed_leaves_no_entry(sessions: Sessions, context: UnitContext) -> None:
    note = a_note()
    async with unit_of_work(sessions, context) as session:
        session.add(note)
    async with unit_of_work(sessions, context) as session:
        (await session.get_one(Note, note.id)).text = "first"
    assert len(await entries(sessions)) == 1


async def test_entry_falls_with_the_unit(sessions: Sessions, context: UnitContext) -> None:
    async def fail() -> None:
        async with unit_of_work(sessions, context) as session:
            session.add(a_note())
            await session.flush()
            await session.execute(text("SELECT 1 / 0"))

    with pytest.raises(DBAPIError):
        await fail()
    assert await entries(sessions) == []


async def test_savepoint_that_was_rolled_back_is_not_told(sessions: Sessions, context: UnitContext) -> None:
    async def fail(session: AsyncSession) -> None:
        async with session.begin_nested():
            session.add(a_note(text="dropped"))
            await session.flush()
            await session.execute(text("SELECT 1 / 0"))

    async with unit_of_work(sessions, context) as session:
        session.add(a_note(text="kept"))
        await session.flush()
        with pytest.raises(DBAPIError):
            await fail(session)
        async with session.begin_nested():
            session.add(a_note(text="released"))
    (entry,) = await entries(sessions)
    told = [change["fields"]["text"]["new"] for change in entry.changes["changes"]]
    assert told == ["kept", "released"]


async def test_bulk_step_leaves_its_manifest_and_counts(sessions: Sessions, context: UnitContext) -> None:
    async with unit_of_work(sessions, context) as session:
        session.add_all([a_note(), a_note()])
        record_bulk(session, "notes.import", {"rows": 2, "sha256": "ab"})
    (entry,) = await entries(sessions)
    assert entry.changes == {
        "bulk": [{"action": "notes.import", "manifest": {"rows": 2, "sha256": "ab"}}],
        "counts": {"note.insert": 2},
    }


async def test_change_outside_a_unit_of_work_is_refused(sessions: Sessions) -> None:
    async with sessions() as session:
        session.add(a_note())
        with pytest.raises(LookupError):
            await session.commit()


@pytest.mark.parametrize(
    "attempt",
    [
        update(audit_entry).values(actor="somebody else"),
        delete(audit_entry),
        text("UPDATE read_entry SET actor = 'somebody else'"),
        text("DELETE FROM read_entry"),
    ],
)
async def test_audit_cannot_be_rewritten(sessions: Sessions, context: UnitContext, attempt: Any) -> None:
    async with unit_of_work(sessions, context) as session:
        session.add(a_note())
    async with sessions() as session:
        with pytest.raises(DBAPIError, match="append-only"):
            await session.execute(attempt)
