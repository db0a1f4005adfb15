"""A small service with everything that the route class has to get right."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from cryptography.fernet import Fernet
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from starlette.status import HTTP_201_CREATED

from abdi.app import build_service
from abdi.audit import note_read
from abdi.auth import Permission, Principal, TokenIssuer, ensure_dev_keys, public, requires
from abdi.clock import new_id
from abdi.db import (
    Identified,
    ModelBase,
    Timestamped,
    Versioned,
    asyncpg_url,
    include_kit_tables,
    new_metadata,
)
from abdi.db.migrations import install_kit_triggers
from abdi.http import DbSession, IfMatch, Locale, ServiceRouter, check_version, set_etag
from abdi.http.errors import NotFound
from abdi.i18n import Text
from abdi.messaging import Event, publish
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import everywhere
from abdi.settings import ServiceSettings
from abdi.testing.databases import TestDatabase
from abdi.testing.infrastructure import Infrastructure

WRITE = Permission(name="notes.write", rules=(everywhere(),))


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


class Note(Identified, Versioned, Timestamped, Base):
    __tablename__ = "note"

    title: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="plain")


include_kit_tables(Base.metadata)


class NoteRemembered(Event, name="notes.note.remembered", key="note_id"):
    note_id: UUID


class NoteCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    kind: str = "plain"


class NoteRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    version: int


router = ServiceRouter(prefix="/v1/notes", tags=["notes"])
Writer = Annotated[Principal, requires(WRITE)]


@router.post("", status_code=HTTP_201_CREATED)
async def write_note(
    new: NoteCreate, session: DbSession, _: Writer, request: Request, response: Response
) -> NoteRead:
    note = Note(title=new.title, kind=new.kind)
    session.add(note)
    await session.flush()
    if new.kind == "slow":
        request.app.state.entered.set()
        await request.app.state.gate.wait()
    if new.kind == "looked up":
        note_read(request, "note.look_up", [note.id], purpose="comparison")
    set_etag(response, note.version)
    return NoteRead.model_validate(note)


@router.get("")
async def list_notes(
    session: DbSession, _: Writer, query: Annotated[ListQuery, Depends()], kind: str | None = None
) -> Page[NoteRead]:
    statement = select(Note)
    if kind is not None:
        statement = statement.where(Note.kind == kind)
    return await paginate(
        session, statement, query=query, keys=[Note.title, Note.id], row=NoteRead.model_validate
    )


@router.post("/returned-error")
async def return_error(session: DbSession, _: Writer) -> Response:
    session.add(Note(title="returned"))
    return JSONResponse({}, status_code=409)


@router.get("/changing")
async def change_while_reading(session: DbSession, _: Writer) -> dict[str, str]:
    session.add(Note(title="changed by a reader"))
    return {}


@router.get("/publishing")
async def publish_while_reading(session: DbSession, _: Writer) -> dict[str, str]:
    publish(session, NoteRemembered(agency="5671", note_id=new_id()))
    return {}


@router.get("/stream")
async def stream_from_a_closed_session(session: DbSession, _: Writer) -> StreamingResponse:
    async def titles() -> AsyncIterator[str]:
        for title in await session.scalars(select(Note.title)):
            yield title

    return StreamingResponse(titles())


@router.get("/greeting", dependencies=[public])
async def greet(locale: Locale) -> dict[str, str]:
    return {"text": Text(id="Selamat datang", en="Welcome").pick(locale)}


@router.get("/crash")
async def crash(_: Writer) -> None:
    raise RuntimeError("a secret of ours")


@router.get("/open", dependencies=[public])
async def read_openly() -> dict[str, str]:
    return {"hello": "world"}


@router.get("/{note_id}")
async def read_note(
    note_id: UUID, session: DbSession, _: Writer, request: Request, response: Response
) -> NoteRead:
    note = await session.get(Note, note_id)
    if note is None:
        raise NotFound
    note_read(request, "note.read", [note.id])
    set_etag(response, note.version)
    return NoteRead.model_validate(note)


@router.patch("/{note_id}")
async def change_note(
    note_id: UUID, new: NoteCreate, seen: IfMatch, session: DbSession, _: Writer, request: Request
) -> NoteRead:
    note = await session.get(Note, note_id)
    if note is None:
        raise NotFound
    check_version(note, seen)
    if new.kind == "slow":
        request.app.state.entered.set()
        await request.app.state.gate.wait()
    note.title = new.title
    await session.flush()
    return NoteRead.model_validate(note)


def _migrate(owner_url: str) -> None:
    async def create() -> None:
        engine = create_async_engine(asyncpg_url(owner_url))
        async with engine.begin() as connection:
            await connection.run_sync(_create)
        await engine.dispose()

    asyncio.run(create())


def _create(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    install_kit_triggers(Operations(MigrationContext.configure(connection)))
    connection.execute(
        text("""
        CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'too late'; END $$
        """)
    )
    connection.execute(
        text("""
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (new.kind = 'refused at commit') EXECUTE FUNCTION refuse_late()
        """)
    )


@pytest.fixture
def database(infrastructure: Infrastructure) -> Iterator[TestDatabase]:
    made = infrastructure.databases.create("notes", _migrate)
    yield made
    infrastructure.databases.drop(made)


@pytest.fixture
def database_url(database: TestDatabase) -> str:
    return database.url


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., ServiceSettings]:
    keys = ensure_dev_keys(tmp_path)
    cursor_key = Fernet.generate_key().decode()

    def make(**values: Any) -> ServiceSettings:
        given = {
            "name": "notes",
            "env": "test",
            "database_url": "postgresql://nobody@127.0.0.1:1/none",
            "token_keys_file": keys.public,
            "cursor_key": cursor_key,
        }
        return ServiceSettings.model_validate(given | values)

    return make


@pytest.fixture
def make_app(make_settings: Callable[..., ServiceSettings]) -> Callable[..., FastAPI]:
    def make(**values: Any) -> FastAPI:
        app = build_service(make_settings(**values), title="Notes", base=Base, routers=[router])
        app.state.entered, app.state.gate = asyncio.Event(), asyncio.Event()
        return app

    return make


@pytest.fixture
async def app(make_app: Callable[..., FastAPI], database: TestDatabase) -> AsyncIterator[FastAPI]:
    app = make_app(database_url=database.url)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def token(tmp_path: Path) -> Callable[..., str]:
    issuer = TokenIssuer(ensure_dev_keys(tmp_path))

    def issue(subject: str = "person-1", *roles: str) -> str:
        held = frozenset(roles or ["service"])
        return issuer.issue(Principal(subject=subject, kind="service", agency="5671", roles=held))

    return issue


@pytest.fixture
async def client(app: FastAPI, token: Callable[..., str]) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, token()) as client:
        yield client


@pytest.fixture
def make_client(token: Callable[..., str]) -> Callable[..., httpx.AsyncClient]:
    def make(app: FastAPI, subject: str = "person-1", *roles: str) -> httpx.AsyncClient:
        return client_of(app, token(subject, *roles))

    return make


def client_of(app: FastAPI, bearer: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://notes.test",
        headers={"Authorization": f"Bearer {bearer}"},
    )
