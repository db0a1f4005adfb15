"""Until when an answer is worth something: one instant for a request and everything that it asks for."""

import time
from dataclasses import dataclass
from typing import Final, Self

BUDGET_HEADER: Final = "X-Request-Budget"
"""Milliseconds that the caller still waits; relative, so that the clocks of two machines may differ."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant of the monotonic clock of this process."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """The deadline `seconds` from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left; zero or less when it has passed."""
        return self.at - time.monotonic()

    def earlier_by(self, seconds: float) -> "Deadline":
        """A deadline `seconds` before this one, for what must be done in time for it."""
        return Deadline(self.at - seconds)
