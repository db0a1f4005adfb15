"""Use cases of retention."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.changes import record_bulk
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.messaging import publish
from abdi.problems import Conflict, RuleBroken
from recruitment.retention.events import ApplicantsErased
from recruitment.retention.permissions import ERASE_APPLICANTS, READ_RETENTION
from recruitment.retention.queries import Erased, count_classes, erase_applications
from recruitment.retention.rules import Due, RetentionClass, erasure_due
from recruitment.retention.schemas import RetentionRead
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.states import allowed_in


async def read_retention(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, days: int
) -> RetentionRead:
    """What is kept of a selection's applicants, and until when. Raises NotFound."""
    selection = await get_selection_for(session, principal, READ_RETENTION, selection_id=selection_id)
    due = _due(session, selection, days)
    counts = await count_classes(session, selection_id)
    return RetentionRead(
        selection_id=selection_id,
        due_on=due.on if due else None,
        counts={name.value: counts.get(name.value, 0) for name in RetentionClass},
        reasons=[due.reason] if due else [],
    )


async def erase_applicants(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, days: int
) -> Erased:
    """Erase the personal data of everybody who was not appointed; safe to repeat.

    Raises NotFound, Conflict while the selection goes on, RuleBroken before the days are over.
    """
    selection = await get_selection_for(session, principal, ERASE_APPLICANTS, selection_id=selection_id)
    due = _due(session, selection, days)
    if due is None:
        raise Conflict(current_state=selection.state, allowed=allowed_in(selection.state))
    if not due.reason.passed:
        raise RuleBroken(reasons=[due.reason])
    async with beyond_fence(session):
        erased = await erase_applications(session, selection_id, now=context_of(session).clock.now())
    if erased.applications:
        facts = {"selection_id": selection_id, **erased._asdict()}
        record_bulk(session, "applicants.erased", facts)
        publish(session, ApplicantsErased(agency=selection.agency, **facts))
    return erased


def _due(session: AsyncSession, selection: Selection, days: int) -> Due | None:
    if selection.ended_at is None:
        return None
    clock = context_of(session).clock
    return erasure_due(clock.day_of(selection.ended_at), clock.today(selection.time_zone), days=days)
