"""A second toy: a desk that takes letters as files and tells people of them, migrated as services are."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from abdi.app import build_service
from abdi.auth import Permission, Principal, public, requires
from abdi.db import ModelBase, asyncpg_url, include_kit_tables, new_metadata
from abdi.db.kit_v3 import fence_kit_tables
from abdi.db.kit_v4 import upgrade_file_tables, upgrade_notice_tables
from abdi.db.migrations import install_kit_triggers
from abdi.db.tables import kit_metadata
from abdi.examples import example
from abdi.files import (
    JPEG,
    PDF,
    PNG,
    FileKeeping,
    FileRules,
    Files,
    FileSettings,
    StoredFile,
    erase_file,
    file_body,
    file_route,
    get_file,
    include_file_tables,
    save_file,
    stream_file,
    upload_of,
)
from abdi.http import DbSession, ServiceRouter
from abdi.http.described_problems import MAY_CONFLICT
from abdi.i18n import Text
from abdi.notify import (
    Notice,
    NoticeKeeping,
    NoticeSettings,
    include_notice_tables,
    notices_router,
    notify,
)
from abdi.policy import Resource, decide, in_agency, own, visible
from abdi.testing.service import ServiceUnderTest

RULES: Final = FileRules(limit=50_000, media_types=(PDF, JPEG, PNG))
LETTER: Final = Permission(name="desk.letter", rules=(own(), in_agency("agency_officer")))
INBOX: Final = Permission(name="desk.inbox", rules=(own(),))
HOMELESS: Final = UUID(int=13)
"""Somebody who has no address."""


class Settings(FileSettings, NoticeSettings):
    name: str = "desk"


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


include_kit_tables(Base.metadata)
include_file_tables(Base.metadata)
include_notice_tables(Base.metadata)


class Kept(BaseModel):
    """What came of a letter."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890a1", state="clean", sha256="64bffdf611cf"
        )
    )

    id: UUID
    state: str
    sha256: str


def address_of(person: UUID) -> str:
    """The address of everybody in these tests."""
    return f"{person.hex}@mail.test"


async def _addresses(_session: AsyncSession, people: Sequence[UUID]) -> Mapping[UUID, str]:
    return {person: address_of(person) for person in people if person != HOMELESS}


async def _tell_of_rejection(session: AsyncSession, stored: StoredFile) -> None:
    told = Text("Berkas ditolak", "File rejected")
    await notify(session, Notice(recipient_id=stored.owner_id, kind="file.rejected", subject=told, body=told))


uploading = APIRouter(prefix="/v1/letters", route_class=file_route(RULES))
router = ServiceRouter(prefix="/v1/letters")
codes = ServiceRouter(prefix="/v1/codes")


@uploading.post("/{owner_id}/file", openapi_extra=file_body(RULES), status_code=201)
async def bring_letter(
    owner_id: UUID,
    request: Request,
    session: DbSession,
    files: Files,
    principal: Annotated[Principal, requires(LETTER)],
    *,
    name: str = "surat.pdf",
    breaks: bool = False,
) -> Kept:
    """Bring a letter of somebody."""
    agency = principal.agency
    stored = await save_file(session, files, upload_of(request), owner_id=owner_id, agency=agency, name=name)
    if breaks:
        raise RuntimeError("after the file was put")
    return Kept(id=stored.id, state=stored.state, sha256=stored.sha256)


@router.get("/{file_id}/file", response_class=Response, responses=MAY_CONFLICT)
async def fetch_letter(
    file_id: UUID, session: DbSession, files: Files, principal: Annotated[Principal, requires(LETTER)]
) -> Response:
    """Fetch it."""
    stored = await get_file(session, file_id)
    visible(decide(principal, LETTER, Resource(stored.agency, stored.owner_id)))
    return await stream_file(files, stored)


@router.delete("/{file_id}", status_code=204)
async def erase_letter(file_id: UUID, session: DbSession, _: Annotated[Principal, requires(LETTER)]) -> None:
    """Erase it."""
    await erase_file(session, await get_file(session, file_id))


@codes.post("", dependencies=[public], status_code=204)
async def send_code(person: UUID, session: DbSession) -> None:
    """Send a one-time code to somebody who has not signed in."""
    subject, body = Text("Kode masuk", "Sign-in code"), Text("Kode: {code}", "Code: {code}")
    told = Notice(
        recipient_id=person,
        kind="code",
        subject=subject,
        body=body,
        params={"code": "123456"},
        is_secret=True,
    )
    await notify(session, told)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The desk, complete."""
    settings = settings or Settings()
    return build_service(
        settings,
        title="Desk",
        base=Base,
        labels={},
        routers=[
            uploading,
            router,
            codes,
            notices_router(INBOX, recipient=lambda principal: principal.employee_id),
        ],
        files=FileKeeping(settings, on_rejected=_tell_of_rejection),
        notices=NoticeKeeping(settings, address_of=_addresses),
    )


def migrate(owner_url: str) -> None:
    """The kit's tables from their models, those of files and notices by the kit's migration."""
    asyncio.run(_with_connection(owner_url, _create))


def check(owner_url: str) -> None:
    """Raise when a database differs from the models."""
    asyncio.run(_with_connection(owner_url, _compare))


def _create(connection: Connection) -> None:
    kit_metadata.create_all(connection)
    op: Any = Operations(MigrationContext.configure(connection))
    install_kit_triggers(op)
    fence_kit_tables(op)
    upgrade_file_tables(op)
    upgrade_notice_tables(op)


def _compare(connection: Connection) -> None:
    found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert not found, found


async def _with_connection(url: str, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(asyncpg_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(work)
    await engine.dispose()


DESK: Final = ServiceUnderTest(
    name="desk",
    package="abdi.testing.toy_desk",
    create_app=create_app,
    settings=Settings,
    base=Base,
    migrate=migrate,
    check=check,
)
