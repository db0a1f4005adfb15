"""What goes in and out about reports of a suspicion."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.text import Line, Words
from abdi.written import Written
from recruitment.integrity_reports.rules import Finding, ReportKind, ReportState

LongText = Annotated[Words, Field(min_length=20, max_length=10_000)]
ShortText = Annotated[Words, Field(min_length=1, max_length=5_000)]
TrackingCode = Annotated[Line, Field(min_length=20, max_length=60)]

_CODE: Final = "7KQ2M-9FJXW-T4RCA-HN8PE-2ZVYB-KD6GS"
_REPORTER: Final[dict[str, Any]] = {"name": "Rani Contoh", "contact": "rani@contoh.id"}
_REPORT: Final[dict[str, Any]] = {
    "selection_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "kind": "leaked_items",
    "account": "Soal sesi kedua beredar di grup pesan satu jam sebelum ujian dimulai.",
    "reporter": None,
}
_MESSAGE: Final[dict[str, Any]] = {
    "author": "examiner",
    "text": "Kapan pesan itu pertama kali Anda terima?",
    "written_at": "2026-03-03T03:00:00Z",
}
_LISTED: Final[dict[str, Any]] = {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "agency": "5671",
    "selection_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "kind": "leaked_items",
    "is_protected": True,
    "state": "examined",
    "state_since": "2026-03-02T04:00:00Z",
    "allowed": ["answer", "message"],
    "examiner_id": "019a9b2c-0001-7c10-8a11-5d1f0e7b9c02",
    "finding": None,
    "received_at": "2026-03-02T02:00:00Z",
    "updated_at": "2026-03-02T04:00:00Z",
    "version": 2,
}


def _example(shown: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [shown]})


class Reporter(Written):
    """Who reports by name."""

    model_config = _example(_REPORTER)

    name: Annotated[Line, Field(max_length=200)]
    contact: Annotated[Line, Field(max_length=200, description="mail address or telephone number")]


class ReportCreate(Written):
    """A suspicion about an announced selection; without `reporter` nothing says who made it."""

    model_config = _example(_REPORT)

    selection_id: UUID
    kind: ReportKind
    account: LongText = Field(description="what was seen, when and where")
    reporter: Reporter | None = None


class ReportMade(BaseModel):
    """The report was received. The code is shown this once; with it the answer is found."""

    model_config = _example({"tracking_code": _CODE, "received_at": "2026-03-02T02:00:00Z"})

    tracking_code: str
    received_at: datetime


class Tracking(Written):
    """By which code a report is followed."""

    model_config = _example({"tracking_code": _CODE})

    tracking_code: TrackingCode


class ReporterMessage(Written):
    """A message of the one who made the report."""

    model_config = _example({"tracking_code": _CODE, "text": "Saya lampirkan waktunya: pukul 07.10."})

    tracking_code: TrackingCode
    text: ShortText


class ExaminerMessage(Written):
    """A question or a word to the one who made the report."""

    model_config = _example({"text": _MESSAGE["text"]})

    text: ShortText


class ReportAnswer(Written):
    """The end of the examination."""

    model_config = _example({"finding": "substantiated", "text": "Sesi kedua diulang pada 9 Maret 2026."})

    finding: Finding
    text: ShortText


class MessageRead(BaseModel):
    """One message."""

    model_config = _example(_MESSAGE)

    author: Literal["reporter", "examiner"]
    text: str
    written_at: datetime


class ReportTracked(BaseModel):
    """What the one who made a report is told."""

    model_config = _example(
        {
            "state": "answered",
            "state_since": "2026-03-09T02:00:00Z",
            "finding": "substantiated",
            "answer": "Sesi kedua diulang pada 9 Maret 2026.",
            "messages": [_MESSAGE],
        }
    )

    state: ReportState
    state_since: datetime
    finding: Finding | None
    answer: str | None
    messages: list[MessageRead]


class ReportFilters(BaseModel):
    """Which reports."""

    state: ReportState | None = None
    kind: ReportKind | None = None
    selection_id: UUID | None = None
    agency: str | None = None


class ReportListed(BaseModel):
    """A report in a list, without its texts."""

    model_config = _example(_LISTED)

    id: UUID
    agency: str
    selection_id: UUID
    kind: ReportKind
    is_protected: bool
    state: ReportState
    state_since: datetime
    allowed: list[str]
    examiner_id: UUID | None
    finding: Finding | None
    received_at: datetime
    updated_at: datetime
    version: int


class ReporterRead(BaseModel):
    """Who made a report by name."""

    model_config = _example(_REPORTER)

    name: str
    contact: str


class ReportRead(ReportListed):
    """A report with everything that was written."""

    model_config = _example(
        _LISTED | {"account": _REPORT["account"], "reporter": None, "answer": None, "messages": [_MESSAGE]}
    )

    account: str
    reporter: ReporterRead | None
    answer: str | None
    messages: list[MessageRead]
