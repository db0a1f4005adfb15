"""HTTP for retention."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from recruitment.retention import service
from recruitment.retention.permissions import ERASE_APPLICANTS, READ_RETENTION
from recruitment.retention.schemas import ErasedRead, RetentionRead

router = ServiceRouter(prefix="/v1/selections", tags=["retention"])


async def _days(request: Request) -> int:
    days: int = request.app.state.kit.settings.retention_days
    return days


Days = Annotated[int, Depends(_days)]


@router.get("/{selection_id}/retention", name="get_retention")
async def read_retention(
    selection_id: UUID,
    *,
    session: DbSession,
    principal: Annotated[Principal, requires(READ_RETENTION)],
    days: Days,
) -> RetentionRead:
    """What is kept of a selection's applicants, by retention class, and from when it may be erased."""
    return await service.read_retention(session, principal, selection_id, days=days)


@router.post("/{selection_id}/erasure")
async def erase_applicants(
    selection_id: UUID,
    *,
    session: DbSession,
    principal: Annotated[Principal, requires(ERASE_APPLICANTS)],
    days: Days,
) -> ErasedRead:
    """Erase personal data, documents and accounts of those who were not appointed; counts and scores stay."""
    erased = await service.erase_applicants(session, principal, selection_id, days=days)
    return ErasedRead(**erased._asdict())
