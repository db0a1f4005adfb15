"""The smallest complete service: what the kit's own tests stand on. Its database is made from its models."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Mapped, mapped_column

from abdi.app import build_service
from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.clock import Clock
from abdi.db import (
    Identified,
    Timestamped,
    Versioned,
    asyncpg_url,
)
from abdi.db.kit_v3 import fence_kit_tables
from abdi.db.migrations import install_kit_triggers
from abdi.examples import example
from abdi.http import DbSession, IfMatch, ServiceRouter, check_version, set_etag
from abdi.http.errors import NotFound
from abdi.messaging import Event, Incoming, Subscription, publish
from abdi.paging import ListQuery, Page, paginate
from abdi.testing.service import ServiceUnderTest
from abdi.testing.toy_base import READ, WRITE, Base, Settings
from abdi.testing.toy_entries import ENTRIES
from abdi.testing.toy_lists import LISTED_ENTRIES


class Note(Identified, Versioned, Timestamped, Base):
    """Something written down for an agency."""

    __tablename__ = "note"

    agency: Mapped[str]
    text: Mapped[str]
    secret: Mapped[str | None] = mapped_column(info={"sensitive": True})


class Heard(Base):
    """What the consumer heard, once per event that was applied."""

    __tablename__ = "heard"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[UUID]
    sequence: Mapped[int]
    words: Mapped[str]


class NoteWritten(Event, name="toy.note.written", version=1, key="note_id", dataclass="internal"):
    note_id: UUID
    text: str


class ThingSaid(Event, name="other.thing.said", version=1, key="thing_id", dataclass="internal"):
    """What another service publishes."""

    thing_id: UUID
    words: str


class SaidView(BaseModel):
    """What the toy wants to know of it."""

    model_config = ConfigDict(extra="ignore")

    words: str


class NoteCreate(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra=example(text="Rapat pukul sembilan"))

    text: str
    secret: str | None = None


class NoteRead(BaseModel):
    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890a1", agency="5671", text="Rapat pukul sembilan", version=1
        ),
    )

    id: UUID
    agency: str
    text: str
    version: int


router = ServiceRouter(prefix="/v1/notes", tags=["notes"])
others = Subscription("other", entities=("thing",))


@others.on("thing.said")
async def on_thing_said(session: AsyncSession, event: Incoming[SaidView]) -> None:
    """Remember it; the word `poison` cannot be digested."""
    if event.data.words == "poison":
        raise ValueError("poison")
    session.add(Heard(thing_id=event.aggregate_id, sequence=event.sequence, words=event.data.words))


@router.post("", status_code=201)
async def write_note(
    session: DbSession, principal: Annotated[Principal, requires(WRITE)], body: NoteCreate, response: Response
) -> NoteRead:
    """Write a note for the caller's agency."""
    note = Note(agency=principal.agency, **body.model_dump())
    session.add(note)
    await session.flush()
    publish(session, NoteWritten(agency=note.agency, note_id=note.id, text=note.text))
    set_etag(response, note.version)
    return NoteRead.model_validate(note)


@router.get("")
async def list_notes(
    session: DbSession,
    principal: Annotated[Principal, requires(READ)],
    query: Annotated[ListQuery, Depends()],
) -> Page[NoteRead]:
    """The notes of the caller's agency."""
    wanted = select(Note).where(Note.agency == principal.agency)
    return await paginate(session, wanted, query=query, keys=[Note.id], row=NoteRead.model_validate)


@router.get("/{note_id}")
async def read_note(
    session: DbSession, principal: Annotated[Principal, requires(READ)], note_id: UUID, response: Response
) -> NoteRead:
    """One note; reading it is audited."""
    note = await _get_note(session, principal, note_id)
    note_read(session, "note.read", [note.id])
    set_etag(response, note.version)
    return NoteRead.model_validate(note)


@router.patch("/{note_id}")
async def change_note(
    session: DbSession,
    principal: Annotated[Principal, requires(WRITE)],
    note_id: UUID,
    seen: IfMatch,
    body: NoteCreate,
    response: Response,
) -> NoteRead:
    """Change a note that nobody else changed meanwhile."""
    note = await _get_note(session, principal, note_id)
    check_version(note, seen)
    note.text = body.text
    await session.flush()
    set_etag(response, note.version)
    return NoteRead.model_validate(note)


async def _get_note(session: AsyncSession, principal: Principal, note_id: UUID) -> Note:
    note = await session.get(Note, note_id)
    if note is None or note.agency != principal.agency:
        raise NotFound
    return note


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The toy, complete."""
    return build_service(
        settings or Settings(),
        title="Toy",
        base=Base,
        labels={},
        routers=[router],
        subscriptions=[others],
        imports=[ENTRIES],
        exports=[LISTED_ENTRIES],
        clock=clock,
    )


class _Statements(list[str]):
    """As much of Alembic's `op` as the kit's triggers need."""

    def execute(self, statement: str) -> None:
        self.append(statement)


def migrate(owner_url: str) -> None:
    """Tables from the models, with the kit's triggers."""
    triggers = _Statements()
    install_kit_triggers(triggers)
    fence_kit_tables(triggers)
    asyncio.run(_with_connection(owner_url, partial(_create, triggers=triggers)))


def check(owner_url: str) -> None:
    """Raise when a database differs from the models."""
    asyncio.run(_with_connection(owner_url, _compare))


def _create(connection: Connection, triggers: list[str]) -> None:
    Base.metadata.create_all(connection)
    for statement in triggers:
        connection.exec_driver_sql(statement)


def _compare(connection: Connection) -> None:
    found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert not found, found


async def _with_connection(url: str, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(asyncpg_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(work)
    await engine.dispose()


TOY: Final = ServiceUnderTest(
    name="toy",
    package="abdi.testing.toy",
    create_app=create_app,
    settings=Settings,
    base=Base,
    migrate=migrate,
    check=check,
)
