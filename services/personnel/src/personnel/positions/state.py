"""A position as events tell it."""

from typing import Any

from personnel.positions.models import Position


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
