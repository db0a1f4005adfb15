"""What we take from performance: the predicate of a year."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription
from promotion.careers.service import record_predicate
from promotion.eligibilities.service import reassess

performance = Subscription("performance", entities=("evaluation",))


class EvaluationView(BaseModel):
    """Our narrow view of a yearly evaluation."""

    evaluation_id: UUID
    employee_id: UUID
    year: int
    predicate: str
    rule_set: str


@performance.on("evaluation.completed", "evaluation.corrected", "evaluation.snapshot")
async def on_evaluation_changed(session: AsyncSession, event: Incoming[EvaluationView]) -> None:
    """Keep the predicate, and ask the rules again."""
    evaluation = event.data
    await record_predicate(
        session,
        evaluation.employee_id,
        evaluation.year,
        evaluation_id=evaluation.evaluation_id,
        predicate=evaluation.predicate,
        rule_set=evaluation.rule_set,
    )
    await reassess(session, [evaluation.employee_id])
