"""What we take from performance: the predicate of a year."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, afterwards
from promotion.eligibilities.service import take_predicates

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
    seen = event.data
    afterwards(
        session,
        take_predicates,
        key=(seen.employee_id, seen.year),
        value=seen.model_dump(include={"evaluation_id", "predicate", "rule_set"}),
        about=seen.employee_id,
    )
