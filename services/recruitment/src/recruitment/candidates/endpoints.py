"""HTTP for candidates."""

from collections.abc import Sequence
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.candidates import service
from recruitment.candidates.models import Candidate
from recruitment.candidates.queries import get_candidate, list_candidates, masks_of
from recruitment.candidates.records import shown
from recruitment.candidates.schemas import (
    CandidateBatch,
    CandidateCreate,
    CandidateFilters,
    CandidateRead,
    CandidateRecordedRead,
    CandidateUpdate,
    ResubmissionBatch,
    Withdrawal,
)
from recruitment.candidates.vault import CandidateVault
from recruitment.policy import READ_CANDIDATE, RECORD_CANDIDATE

router = ServiceRouter(prefix="/v1", tags=["candidates"])

Reader = Annotated[Principal, requires(READ_CANDIDATE)]
Recorder = Annotated[Principal, requires(RECORD_CANDIDATE)]


async def _vault(request: Request) -> CandidateVault:
    return cast("CandidateVault", request.app.state.candidate_vault)


Vault = Annotated[CandidateVault, Depends(_vault)]


@router.post("/candidates", status_code=201)
async def record_candidate(
    session: DbSession, principal: Recorder, *, body: CandidateCreate, vault: Vault, response: Response
) -> CandidateRecordedRead:
    """Record an appointed candidate; the registry answers a moment later."""
    outcome = only(await service.record_candidates(session, principal, [body], vault=vault))
    response.headers["Location"] = f"/v1/candidates/{outcome.candidate.id}"
    return _recorded(outcome, vault, response)


@router.post("/candidates:batch")
async def record_candidates(
    session: DbSession, principal: Recorder, *, body: CandidateBatch, vault: Vault, answer: BatchAnswer
) -> BatchRead:
    """Record up to 500 appointed candidates; a refused one does not hold up the others."""
    outcomes = await service.record_candidates(session, principal, body.items, vault=vault)
    return answer.of(outcomes, warnings=lambda recorded: recorded.warnings)


@router.post("/candidates/resubmissions:batch")
async def resubmit_candidates(
    session: DbSession, principal: Recorder, *, body: ResubmissionBatch, vault: Vault, answer: BatchAnswer
) -> BatchRead:
    """Hand up to 500 refused records over again, when what the registry missed is there now."""
    wanted = [item.id for item in body.items]
    outcomes = await service.resubmit_candidates(session, principal, wanted, vault=vault)
    return answer.of(outcomes, warnings=lambda recorded: recorded.warnings)


@router.get("/candidates", name="list_candidates")
async def read_candidates(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[CandidateFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[CandidateRead]:
    """Candidates within what the caller may see, the oldest record first."""
    page = await list_candidates(session, principal, filters=filters, query=query)
    _note(request, principal, "candidate.list", candidates=page.data)
    data = [shown(candidate, masked=masks_of(principal, candidate)) for candidate in page.data]
    return Page[CandidateRead](data=data, page=page.page)


@router.get("/candidates/{candidate_id}", name="get_candidate")
async def read_candidate(
    candidate_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Reader,
    vault: Vault,
) -> CandidateRead:
    """One candidate with its state, the registry's reasons, and what can be done next."""
    candidate = await get_candidate(session, principal, candidate_id)
    _note(request, principal, "candidate.read", candidates=[candidate])
    return _shown(candidate, vault, response, masked=masks_of(principal, candidate))


@router.patch("/candidates/{candidate_id}")
async def correct_candidate(
    candidate_id: UUID,
    body: CandidateUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Recorder,
    if_match: IfMatch,
    vault: Vault,
) -> CandidateRecordedRead:
    """Correct a refused record."""
    outcome = await service.correct_candidate(
        session, principal, candidate_id=candidate_id, update=body, seen_version=if_match, vault=vault
    )
    return _recorded(outcome, vault, response)


@router.post("/candidates/{candidate_id}/resubmission")
async def resubmit_candidate(
    candidate_id: UUID, response: Response, *, session: DbSession, principal: Recorder, vault: Vault
) -> CandidateRecordedRead:
    """Hand a refused record over to the registry again."""
    outcome = only(await service.resubmit_candidates(session, principal, [candidate_id], vault=vault))
    return _recorded(outcome, vault, response)


@router.post("/candidates/{candidate_id}/withdrawal")
async def withdraw_candidate(
    candidate_id: UUID,
    body: Withdrawal,
    response: Response,
    *,
    session: DbSession,
    principal: Recorder,
    vault: Vault,
) -> CandidateRead:
    """Take a record back; whom the registry had taken before it heard of this becomes `registered` again."""
    candidate = await service.withdraw_candidate(session, principal, candidate_id, reason=body.reason)
    return _shown(candidate, vault, response)


def _note(request: Request, principal: Principal, action: str, *, candidates: Sequence[Candidate]) -> None:
    # Both ids: people ask who looked by either, and before the registry answers there is only one.
    seen = [one for one in candidates if one.employee_id is None or others(principal, [one.employee_id])]
    note_read(request, action, (id_ for one in seen for id_ in (one.id, one.employee_id) if id_ is not None))


def _shown(
    candidate: Candidate, vault: CandidateVault, response: Response, *, masked: frozenset[str] = frozenset()
) -> CandidateRead:
    set_etag(response, candidate.version)
    nik = None if "nik" in masked else vault.masked(candidate.id, candidate.nik_sealed)
    return shown(candidate, nik=nik, masked=masked)


def _recorded(outcome: service.Recorded, vault: CandidateVault, response: Response) -> CandidateRecordedRead:
    read = _shown(outcome.candidate, vault, response)
    return CandidateRecordedRead(**dict(read), warnings=outcome.warnings)
