"""Participant numbers over HTTP."""

from typing import Annotated
from uuid import UUID

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from recruitment.participants import service
from recruitment.participants.schemas import NumberingRead
from recruitment.policy import PREPARE_SESSION

router = ServiceRouter(prefix="/v1/selections/{selection_id}/participant-numbers", tags=["tests"])


@router.post("", name="number_participants")
async def number_participants(
    selection_id: UUID, *, session: DbSession, principal: Annotated[Principal, requires(PREPARE_SESSION)]
) -> NumberingRead:
    """Give all eligible applicants of a selection their participant number (nomor peserta).

    Who has one keeps it, so that this may be asked again when objections made others eligible.
    """
    return NumberingRead.model_validate(await service.number_participants(session, principal, selection_id))
