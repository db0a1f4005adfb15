"""What goes out about the training of one person."""

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from training.learning_hours.schemas import SUMMARY, HoursSummary
from training.needs.schemas import NEED, NeedRead


class PersonalTrainingRead(BaseModel):
    """The hours of a person in the running year, and the needs that no course has answered."""

    model_config = ConfigDict(json_schema_extra=example(hours=SUMMARY, open_needs=[NEED]))

    hours: HoursSummary
    open_needs: list[NeedRead] = Field(description="oldest first")
