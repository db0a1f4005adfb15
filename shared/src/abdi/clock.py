"""Time and identity, injectable: the only place that asks the system for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7


class Clock(Protocol):
    """What the time is; services get one, tests give a fixed one."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def today(self, zone: str = "Asia/Jakarta") -> date:
        """The civil date in `zone` (an IANA name)."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place where the machine is asked

    def today(self, zone: str = "Asia/Jakarta") -> date:
        return self.now().astimezone(ZoneInfo(zone)).date()


class FixedClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        return self._at

    def today(self, zone: str = "Asia/Jakarta") -> date:
        return self._at.astimezone(ZoneInfo(zone)).date()

    def set(self, at: datetime) -> None:
        """Stand at `at`. Raises ValueError for a naive time."""
        if at.tzinfo is None:
            raise ValueError("the clock needs an aware time")
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Go forward (or back) by `by`."""
        self._at += by


def new_id() -> UUID:
    """A new UUIDv7: unique, and sortable by the time it was made."""
    return uuid7()
