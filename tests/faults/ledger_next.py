"""The ledger's next version: entries have a note, which the version before it knows nothing of."""

from typing import Annotated
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from abdi.app import build_service
from abdi.auth import Principal, requires
from abdi.db import Identified, ModelBase, include_kit_tables, new_metadata
from abdi.http import DbSession, ServiceRouter
from abdi.messaging import publish
from tests.faults import ledger

NOTE = "noted"


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


include_kit_tables(Base.metadata)


class Entry(Identified, Base):
    __tablename__ = "entry"

    account: Mapped[UUID]
    reference: Mapped[str]
    remark: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")


class EntryRead(ledger.EntryRead):
    note: str


router = ServiceRouter(prefix="/v1/entries", tags=["entries"])


@router.post("", status_code=201)
async def enter(
    session: DbSession, principal: Annotated[Principal, requires(ledger.ENTER)], body: ledger.EntryCreate
) -> EntryRead:
    entry = Entry(**body.model_dump(), note=NOTE)
    session.add(entry)
    await session.flush()
    publish(session, ledger.AccountEntered(agency=ledger.AGENCY, **body.model_dump()))
    return EntryRead(id=entry.id, note=entry.note, **body.model_dump())


def create_ledger() -> FastAPI:
    return build_service(ledger.Settings(), title="Ledger", base=Base, routers=[router])
