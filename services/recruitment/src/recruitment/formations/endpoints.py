"""HTTP for formations."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.clock import Clock
from abdi.directory import resource_of
from abdi.http import ClockNow, DbSession, IfMatch, ServiceRouter, set_etag
from abdi.http.described_problems import MAY_CONFLICT
from abdi.paging import ListQuery, Page
from abdi.policy import decide, visible
from recruitment.formations import correcting, service, stepping
from recruitment.formations.models import Formation
from recruitment.formations.queries import get_formation, list_formations, list_selected
from recruitment.formations.records import shown
from recruitment.formations.schemas import (
    CorrectionBatch,
    FormationBatch,
    FormationChangedRead,
    FormationCorrection,
    FormationCreate,
    FormationFilters,
    FormationRead,
    FormationStep,
    FormationUpdate,
    ReasonedBatch,
    ReasonedStep,
    StepBatch,
    WhyWrite,
)
from recruitment.formations.summaries import summarise
from recruitment.formations.summary_schemas import FormationSummaryRead, SummaryFilters
from recruitment.policy import PROPOSE_FORMATION, READ_FORMATION, REVIEW_FORMATION

router = ServiceRouter(prefix="/v1", tags=["formations"])

Reader = Annotated[Principal, requires(READ_FORMATION)]
Proposer = Annotated[Principal, requires(PROPOSE_FORMATION)]
Reviewer = Annotated[Principal, requires(REVIEW_FORMATION)]


@router.post("/formations", status_code=201)
async def record_formation(
    session: DbSession, principal: Proposer, *, body: FormationCreate, clock: ClockNow, response: Response
) -> FormationChangedRead:
    """Ask for a post, as a draft."""
    changed = only(await service.record_formations(session, principal, [body]))
    response.headers["Location"] = f"/v1/formations/{changed.id}"
    return _changed(changed, response, clock)


@router.post("/formations:batch")
async def record_formations(
    session: DbSession, principal: Proposer, *, body: FormationBatch, answer: BatchAnswer
) -> BatchRead:
    """Ask for up to 500 posts; a refused one does not hold up the others."""
    outcomes = await service.record_formations(session, principal, body.items)
    return answer.of(outcomes, warnings=lambda changed: changed.warnings)


@router.post("/formations/corrections:batch")
async def correct_formations(
    session: DbSession, principal: Proposer, *, body: CorrectionBatch, answer: BatchAnswer
) -> BatchRead:
    """Correct up to 500 drafts or returned formations, each in its own way."""
    outcomes = await correcting.correct_formations(session, principal, body.items)
    return answer.of(outcomes, warnings=lambda changed: changed.warnings)


@router.post("/formations/withdrawals:batch")
async def withdraw_formations(
    session: DbSession, principal: Proposer, *, body: ReasonedBatch, answer: BatchAnswer
) -> BatchRead:
    """Give up to 500 formations up for good, each with a reason; approved ones only the agency gives up."""
    return answer.of(await stepping.withdraw_formations(session, principal, body.items))


@router.post("/formations/proposals:batch")
async def propose_formations(
    session: DbSession, principal: Proposer, *, body: StepBatch, answer: BatchAnswer
) -> BatchRead:
    """Hand up to 500 drafts to the agency."""
    outcomes = await stepping.propose_formations(session, principal, body.items)
    return answer.of(outcomes, warnings=lambda changed: changed.warnings)


@router.post("/formations/returns:batch")
async def return_formations(
    session: DbSession, principal: Reviewer, *, body: ReasonedBatch, answer: BatchAnswer
) -> BatchRead:
    """Send up to 500 formations back to their units, each with a reason."""
    return answer.of(await stepping.return_formations(session, principal, body.items))


@router.post("/formations/approvals:batch")
async def approve_formations(
    session: DbSession, principal: Reviewer, *, body: StepBatch, answer: BatchAnswer
) -> BatchRead:
    """Approve up to 500 proposed formations; warnings say which share rules the agency does not keep yet."""
    outcomes = await stepping.approve_formations(session, principal, body.items)
    return answer.of(outcomes, warnings=lambda changed: changed.warnings)


@router.get("/formations", name="list_formations")
async def read_formations(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[FormationFilters, Query()],
    query: Annotated[ListQuery, Depends()],
    clock: ClockNow,
) -> Page[FormationRead]:
    """Formations within what the caller may see, the oldest first."""
    page = await list_formations(session, principal, filters=filters, query=query)
    bound = await list_selected(session, [one.id for one in page.data])
    data = [shown(one, clock, is_bound=one.id in bound) for one in page.data]
    return Page[FormationRead](data=data, page=page.page)


@router.get("/formation-summaries", name="get_formation_summary", responses=MAY_CONFLICT)
async def read_summary(
    session: DbSession, principal: Reader, *, filters: Annotated[SummaryFilters, Query()], clock: ClockNow
) -> FormationSummaryRead:
    """An agency's formations of an intake in numbers: needs, states with the oldest, and the share rules."""
    visible(decide(principal, READ_FORMATION, await resource_of(session, agency=filters.agency)))
    return await summarise(session, filters, clock=clock)


