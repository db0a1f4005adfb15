"""An archive with every kind of object (about a person, of a unit, of an agency) for tests of authority."""

import asyncio
from typing import Final
from uuid import UUID

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, ForeignKey
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from abdi.db import Identified, ModelBase, asyncpg_url, include_kit_tables, new_metadata
from abdi.db.fence import fence, fence_child
from abdi.directory import Columns
from abdi.policy import Permission, below, everywhere, in_agency, in_unit, own
from abdi.settings import ServiceSettings
from abdi.testing.policy_proof import Objects, Rows
from abdi.testing.policy_world import Place
from abdi.testing.service import ServiceUnderTest
from abdi.testing.toy import create_app


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


include_kit_tables(Base.metadata)


class Letter(Identified, Base):
    __tablename__ = "letter"

    agency: Mapped[str]
    employee_id: Mapped[UUID]


class Page(Base):
    __tablename__ = "page"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey(Letter.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


class Room(Identified, Base):
    __tablename__ = "room"

    agency: Mapped[str]
    unit_id: Mapped[UUID]


class Notice(Identified, Base):
    __tablename__ = "notice"

    agency: Mapped[str]


class Shelf(Identified, Base):
    __tablename__ = "shelf"


READ_LETTER = Permission(
    name="archive.letter.read",
    rules=(
        own(masked={"remark"}),
        own("applicant", masked={"nik"}),
        below(masked={"nik"}),
        in_unit(masked={"nik", "remark"}),
        in_agency("agency_officer"),
        in_agency("auditor", masked={"nik"}),
        in_agency("agency_system", masked={"nik", "remark"}),
        everywhere(),
    ),
)
SEAL_LETTER = Permission(
    name="archive.letter.seal",
    rules=(
        below(),
        own("applicant"),
        in_unit("committee_member"),
        in_agency("decision_maker"),
        everywhere(),
    ),
    not_own=True,
)
ENTER_ROOM = Permission(
    name="archive.room.enter", rules=(in_unit(), own(), below(), in_agency("agency_officer"))
)
READ_NOTICE = Permission(
    name="archive.notice.read", rules=(in_agency("employee"), in_agency("agency_system"), in_unit())
)
PIN_NOTICE = Permission(name="archive.notice.pin", rules=(in_agency("decision_maker"), everywhere()))


def a_letter(place: Place) -> Rows:
    return {
        Letter: {"id": place.id, "agency": place.agency, "employee_id": place.employee_id},
        Page: {"letter_id": place.id, "number": 1},
    }


def a_room(place: Place) -> Rows:
    return {Room: {"id": place.id, "agency": place.agency, "unit_id": place.unit_id}}


def a_notice(place: Place) -> Rows:
    return {Notice: {"id": place.id, "agency": place.agency}}


LETTERS = Columns(Letter.agency, Letter.employee_id)
OBJECTS: Final = (
    Objects(Letter, LETTERS, permissions=(READ_LETTER, SEAL_LETTER), rows=a_letter),
    Objects(Room, Columns(Room.agency, unit_id=Room.unit_id), permissions=(ENTER_ROOM,), rows=a_room),
    Objects(Notice, Columns(Notice.agency), permissions=(READ_NOTICE, PIN_NOTICE), rows=a_notice),
)


def _create(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    op = Operations(MigrationContext.configure(connection))
    fence(op, "letter", employee_id="employee_id")
    fence_child(op, "page", parent="letter", key="letter_id")
    fence(op, "room")
    fence(op, "notice")


def _migrate(owner_url: str) -> None:
    async def create() -> None:
        engine = create_async_engine(asyncpg_url(owner_url))
        async with engine.begin() as connection:
            await connection.run_sync(_create)
        await engine.dispose()

    asyncio.run(create())


class ArchiveSettings(ServiceSettings):
    name: str = "archive"


ARCHIVE: Final = ServiceUnderTest(
    name="archive",
    package="abdi.testing.toy",
    create_app=create_app,
    settings=ArchiveSettings,
    base=Base,
    migrate=_migrate,
    check=_migrate,
)
