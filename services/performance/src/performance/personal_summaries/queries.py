"""Finding the latest plan and the last evaluations of one person."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.policy import Scope
from abdi.problems import NotFound
from performance.evaluations.models import Evaluation
from performance.plans.models import Plan

LAST_EVALUATIONS: Final = 5


@dataclass(frozen=True)
class Sight:
    """What the reader may see: of plans, of evaluations, and whether that is about this person at all."""

    plans: Scope
    evaluations: Scope
    is_in_reach: Scope


async def get_latest(
    session: AsyncSession, employee_id: UUID, sight: Sight
) -> tuple[Plan | None, list[Evaluation]]:
    """The latest plan and the last evaluations within `sight`.

    Raises NotFound when there is nothing, and the person is out of reach: that would not mean "none".
    """
    plan = await session.scalar(
        select(Plan)
        .where(Plan.employee_id == employee_id, sight.plans)
        .order_by(Plan.starts_on.desc(), Plan.id.desc())
        .limit(1)
    )
    found = await session.scalars(
        select(Evaluation)
        .where(Evaluation.employee_id == employee_id, sight.evaluations)
        .order_by(Evaluation.year.desc())
        .limit(LAST_EVALUATIONS)
    )
    evaluations = list(found)
    if not (plan or evaluations or await session.scalar(select(sight.is_in_reach))):
        raise NotFound
    return plan, evaluations
