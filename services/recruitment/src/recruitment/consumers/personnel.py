"""What the registry answers to a candidate whom we handed over."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription
from abdi.reasons import Reason
from recruitment.candidates.service import settle_refused, settle_registered

personnel = Subscription("personnel", entities=("candidate",))


class RegisteredView(BaseModel):
    """The person is in the registry."""

    candidate_id: UUID
    employee_id: UUID
    registered_on: date


class RefusedView(BaseModel):
    """A rule of the registry is not met."""

    candidate_id: UUID
    revision: int
    reasons: list[Reason]


class SnapshotView(BaseModel):
    """The registry's present answer."""

    candidate_id: UUID
    revision: int
    state: Literal["registered", "refused", "withdrawn"]
    employee_id: UUID | None
    registered_on: date | None
    reasons: list[Reason]


@personnel.on("candidate.registered")
async def on_registered(session: AsyncSession, event: Incoming[RegisteredView]) -> None:
    """The candidate is an employee now."""
    seen = event.data
    await settle_registered(
        session, seen.candidate_id, employee_id=seen.employee_id, registered_on=seen.registered_on
    )


@personnel.on("candidate.refused")
async def on_refused(session: AsyncSession, event: Incoming[RefusedView]) -> None:
    """The record can be corrected and handed over again."""
    seen = event.data
    await settle_refused(session, seen.candidate_id, revision=seen.revision, reasons=seen.reasons)


@personnel.on_snapshot("candidate")
async def on_snapshot(session: AsyncSession, event: Incoming[SnapshotView]) -> None:
    """Whichever answer holds today."""
    seen = event.data
    if seen.employee_id is not None and seen.registered_on is not None:
        await settle_registered(
            session, seen.candidate_id, employee_id=seen.employee_id, registered_on=seen.registered_on
        )
    elif seen.state == "refused":
        await settle_refused(session, seen.candidate_id, revision=seen.revision, reasons=seen.reasons)
