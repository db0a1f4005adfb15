"""What an application's documents look like over HTTP."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.files import FileState
from abdi.i18n import Text


class DocumentRead(BaseModel):
    """A document that is asked for, and what was handed in for it: null members until then."""

    model_config = ConfigDict(
        json_schema_extra=example(
            code="diploma",
            name={"id": "Ijazah asli", "en": "Original diploma"},
            is_required=True,
            state="clean",
            media_type="application/pdf",
            size=182044,
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            given_at="2026-03-02T02:00:00Z",
        )
    )

    code: str
    name: Text
    is_required: bool
    state: FileState | None = Field(description="pending while it is in quarantine; only a clean one counts")
    media_type: str | None
    size: int | None = Field(description="bytes")
    sha256: str | None
    given_at: datetime | None


class DocumentsRead(BaseModel):
    """Every document that the application may hand in."""

    data: list[DocumentRead]
