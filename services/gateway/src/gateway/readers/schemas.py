"""What the list of readers looks like, and what we read of each service's."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from abdi.paging import PageInfo
from gateway.composition.schemas import REQUEST_ID, WHOLE, Meta, View, example

SEEN: Final[dict[str, Any]] = {"service": "performance", "actions": ["evaluation.list", "plan.list"]}
ENTRY: Final[dict[str, Any]] = {
    "request_id": REQUEST_ID,
    "at": "2026-03-02T02:00:00Z",
    "actor": "demo:rina",
    "actor_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a43",
    "actor_name": "Rina Wijaya",
    "actor_position": "Analis Sumber Daya Manusia Aparatur",
    "capacity": ["agency_officer"],
    "agency": "5671",
    "purpose": None,
    "seen": [{"service": "personnel", "actions": ["employee.read"]}, SEEN],
}


class ReadView(View):
    """One request in the audit of one service."""

    request_id: str
    at: AwareDatetime
    actor: str
    employee_id: UUID | None = None
    capacity: str | None = None
    agency: str | None = None
    actions: list[str]
    purpose: str | None = None


class PageView(View):
    """How a service's list goes on."""

    next_cursor: str | None = None


class ReadsView(View):
    """A page of one service's audit, the newest first."""

    data: list[ReadView]
    page: PageView


class Seen(View):
    """What was looked at in one service."""

    model_config = example(SEEN)

    service: str
    actions: list[str]


class ReaderEntry(View):
    """One request that looked at the employee, in however many services."""

    model_config = example(ENTRY)

    request_id: str
    at: datetime
    actor: str = Field(description="who, as the access token named the reader")
    actor_employee_id: UUID | None
    actor_name: str | None = Field(
        default=None,
        description="null: no employee, of another agency, or not known now (see `meta.missing`)",
    )
    actor_position: str | None = Field(default=None, description="held today; null as well without one")
    capacity: list[str] = Field(description="the roles in which the reader read")
    agency: str | None
    purpose: str | None = Field(description="why, if the reader had to say so")
    seen: list[Seen]


class ReadersRead(BaseModel):
    """Who looked at the employee, the newest first."""

    model_config = example({"data": [ENTRY], "page": {"next_cursor": None, "has_more": False}, "meta": WHOLE})

    data: list[ReaderEntry]
    page: PageInfo
    meta: Meta
