"""What we take from the registry about posts: which there are, who sits there, and until when."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, afterwards
from recruitment.posts.service import Holder, record_holders, record_posts, record_units

# A durable of its own: an event about a post must not hold up the registry's answers to candidates.
posts = Subscription("personnel", entities=("position", "unit", "employee"), purpose="posts")


class PostView(BaseModel):
    """Every event of a position carries the whole state."""

    position_id: UUID
    agency: str
    unit_id: UUID
    title: str
    kind: str
    level: str | None = None
    is_head: bool = False
    holder_id: UUID | None = None
    empty_since: date | None = None
    abolished_on: date | None = None


class UnitView(BaseModel):
    """A unit and the one above it."""

    unit_id: UUID
    agency: str
    name: str
    parent_id: UUID | None = None
    dissolved_on: date | None = None


class HeldView(BaseModel):
    """The post that somebody holds."""

    title: str | None = None
    kind: str
    level: str | None = None


class EmployeeState(BaseModel):
    """As much of an employee as says when the post will be empty."""

    employee_id: UUID
    agency: str
    birth_date: date
    position: HeldView | None = None


class EmployeeView(BaseModel):
    """Every event of an employee carries the whole state."""

    state: EmployeeState


@posts.on(
    "position.created",
    "position.changed",
    "position.filled",
    "position.vacated",
    "position.abolished",
    "position.snapshot",
)
async def on_post(session: AsyncSession, event: Incoming[PostView]) -> None:
    """Keep the post as the registry has it."""
    seen = event.data
    columns: dict[str, Any] = seen.model_dump(exclude={"position_id"})
    afterwards(session, record_posts, key=seen.position_id, value=columns, about=seen.position_id)


@posts.on("unit.created", "unit.changed", "unit.dissolved", "unit.snapshot")
async def on_unit(session: AsyncSession, event: Incoming[UnitView]) -> None:
    """Keep what the unit is called and where it stands."""
    seen = event.data
    columns: dict[str, Any] = seen.model_dump(exclude={"unit_id"})
    afterwards(session, record_units, key=seen.unit_id, value=columns, about=seen.unit_id)


@posts.on(
    "employee.registered",
    "employee.position_changed",
    "employee.status_changed",
    "employee.corrected",
    "employee.snapshot",
)
async def on_employee(session: AsyncSession, event: Incoming[EmployeeView]) -> None:
    """Keep the month in which the person retires."""
    state = event.data.state
    held = state.position
    holder = Holder(
        agency=state.agency,
        birth_date=state.birth_date,
        title=(held.title or "") if held else None,
        kind=held.kind if held else None,
        level=held.level if held else None,
    )
    afterwards(session, record_holders, key=state.employee_id, value=holder, about=state.employee_id)
