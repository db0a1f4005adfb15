"""A position as events and answers tell it."""

from typing import Any

from personnel.departures.rules import as_fields, position_left
from personnel.positions.models import Position
from personnel.positions.schemas import PositionRead


def position_facts(position: Position) -> dict[str, Any]:
    """The fields that every position event carries."""
    return {
        "agency": position.agency_code,
        "position_id": position.id,
        "title": position.title,
        "kind": position.kind,
        "level": position.level,
        "job_class": position.job_class,
        "is_head": position.is_head,
        "unit_id": position.unit_id,
        "holder_id": position.holder_id,
        "empty_since": position.empty_since,
        "abolished_on": position.abolished_on,
    }


def position_read(position: Position) -> PositionRead:
    """A position as answers show it."""
    told = {
        name: getattr(position, name)
        for name in PositionRead.model_fields
        if name in Position.__table__.columns
    }
    told |= {"agency": position.agency_code, **as_fields(position_left(position.abolished_on))}
    return PositionRead(**told)
