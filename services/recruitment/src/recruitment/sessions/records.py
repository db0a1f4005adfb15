"""Seats as answers show them."""

from typing import Any

from recruitment.sessions.models import ExamSession, Seat
from recruitment.sessions.schemas import SeatRead


def seat_read(seat: Seat, of: ExamSession, number: str | None, *, name: str) -> SeatRead:
    """A seat as answers show it."""
    of_session = {"place", "room", "starts_at"}
    told: dict[str, Any] = {key: getattr(of, key) for key in of_session}
    told |= {key: getattr(seat, key) for key in SeatRead.model_fields if hasattr(seat, key)}
    return SeatRead(**told | {"participant_number": number, "name": name})
