"""What a step of the administrative selection says of itself."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.reasons import Reason
from recruitment.verification_steps.kinds import (
    VerificationStepKind,
    VerificationStepStage,
    VerificationStepState,
)
from recruitment.verifications.schemas import ID
from recruitment.verifications.selection_schemas import (
    AcceptanceRead,
    AdministrativeAnnouncementRead,
    PreCheckRead,
)


class VerificationStepFilters(BaseModel):
    """Which steps."""

    model_config = ConfigDict(extra="ignore")

    kind: VerificationStepKind | None = None
    state: VerificationStepState | None = None


class StepFailureRead(BaseModel):
    """Why a step came to nothing."""

    model_config = ConfigDict(
        json_schema_extra=example(code="result-announced", message="Hasil sudah diumumkan", reasons=[])
    )

    code: str = Field(description="the code of the problem with which a request would be refused")
    message: str = Field(description="in the language of the request")
    reasons: list[Reason] = Field(description="the rules that forbid it")


class VerificationStepRead(BaseModel):
    """One step on its way; what came of it stands under the name of its kind once it is finished."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id=ID,
            selection_id=ID,
            kind="pre_check",
            state="finished",
            stage=None,
            done=8140,
            rows=8140,
            asked_by=ID,
            pre_check={
                "selection_id": ID,
                "rule_set": "2024",
                "checked": 8140,
                "proposals": {"eligible": 6000, "not_eligible": 1500, "unclear": 640},
            },
            acceptance=None,
            announcement=None,
            failure=None,
            created_at="2024-09-11T02:00:00Z",
            started_at="2024-09-11T02:00:01Z",
            finished_at="2024-09-11T02:00:06Z",
            expires_at="2024-10-11T02:00:06Z",
        )
    )

    id: UUID
    selection_id: UUID
    kind: VerificationStepKind
    state: VerificationStepState
    stage: VerificationStepStage | None = Field(description="what it is at while it runs")
    done: int = Field(description="applicants done so far; of a step that came to nothing, those it left")
    rows: int | None = Field(description="applicants in all; null until they are counted")
    asked_by: UUID | None = Field(description="who asked for it")
    pre_check: PreCheckRead | None
    acceptance: AcceptanceRead | None
    announcement: AdministrativeAnnouncementRead | None
    failure: StepFailureRead | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None = Field(
        description="when this record is forgotten; announcements and the audit stay"
    )
