"""Time and identity, injectable: the only place that asks the system for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

WIB: Final = "Asia/Jakarta"
"""Western Indonesian time, where nothing else is said."""


class Clock(Protocol):
    """What the time is; services get one, tests give a fixed one."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def today(self, zone: str | None = None) -> date:
        """The civil date in `zone` (an IANA name); in the clock's own zone, if none is given."""
        ...

    def day_of(self, instant: datetime) -> date:
        """The civil date of an aware `instant`, in the clock's own zone."""
        ...


class SystemClock:
    """The clock of the machine, at a place: `zone` decides when a day begins and ends."""

    def __init__(self, zone: str = WIB) -> None:
        self._zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place where the machine is asked

    def today(self, zone: str | None = None) -> date:
        return self.now().astimezone(ZoneInfo(zone) if zone else self._zone).date()

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()


class FixedClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, at: datetime, zone: str = WIB) -> None:
        self._zone = ZoneInfo(zone)
        self.set(at)

    def now(self) -> datetime:
        return self._at

    def today(self, zone: str | None = None) -> date:
        return self._at.astimezone(ZoneInfo(zone) if zone else self._zone).date()

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()

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
