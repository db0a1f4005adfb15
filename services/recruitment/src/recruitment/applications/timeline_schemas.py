"""The timeline of an application over HTTP."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.examples import example
from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.applications.happenings import Happening
from recruitment.applications.rules import ApplicationState
from recruitment.applications.timeline import Standing
from recruitment.selections.rules.stages import StageCode

_NAME: dict[str, Any] = {"id": "Pendaftaran", "en": "Registration"}
_EVENT: dict[str, Any] = {
    "code": "submitted",
    "words": {"id": "Lamaran dikirim", "en": "Application submitted"},
    "at": "2026-03-02T02:00:00Z",
    "result": None,
    "meaning": None,
    "reasons": [],
    "facts": {},
}
_DAYS: dict[str, Any] = {
    "code": "registration",
    "name": _NAME,
    "starts_on": "2026-03-01",
    "ends_on": "2026-03-15",
}


class EventRead(BaseModel):
    """Something that happened to the application."""

    model_config = ConfigDict(json_schema_extra=example(_EVENT))

    code: Happening
    words: Text
    at: datetime | None
    result: str | None = Field(description="code of the rule set's table of results, such as P/L")
    meaning: Text | None
    reasons: list[Reason]
    facts: dict[str, JsonValue] = Field(description="numbers, scores and places that belong to it")


class TimelineStageRead(BaseModel):
    """A stage of the selection, with what happened in it."""

    model_config = ConfigDict(json_schema_extra=example(_DAYS, standing="under_way", events=[_EVENT]))

    code: StageCode
    name: Text
    starts_on: date
    ends_on: date
    standing: Standing
    events: list[EventRead]


class DaysRead(BaseModel):
    """The days of a stage."""

    model_config = ConfigDict(json_schema_extra=example(_DAYS))

    code: StageCode
    name: Text
    starts_on: date
    ends_on: date


class NextRead(DaysRead):
    """What comes next."""

    model_config = ConfigDict(
        json_schema_extra=example(_DAYS, words={"id": "Tunggu tahapan ini.", "en": "Wait for this stage."})
    )

    words: Text


class TimelineRead(BaseModel):
    """An application's way through the selection, for its applicant and for staff alike."""

    model_config = ConfigDict(
        json_schema_extra=example(
            application_id="019a9b2c-8f02-7c10-8a11-5d1f0e7b9c11",
            state="submitted",
            today="2026-03-05",
            stages=[_DAYS | {"standing": "under_way", "events": [_EVENT]}],
            next=_DAYS | {"words": {"id": "Tunggu tahapan ini.", "en": "Wait for this stage."}},
            objection=None,
        )
    )

    application_id: UUID
    state: ApplicationState
    today: date = Field(description="where the agency is; the stages are counted from it")
    stages: list[TimelineStageRead]
    next: NextRead | None
    objection: DaysRead | None = Field(description="when an objection is possible, if it is or will be")
