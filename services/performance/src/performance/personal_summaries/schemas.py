"""What goes out about the performance of one person."""

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from performance.evaluations.schemas import EVALUATION, EvaluationRead
from performance.plans.schemas import SUMMARY, PlanSummary


class PersonalPerformanceRead(BaseModel):
    """The latest plan of a person and the last evaluations, as far as the caller may see them."""

    model_config = ConfigDict(json_schema_extra=example(plan=SUMMARY, evaluations=[EVALUATION]))

    plan: PlanSummary | None = Field(description="the one that begins last, whatever its state")
    evaluations: list[EvaluationRead] = Field(description="of the last five years evaluated, latest first")
