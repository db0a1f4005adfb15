"""What we take from performance: the predicate of a year."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, afterwards
from training.needs.rules import evaluation_need_id
from training.needs.service import take_evaluations

performance = Subscription("performance", entities=("evaluation",))


class EvaluationView(BaseModel):
    """Our narrow view of a yearly evaluation."""

    agency: str
    evaluation_id: UUID
    employee_id: UUID
    year: int
    predicate: str
    completed_on: date


@performance.on("evaluation.completed", "evaluation.corrected", "evaluation.snapshot")
async def on_evaluation_changed(session: AsyncSession, event: Incoming[EvaluationView]) -> None:
    """Keep the evaluation, and judge whether it calls for training."""
    seen = event.data
    afterwards(
        session,
        take_evaluations,
        key=seen.evaluation_id,
        value=seen.model_dump(exclude={"evaluation_id"}),
        about=evaluation_need_id(seen.evaluation_id),
    )
