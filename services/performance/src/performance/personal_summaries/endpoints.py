"""HTTP for the performance of one person; the gateway makes it a section of the profile."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.auth.permissions import authorise
from abdi.directory import reaches, scope
from abdi.http import DbSession, ServiceRouter
from abdi.policy import others
from performance.evaluations.schemas import EvaluationRead
from performance.personal_summaries.queries import Sight, get_latest
from performance.personal_summaries.schemas import PersonalPerformanceRead
from performance.plans.schemas import PlanSummary
from performance.policy import EVALUATIONS, PLANS, READ_EVALUATION, READ_PLAN

router = ServiceRouter(prefix="/v1/performance-summaries", tags=["performance-summaries"])
Reader = Annotated[Principal, requires(READ_EVALUATION)]


@router.get("/{employee_id}", name="get_personal_performance")
async def read_summary(
    employee_id: UUID, request: Request, *, session: DbSession, principal: Reader
) -> PersonalPerformanceRead:
    """The latest plan and the last evaluations of one person, as far as the lists would show them.

    Nothing in it means that there is nothing: who may not see what there is gets 404.
    """
    sight = Sight(
        plans=scope(principal, READ_PLAN, PLANS),
        evaluations=scope(principal, READ_EVALUATION, EVALUATIONS),
        is_in_reach=reaches(principal, READ_EVALUATION, employee_id),
    )
    plan, evaluations = await get_latest(session, employee_id, sight)
    await authorise(request, READ_PLAN)
    if plan or evaluations:
        note_read(request, "performance-summary.read", others(principal, [employee_id]))
    return PersonalPerformanceRead(
        plan=None if plan is None else PlanSummary.model_validate(plan),
        evaluations=[EvaluationRead.model_validate(one) for one in evaluations],
    )
