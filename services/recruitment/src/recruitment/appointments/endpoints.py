"""HTTP for appointments."""

from collections.abc import Sequence
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead
from abdi.http import DbSession, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.appointments import service
from recruitment.appointments.models import Appointment
from recruitment.appointments.numbering import Vaults, record_nips
from recruitment.appointments.permissions import (
    CONDUCT_APPOINTMENT,
    FILE_APPOINTMENT,
    READ_APPOINTMENT,
    RESIGN_APPOINTMENT,
)
from recruitment.appointments.queries import Chain, get_chain, list_chains
from recruitment.appointments.records import shown
from recruitment.appointments.schemas import (
    AppointmentFilters,
    AppointmentRead,
    Filing,
    Lapsed,
    NipBatch,
    Opened,
    ProposalMade,
    Resignation,
)

router = ServiceRouter(prefix="/v1", tags=["appointments"])

Reader = Annotated[Principal, requires(READ_APPOINTMENT)]
Conductor = Annotated[Principal, requires(CONDUCT_APPOINTMENT)]
Filer = Annotated[Principal, requires(FILE_APPOINTMENT)]
Resigner = Annotated[Principal, requires(RESIGN_APPOINTMENT)]


async def _vaults(request: Request) -> Vaults:
    return cast("Vaults", request.app.state.appointment_vaults)


AllVaults = Annotated[Vaults, Depends(_vaults)]


@router.post("/selections/{selection_id}/appointments")
async def open_appointments(selection_id: UUID, *, session: DbSession, principal: Conductor) -> Opened:
    """Invite everybody with a seat in the published final ranking to file; safe to repeat."""
    made = await service.open_appointments(session, principal, selection_id)
    return Opened(ranking_id=made.ranking_id, invited=made.count)


@router.post("/selections/{selection_id}/appointment-lapses")
async def lapse_appointments(selection_id: UUID, *, session: DbSession, principal: Conductor) -> Lapsed:
    """End the appointments of those who did not file in time; the next in rank move up."""
    lapsed, replaced = await service.lapse_appointments(session, principal, selection_id)
    return Lapsed(lapsed=lapsed, replaced=replaced)


@router.post("/selections/{selection_id}/nip-proposals", status_code=201)
async def propose_nips(selection_id: UUID, *, session: DbSession, principal: Conductor) -> ProposalMade:
    """Propose everybody who filed to BKN."""
    made = await service.propose_nips(session, principal, selection_id)
    return ProposalMade(proposal_id=made.proposal_id, count=made.count, sha256=made.sha256)


@router.post("/appointments/nips:batch")
async def record_appointment_nips(
    session: DbSession, principal: Conductor, *, body: NipBatch, vaults: AllVaults, answer: BatchAnswer
) -> BatchRead:
    """Record up to 500 NIPs that BKN gave; each person is handed over to the registry."""
    return answer.of(await record_nips(session, principal, body.items, vaults=vaults))


@router.get("/appointments", name="list_selection_appointments")
async def read_appointments(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[AppointmentFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[AppointmentRead]:
    """Appointments within what the caller may see, the oldest first."""
    page = await list_chains(session, principal, filters=filters, query=query)
    _note(request, principal, "appointment.list", chains=page.data)
    return Page[AppointmentRead](data=[shown(chain) for chain in page.data], page=page.page)


@router.get("/appointments/{appointment_id}", name="get_selection_appointment")
async def read_appointment(
    appointment_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> AppointmentRead:
    """One appointment: the chain from the application to the employee, and what can be done next."""
    chain = await get_chain(session, principal, appointment_id)
    _note(request, principal, "appointment.read", chains=[chain])
    return _shown(chain, response)


@router.post("/appointments/{appointment_id}/filing")
async def file_particulars(
    appointment_id: UUID,
    body: Filing,
    response: Response,
    *,
    session: DbSession,
    principal: Filer,
    vaults: AllVaults,
) -> AppointmentRead:
    """File the own particulars (DRH)."""
    made = await service.file_particulars(
        session, principal, appointment_id, filing=body, vault=vaults.filings
    )
    return await _now(session, principal, made, response=response)


@router.post("/appointments/{appointment_id}/resignation")
async def resign_appointment(
    appointment_id: UUID, body: Resignation, response: Response, *, session: DbSession, principal: Resigner
) -> AppointmentRead:
    """Step back (APS); the next in rank moves up."""
    made = await service.resign_appointment(session, principal, appointment_id, reason=body.reason)
    return await _now(session, principal, made, response=response)


async def _now(
    session: DbSession, principal: Principal, made: Appointment, *, response: Response
) -> AppointmentRead:
    return _shown(await get_chain(session, principal, made.id), response)


def _shown(chain: Chain, response: Response) -> AppointmentRead:
    set_etag(response, chain.appointment.version)
    return shown(chain)


def _note(request: Request, principal: Principal, action: str, *, chains: Sequence[Chain]) -> None:
    people = others(principal, {chain.appointment.applicant_id for chain in chains})
    note_read(request, action, people)
