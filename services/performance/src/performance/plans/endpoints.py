"""Plans (SKP) over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.clock import Clock
from abdi.directory import scope
from abdi.http import ClockNow, DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from performance.plans import service
from performance.plans.models import Plan
from performance.plans.queries import get_plan, list_plans
from performance.plans.rules import PlanState, is_running
from performance.plans.schemas import (
    PlanCreate,
    PlanFilter,
    PlanRead,
    PlanStep,
    PlanStepBatch,
    PlanSummary,
    PlanUpdate,
)
from performance.plans.stepping import agree_plans, propose_plans, return_plans
from performance.policy import AGREE_PLAN, PLANS, READ_PLAN, WRITE_PLAN

router = ServiceRouter(prefix="/v1/plans", tags=["plans"])
Reader = Annotated[Principal, requires(READ_PLAN)]
Writer = Annotated[Principal, requires(WRITE_PLAN)]
Agreeing = Annotated[Principal, requires(AGREE_PLAN)]


@router.post("", status_code=201, name="draft_plan")
async def post_plan(
    body: PlanCreate, response: Response, *, session: DbSession, principal: Writer, clock: ClockNow
) -> PlanRead:
    """Draft a plan."""
    plan = await service.draft_plan(session, principal, body)
    response.headers["Location"] = f"/v1/plans/{plan.id}"
    return _read(plan, response, clock)


@router.post("/proposals:batch", name="propose_plans")
async def post_proposals(
    body: PlanStepBatch, *, session: DbSession, principal: Writer, answer: BatchAnswer
) -> BatchRead:
    """Hand up to 500 complete drafts to the superior; an outcome for each."""
    return answer.of(await propose_plans(session, principal, body.items))


@router.post("/agreements:batch", name="agree_plans")
async def post_agreements(
    body: PlanStepBatch, *, session: DbSession, principal: Agreeing, answer: BatchAnswer
) -> BatchRead:
    """Agree up to 500 proposed plans, as those of a unit; an outcome for each."""
    return answer.of(await agree_plans(session, principal, body.items))


@router.get("", name="list_plans")
async def read_plans(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[PlanFilter, Depends()],
) -> Page[PlanSummary]:
    """Plans that the caller may see."""
    visible = scope(principal, READ_PLAN, PLANS)
    page = await list_plans(session, visible, query=query, filters=filters, row=PlanSummary.model_validate)
    note_read(request, "plan.list", others(principal, (item.employee_id for item in page.data)))
    return page


@router.get("/{plan_id}", name="get_plan")
async def read_plan(
    plan_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Reader,
    clock: ClockNow,
) -> PlanRead:
    """One plan with its results and indicators."""
    plan = await get_plan(session, plan_id, scope(principal, READ_PLAN, PLANS))
    note_read(request, "plan.read", others(principal, [plan.employee_id]))
    return _read(plan, response, clock)


class Change:
    """What every change of a plan comes with."""

    def __init__(
        self, plan_id: UUID, response: Response, *, session: DbSession, if_match: IfMatch, clock: ClockNow
    ) -> None:
        self.plan_id = plan_id
        self.session = session
        self.seen_version = if_match
        self.response = response
        self.clock = clock

    @property
    def step(self) -> PlanStep:
        """The plan in the version seen, as one of many would name it."""
        return PlanStep(id=self.plan_id, version=self.seen_version)

    def read(self, plan: Plan) -> PlanRead:
        """The changed plan as an answer."""
        return _read(plan, self.response, self.clock)


Changing = Annotated[Change, Depends()]


@router.put("/{plan_id}", name="revise_plan")
async def put_plan(body: PlanUpdate, change: Changing, *, principal: Writer) -> PlanRead:
    """Replace the content of a draft."""
    plan = await service.revise_plan(
        change.session, principal, plan_id=change.plan_id, wanted=body, seen_version=change.seen_version
    )
    return change.read(plan)


@router.post("/{plan_id}/proposal", name="propose_plan")
async def post_proposal(change: Changing, *, principal: Writer) -> PlanRead:
    """Hand a complete draft to the superior."""
    return change.read(only(await propose_plans(change.session, principal, [change.step])))


@router.post("/{plan_id}/return", name="return_plan")
async def post_return(change: Changing, *, principal: Agreeing) -> PlanRead:
    """Send a proposal back to be drafted again."""
    return change.read(only(await return_plans(change.session, principal, [change.step])))


@router.post("/{plan_id}/agreement", name="agree_plan")
async def post_agreement(change: Changing, *, principal: Agreeing) -> PlanRead:
    """Agree a proposed plan, which sets it."""
    return change.read(only(await agree_plans(change.session, principal, [change.step])))


def _read(plan: Plan, response: Response, clock: Clock) -> PlanRead:
    set_etag(response, plan.version)
    read = PlanRead.model_validate(plan)
    running = is_running(
        PlanState(plan.state), starts_on=plan.starts_on, ends_on=plan.ends_on, today=clock.today()
    )
    return read.model_copy(update={"is_running": running})
