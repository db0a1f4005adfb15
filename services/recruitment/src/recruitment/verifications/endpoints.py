"""HTTP for the administrative selection."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.bulk.endpoints import answers_later, follow_later
from abdi.db.context import context_of
from abdi.http import ClockNow, DbSession, IfMatch, ServiceRouter, set_etag
from abdi.http.dependencies import Locale
from abdi.paging import ListQuery, Page, PlainListQuery
from recruitment.policy import (
    ANNOUNCE_VERIFICATION,
    PREPARE_VERIFICATION,
    READ_VERIFICATION,
    REOPEN_VERIFICATION,
    VERIFY,
)
from recruitment.selections.queries import get_selection_for
from recruitment.verification_steps.asking import location_of
from recruitment.verification_steps.records import shown as step_shown
from recruitment.verification_steps.schemas import VerificationStepRead
from recruitment.verifications import accepting, announcing, claiming, conflicts, preparing, service
from recruitment.verifications.figures import (
    count_by_outcome,
    count_by_reason,
    count_by_state,
    find_oldest,
)
from recruitment.verifications.models import VerificationCase
from recruitment.verifications.queries import claims_of, get_case, list_cases, verdicts_of
from recruitment.verifications.records import masks_of, shown, shown_whole
from recruitment.verifications.schemas import (
    CaseFilters,
    CaseRead,
    CaseWholeRead,
    Reopening,
    VerdictBatch,
    VerdictItem,
    VerdictWrite,
)
from recruitment.verifications.selection_schemas import (
    ClaimedRead,
    ClaimsWrite,
    ConflictDeclaredRead,
    ConflictRead,
    ConflictWrite,
    OldestCaseRead,
    VerificationFiguresRead,
    VerificationSettingRead,
    VerificationSettingWrite,
)

router = ServiceRouter(prefix="/v1", tags=["verification"])

Reader = Annotated[Principal, requires(READ_VERIFICATION)]
Verifier = Annotated[Principal, requires(VERIFY)]
Preparer = Annotated[Principal, requires(PREPARE_VERIFICATION)]
Reopener = Annotated[Principal, requires(REOPEN_VERIFICATION)]
Announcer = Annotated[Principal, requires(ANNOUNCE_VERIFICATION)]
_ACCEPTED = answers_later("It is worked on; Location says where to follow it")


@router.post("/selections/{selection_id}/pre-check", status_code=202, responses=_ACCEPTED)
async def pre_check_selection(
    selection_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Preparer,
    locale: Locale,
) -> VerificationStepRead:
    """Check every submitted application against what its data can prove, and open its case."""
    job = await preparing.ask_for_pre_check(session, principal, selection_id)
    follow_later(request, response, session, location=location_of(selection_id, job.id))
    return step_shown(job, locale=locale)


@router.get("/selections/{selection_id}/verification-setting")
async def get_verification_setting(
    selection_id: UUID, response: Response, *, session: DbSession, principal: Preparer
) -> VerificationSettingRead:
    """How the verification of a selection is worked through."""
    setting = await preparing.get_setting(session, principal, selection_id)
    set_etag(response, setting.version)
    return VerificationSettingRead.model_validate(setting)


@router.put("/selections/{selection_id}/verification-setting")
async def change_verification_setting(
    selection_id: UUID,
    body: VerificationSettingWrite,
    response: Response,
    *,
    session: DbSession,
    principal: Preparer,
    if_match: IfMatch,
) -> VerificationSettingRead:
    """Say how the verification of a selection is worked through; the first time with version 0."""
    setting = await preparing.change_setting(
        session, principal, selection_id, wanted=body, seen_version=if_match
    )
    set_etag(response, setting.version)
    return VerificationSettingRead.model_validate(setting)


@router.post("/selections/{selection_id}/verification-claims")
async def claim_cases(
    selection_id: UUID, body: ClaimsWrite, request: Request, *, session: DbSession, principal: Verifier
) -> ClaimedRead:
    """Take the next cases of a selection for oneself, until the lease ends."""
    cases, until = await claiming.claim_next(session, principal, selection_id, count=body.count)
    return ClaimedRead(cases=await _shown(request, session, principal, cases=cases), expires_at=until)


@router.post("/selections/{selection_id}/verification-acceptance", status_code=202, responses=_ACCEPTED)
async def accept_proven_cases(
    selection_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Verifier,
    locale: Locale,
) -> VerificationStepRead:
    """Accept in one's own name every application whose pre-check proves everything, if the agency allows."""
    job = await accepting.ask_for_acceptance(session, principal, selection_id)
    follow_later(request, response, session, location=location_of(selection_id, job.id))
    return step_shown(job, locale=locale)


@router.post("/selections/{selection_id}/conflicts-of-interest", status_code=201)
async def declare_conflict(
    selection_id: UUID, body: ConflictWrite, session: DbSession, principal: Verifier
) -> ConflictDeclaredRead:
    """Declare a conflict of interest: of these cases one gets none from now on."""
    declared = await conflicts.declare_conflict(session, principal, selection_id, wanted=body)
    whole = ConflictRead.model_validate(declared.conflict)
    return ConflictDeclaredRead(**dict(whole), already_judged=list(declared.already_judged))


