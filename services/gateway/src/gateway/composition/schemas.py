"""What every composed answer says about itself."""

from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from gateway.composition.asking import Absence

REQUEST_ID: Final = "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a99"
WHOLE: Final[dict[str, Any]] = {
    "partial": False,
    "missing": [],
    "as_of": "2026-03-02T02:00:00Z",
    "request_id": REQUEST_ID,
}


def example(value: Any) -> ConfigDict:
    """The configuration of a model whose document shows `value`."""
    return ConfigDict(json_schema_extra={"examples": [value]})


class View(BaseModel):
    """What we read of another service's answer: as much as we name, whatever else is there."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class MissingSection(BaseModel):
    """A section, or a part of one, that is not in the answer; it is unknown, not empty."""

    model_config = example(
        {
            "section": "training",
            "service": "training",
            "reason": "timeout",
            "message": "Layanan training tidak menjawab pada waktunya.",
            "retry_after": 2,
        }
    )

    section: str = Field(description="a part of a section stands behind a dot: `employee.superior`")
    service: str
    reason: Absence
    message: str
    retry_after: int | None = Field(default=None, description="seconds after which to ask again")


class Meta(BaseModel):
    """How complete the answer is, and when it was put together."""

    model_config = example(WHOLE)

    partial: bool = Field(description="whether something is missing")
    missing: list[MissingSection]
    as_of: datetime
    request_id: str = Field(description="under which every service noted this read")
