"""The smallest pair that can lose something: a ledger tells of its entries, a watcher counts them."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from abdi.app import build_service
from abdi.auth import Permission, Principal, requires
from abdi.db import Identified, ModelBase, asyncpg_url, include_kit_tables, new_metadata
from abdi.db.migrations import install_kit_triggers
from abdi.http import DbSession, ServiceRouter
from abdi.messaging import Event, Incoming, Subscription, publish
from abdi.messaging.nats import durables
from abdi.policy import everywhere
from abdi.settings import ServiceSettings

AGENCY: Final = "5671"
ENTER: Final = Permission(name="entry.enter", rules=(everywhere(),))
ACK_WAIT_SECONDS: Final = 2.0


class Settings(ServiceSettings):
    name: str = "ledger"


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


include_kit_tables(Base.metadata)


class Entry(Identified, Base):
    """A business change. Nothing makes `reference` unique: what happens twice must be seen."""

    __tablename__ = "entry"

    account: Mapped[UUID]
    reference: Mapped[str]
    remark: Mapped[str]


class Effect(Base):
    """What the watcher did about an event. Nothing makes `event_id` unique."""

    __tablename__ = "effect"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    account: Mapped[UUID]
    sequence: Mapped[int]
    reference: Mapped[str]


class AccountEntered(Event, name="ledger.account.entered", version=1, key="account", dataclass="internal"):
    account: UUID
    reference: str
    remark: str


class EntryCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    account: UUID
    reference: str
    remark: str = ""


class EntryRead(EntryCreate):
    id: UUID


class EntryView(BaseModel):
    reference: str


router = ServiceRouter(prefix="/v1/entries", tags=["entries"])
ledger = Subscription("ledger", entities=("account",))


@router.post("", status_code=201)
async def enter(
    session: DbSession, principal: Annotated[Principal, requires(ENTER)], body: EntryCreate
) -> EntryRead:
    entry = Entry(**body.model_dump())
    session.add(entry)
    await session.flush()
    publish(session, AccountEntered(agency=AGENCY, **body.model_dump()))
    return EntryRead(id=entry.id, **body.model_dump())


@ledger.on("account.entered")
async def on_entered(session: AsyncSession, event: Incoming[EntryView]) -> None:
    add_effect(session, event)


@ledger.on("account.closed", version=2)
async def on_closed(session: AsyncSession, event: Incoming[EntryView]) -> None:
    add_effect(session, event)


def add_effect(session: AsyncSession, event: Incoming[EntryView]) -> None:
    session.add(
        Effect(
            event_id=event.id,
            account=event.aggregate_id,
            sequence=event.sequence,
            reference=event.data.reference,
        )
    )


def create_ledger() -> FastAPI:
    return build_service(Settings(), title="Ledger", base=Base, routers=[router])


def create_watcher() -> FastAPI:
    hasten()
    return build_service(Settings(), title="Watcher", base=Base, routers=[], subscriptions=[ledger])


def hasten() -> None:
    """What a killed consumer held comes again after two seconds, not after the half minute of real life."""
    durables.ACK_WAIT_SECONDS = ACK_WAIT_SECONDS


class _Statements(list[str]):
    def execute(self, statement: str) -> None:
        self.append(statement)


def migrate(owner_url: str) -> None:
    triggers = _Statements()
    install_kit_triggers(triggers)
    asyncio.run(_with_connection(owner_url, partial(_create, triggers=triggers)))


def _create(connection: Connection, triggers: list[str]) -> None:
    Base.metadata.create_all(connection)
    for statement in triggers:
        connection.exec_driver_sql(statement)


async def _with_connection(url: str, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(asyncpg_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(work)
    await engine.dispose()