@router.get("/selections/{selection_id}/conflicts-of-interest")
async def list_conflicts(
    selection_id: UUID, *, session: DbSession, principal: Reader, query: Annotated[PlainListQuery, Depends()]
) -> Page[ConflictRead]:
    """The conflicts of interest declared within a selection."""
    page = await conflicts.list_conflicts(session, principal, selection_id, query=query)
    return Page[ConflictRead](data=[ConflictRead.model_validate(one) for one in page.data], page=page.page)


@router.get("/selections/{selection_id}/verification-figures")
async def get_verification_figures(
    selection_id: UUID, session: DbSession, principal: Reader
) -> VerificationFiguresRead:
    """Where the administrative selection stands: states, outcomes, reasons, and what waits longest."""
    await get_selection_for(session, principal, READ_VERIFICATION, selection_id=selection_id)
    oldest = await find_oldest(session, selection_id)
    return VerificationFiguresRead(
        selection_id=selection_id,
        states=await count_by_state(session, selection_id),
        outcomes=await count_by_outcome(session, selection_id),
        reasons=await count_by_reason(session, selection_id),
        oldest=None if oldest is None else OldestCaseRead.model_validate(oldest, from_attributes=True),
    )


@router.post("/selections/{selection_id}/administrative-announcement", status_code=202, responses=_ACCEPTED)
async def announce_administrative_result(
    selection_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Announcer,
    locale: Locale,
) -> VerificationStepRead:
    """Announce the administrative result, everybody at once; verdicts are fixed from then on."""
    job = await announcing.ask_for_announcement(session, principal, selection_id)
    follow_later(request, response, session, location=location_of(selection_id, job.id))
    return step_shown(job, locale=locale)


@router.get("/verifications", name="list_verifications")
async def read_cases(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    clock: ClockNow,
    filters: Annotated[CaseFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[CaseRead]:
    """The work queue: cases within what the caller may see, who waits longest first."""
    page = await list_cases(session, principal, filters=filters, query=query, now=clock.now())
    data = await _shown(request, session, principal, cases=page.data)
    return Page[CaseRead](data=data, page=page.page)


@router.get("/verifications/{case_id}", name="get_verification")
async def read_case(
    case_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> CaseWholeRead:
    """One case with its verdicts, as far as the caller may see them already."""
    case = await get_case(session, principal, case_id)
    return await _whole(request, response, session=session, principal=principal, case=case)


@router.post("/verifications/{case_id}/claim")
async def claim_case(
    case_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Verifier
) -> CaseWholeRead:
    """Take a case for oneself, or keep it longer."""
    case = await claiming.claim_case(session, principal, case_id)
    return await _whole(request, response, session=session, principal=principal, case=case)


@router.post("/verifications/{case_id}/release")
async def release_case(
    case_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Verifier
) -> CaseWholeRead:
    """Give a case back, so that others can take it."""
    case = await claiming.release_case(session, principal, case_id)
    return await _whole(request, response, session=session, principal=principal, case=case)


@router.post("/verifications/{case_id}/verdict")
async def judge_case(
    case_id: UUID,
    body: VerdictWrite,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Verifier,
) -> CaseWholeRead:
    """Judge a case in one's own name; it is decided when as many as the selection wants agree."""
    item = VerdictItem(id=case_id, requirements=body.requirements, note=body.note)
    case = only(await service.judge_cases(session, principal, [item]))
    return await _whole(request, response, session=session, principal=principal, case=case)


@router.post("/verifications/verdicts:batch")
async def judge_cases(
    body: VerdictBatch, *, session: DbSession, principal: Verifier, answer: BatchAnswer
) -> BatchRead:
    """Judge up to 500 cases; a refused verdict does not hold up the others."""
    return answer.of(await service.judge_cases(session, principal, body.items))


@router.post("/verifications/{case_id}/reopening")
async def reopen_case(
    case_id: UUID,
    body: Reopening,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Reopener,
) -> CaseWholeRead:
    """Open a decided case again, for a reason, before the result is announced."""
    case = await service.reopen_case(session, principal, case_id, reason=body.reason)
    return await _whole(request, response, session=session, principal=principal, case=case)


async def _shown(
    request: Request, session: AsyncSession, principal: Principal, *, cases: Sequence[VerificationCase]
) -> list[CaseRead]:
    note_read(request, "verification.list", [case.applicant_id for case in cases])
    claims = await claims_of(session, [case.id for case in cases], context_of(session).clock.now())
    return [shown(case, claims=claims.get(case.id, ()), masked=masks_of(principal, case)) for case in cases]


async def _whole(
    request: Request,
    response: Response,
    *,
    session: AsyncSession,
    principal: Principal,
    case: VerificationCase,
) -> CaseWholeRead:
    note_read(request, "verification.read", [case.applicant_id])
    set_etag(response, case.version)
    claims = await claims_of(session, [case.id], context_of(session).clock.now())
    return shown_whole(
        case,
        (await verdicts_of(session, [case]))[case.id],
        reader_id=principal.employee_id,
        claims=claims.get(case.id, ()),
        masked=masks_of(principal, case),
    )
