"""The smallest complete service with a fence: what the kit itself costs when one row is written."""

import asyncio
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from abdi.app import build_service
from abdi.auth import Permission, Principal, requires
from abdi.db import (
    Identified,
    ModelBase,
    Timestamped,
    Versioned,
    asyncpg_url,
    include_kit_tables,
    new_metadata,
)
from abdi.db.fence import fence
from abdi.db.migrations import install_kit_triggers
from abdi.directory import resource_of
from abdi.http import DbSession, ServiceRouter
from abdi.messaging import Event, publish
from abdi.policy import below, decide, in_agency, in_unit, own, permitted
from abdi.settings import ServiceSettings

AGENCY: Final = "5671"
WRITE: Final = Permission(
    name="record.write", rules=(own(), below(), in_unit(), in_agency("agency_officer")), not_own=True
)


class Settings(ServiceSettings):
    """As every service."""

    name: str = "records"


class Base(ModelBase, DeclarativeBase):
    """The models of this service."""

    metadata = new_metadata()


include_kit_tables(Base.metadata)


class Record(Identified, Versioned, Timestamped, Base):
    """Something written down about a person."""

    __tablename__ = "record"

    agency: Mapped[str]
    employee_id: Mapped[UUID] = mapped_column(index=True)
    text: Mapped[str]


class RecordWritten(Event, name="records.record.written", version=1, key="record_id", dataclass="internal"):
    """It was."""

    record_id: UUID
    text: str


class RecordCreate(BaseModel):
    """A record to be."""

    model_config = ConfigDict(extra="forbid")

    employee_id: UUID
    text: str


class RecordRead(BaseModel):
    """A record."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    agency: str
    employee_id: UUID
    text: str
    version: int


router = ServiceRouter(prefix="/v1/records", tags=["records"])


@router.post("", status_code=201)
async def write_record(
    session: DbSession, principal: Annotated[Principal, requires(WRITE)], body: RecordCreate
) -> RecordRead:
    """Write a record about somebody else, in one's agency."""
    about = await resource_of(session, agency=AGENCY, employee_id=body.employee_id)
    permitted(decide(principal, WRITE, about))
    record = Record(agency=AGENCY, **body.model_dump())
    session.add(record)
    await session.flush()
    publish(session, RecordWritten(agency=AGENCY, record_id=record.id, text=record.text))
    return RecordRead.model_validate(record)


def create_app() -> FastAPI:
    """The service, complete."""
    return build_service(Settings(), title="Records", base=Base, labels={}, routers=[router])


class _Statements(list[str]):
    """As much of Alembic's `op` as triggers and fence need."""

    def execute(self, statement: str) -> None:
        self.append(statement)


def migrate(owner_url: str) -> None:
    """Tables from the models, with the kit's triggers, behind the fence."""
    statements = _Statements()
    install_kit_triggers(statements)
    fence(statements, "record", employee_id="employee_id")
    asyncio.run(_run(owner_url, statements))


async def _run(owner_url: str, statements: list[str]) -> None:
    engine = create_async_engine(asyncpg_url(owner_url))
    async with engine.begin() as connection:
        await connection.run_sync(partial(_create, statements=statements))
    await engine.dispose()


def _create(connection: Connection, statements: list[str]) -> None:
    Base.metadata.create_all(connection)
    for statement in statements:
        connection.exec_driver_sql(statement)