@router.get("/formations/{formation_id}", name="get_formation")
async def read_formation(
    formation_id: UUID, response: Response, *, session: DbSession, principal: Reader, clock: ClockNow
) -> FormationRead:
    """One formation with its state, who has to act, and for how long it has waited."""
    formation = await get_formation(session, principal, formation_id)
    bound = await list_selected(session, [formation_id])
    return _shown(formation, response, clock, is_bound=formation_id in bound)


class Change:
    """What every change of a formation comes with."""

    def __init__(
        self,
        formation_id: UUID,
        response: Response,
        *,
        session: DbSession,
        if_match: IfMatch,
        clock: ClockNow,
    ) -> None:
        self.formation_id = formation_id
        self.session = session
        self.seen_version = if_match
        self.response = response
        self.clock = clock

    @property
    def step(self) -> FormationStep:
        """The formation in the version seen, as one of many would name it."""
        return FormationStep(id=self.formation_id, version=self.seen_version)

    def because(self, reason: str) -> ReasonedStep:
        """The same with a reason."""
        return ReasonedStep(id=self.formation_id, version=self.seen_version, reason=reason)

    def read(self, changed: service.Changed) -> FormationChangedRead:
        """The changed formation as an answer."""
        return _changed(changed, self.response, self.clock)


Changing = Annotated[Change, Depends()]


@router.patch("/formations/{formation_id}", name="correct_formation")
async def patch_formation(
    body: FormationUpdate, change: Changing, *, principal: Proposer
) -> FormationChangedRead:
    """Correct a draft or a returned formation."""
    # Read already; read again, fields left out would be null.
    correction = FormationCorrection.model_construct(**dict(change.step), change=body)
    return change.read(only(await correcting.correct_formations(change.session, principal, [correction])))


@router.post("/formations/{formation_id}/proposal", name="propose_formation")
async def post_proposal(change: Changing, *, principal: Proposer) -> FormationChangedRead:
    """Hand a draft to the agency."""
    return change.read(only(await stepping.propose_formations(change.session, principal, [change.step])))


@router.post("/formations/{formation_id}/return", name="return_formation")
async def post_return(body: WhyWrite, change: Changing, *, principal: Reviewer) -> FormationChangedRead:
    """Send a formation back to its unit, with a reason."""
    steps = [change.because(body.reason)]
    return change.read(only(await stepping.return_formations(change.session, principal, steps)))


@router.post("/formations/{formation_id}/approval", name="approve_formation")
async def post_approval(change: Changing, *, principal: Reviewer) -> FormationChangedRead:
    """Approve what somebody else proposed."""
    return change.read(only(await stepping.approve_formations(change.session, principal, [change.step])))


@router.post("/formations/{formation_id}/withdrawal", name="withdraw_formation")
async def post_withdrawal(body: WhyWrite, change: Changing, *, principal: Proposer) -> FormationChangedRead:
    """Give a formation up for good; an approved one only the agency gives up."""
    steps = [change.because(body.reason)]
    return change.read(only(await stepping.withdraw_formations(change.session, principal, steps)))


def _shown(formation: Formation, response: Response, clock: Clock, *, is_bound: bool) -> FormationRead:
    set_etag(response, formation.version)
    return shown(formation, clock, is_bound=is_bound)


def _changed(changed: service.Changed, response: Response, clock: Clock) -> FormationChangedRead:
    # What was changed just now is in no selection.
    read = _shown(changed.formation, response, clock, is_bound=False)
    return FormationChangedRead(**dict(read), warnings=changed.warnings)
