"""What a profile looks like; the answer itself is put together from the sections as they come."""

from typing import Any, Final

from pydantic import BaseModel, Field

from gateway.composition.schemas import WHOLE, Meta, example
from gateway.profiles.further_views import RECRUITMENT, TRAINING, RecruitmentSection, TrainingSection
from gateway.profiles.views import (
    EMPLOYEE,
    PERFORMANCE,
    PROMOTION,
    EmployeeSection,
    PerformanceSection,
    PromotionSection,
)

PROFILE: Final[dict[str, Any]] = {
    "employee": EMPLOYEE,
    "performance": PERFORMANCE,
    "promotion": PROMOTION,
    "training": TRAINING,
    "recruitment": RECRUITMENT,
}


class ProfileSections(BaseModel):
    """The sections that were asked for. Null: missing, see `meta.missing`; absent: not asked for."""

    model_config = example(PROFILE)

    employee: EmployeeSection
    performance: PerformanceSection | None = Field(default=None)
    promotion: PromotionSection | None = Field(default=None)
    training: TrainingSection | None = Field(default=None)
    recruitment: RecruitmentSection | None = Field(default=None)


class ProfileRead(BaseModel):
    """Everything about one employee, and how complete it is."""

    model_config = example({"data": PROFILE, "meta": WHOLE})

    data: ProfileSections
    meta: Meta
