"""Time and identity, injectable: the only place that asks the system for them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
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


class ShiftedClock(SystemClock):
    """The machine's clock, ahead by the seconds in a file: on a laptop a selection of months takes minutes.

    Every process that reads the same file lives on the same day. A file that is not there, or holds no
    number, shifts nothing.
    """

    def __init__(self, file: Path, zone: str = WIB) -> None:
        super().__init__(zone)
        self._file = file
        self._seen = 0
        self._shift = timedelta()

    def now(self) -> datetime:
        return super().now() + self._read()

    def shift(self, by: timedelta) -> None:
        """Go ahead by `by`, for every process that reads the file."""
        ahead = self._read() + by
        draft = self._file.with_suffix(".new")
        draft.write_text(str(ahead.total_seconds()))
        draft.replace(self._file)

    def _read(self) -> timedelta:
        try:
            changed = self._file.stat().st_mtime_ns
            if changed != self._seen:
                self._shift = timedelta(seconds=float(self._file.read_text()))
                self._seen = changed
        except (OSError, ValueError):
            self._shift, self._seen = timedelta(), 0
        return self._shift


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
