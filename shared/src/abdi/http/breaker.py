"""Mercy for a service that fails: it is left alone for a while, and retries stay a small share of calls."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_PAUSE_SECONDS: Final = 10.0


class BreakerState(StrEnum):
    """Calls pass; a few try whether it is well again; none passes."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


@dataclass(frozen=True)
class BreakerRules:
    """When a breaker opens, and for how long. Times in seconds."""

    failures: int = 5
    """So many in one window, and at least half of its calls."""
    window: float = 10.0
    pause: float = 2.0
    probes: int = 3
    """Calls at once that try a service after the pause: as many as one composed answer asks of it."""


class Admission:
    """One call that the breaker let pass. The first word about its end counts, later ones are ignored."""

    def __init__(self, breaker: "Breaker", era: int) -> None:
        self._breaker: Breaker | None = breaker
        self._era = era

    def succeeded(self) -> None:
        """The service answered."""
        if self._breaker is not None:
            self._breaker.note_success(self._era)
            self._breaker = None

    def failed(self, *, retry_after: float = 0.0) -> None:
        """The service failed; it asked to be left alone for `retry_after` seconds."""
        if self._breaker is not None:
            self._breaker.note_failure(self._era, retry_after)
            self._breaker = None

    def abandoned(self) -> None:
        """The caller went away: that says nothing about the service."""
        if self._breaker is not None:
            self._breaker.note_abandoned(self._era)
            self._breaker = None


class Breaker:
    """Closed while the service answers, open for a pause once it fails, then half open until one call tells.

    A call that began before the last change of state has no say in the next one.
    """

    def __init__(
        self, rules: BreakerRules | None = None, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._rules = rules or BreakerRules()
        self._seconds = seconds
        self._state = BreakerState.CLOSED
        self._era = 0
        self._window_ends = 0.0
        self._calls = 0
        self._failures = 0
        self._opens_at = 0.0
        self._free_probes = 0

    @property
    def state(self) -> BreakerState:
        """What the next call would meet."""
        if self._state is BreakerState.OPEN and self._seconds() >= self._opens_at:
            return BreakerState.HALF_OPEN
        return self._state

    def admit(self) -> Admission | None:
        """Let a call pass, or None."""
        state = self.state
        if state is BreakerState.OPEN:
            return None
        if state is not self._state:
            self._turn(state)
            self._free_probes = self._rules.probes
        if state is BreakerState.HALF_OPEN:
            if self._free_probes == 0:
                return None
            self._free_probes -= 1
        return Admission(self, self._era)

    def note_success(self, era: int) -> None:
        """A call of `era` was answered."""
        if era != self._era:
            return
        if self._state is BreakerState.HALF_OPEN:
            self._turn(BreakerState.CLOSED)
        self._count(failures=0)

    def note_failure(self, era: int, retry_after: float) -> None:
        """A call of `era` failed."""
        if era != self._era:
            return
        self._count(failures=1)
        is_bad = self._failures >= self._rules.failures and 2 * self._failures >= self._calls
        if self._state is BreakerState.HALF_OPEN or is_bad:
            self._turn(BreakerState.OPEN)
            pause = max(self._rules.pause, min(retry_after, LONGEST_PAUSE_SECONDS))
            self._opens_at = self._seconds() + pause

    def note_abandoned(self, era: int) -> None:
        """A call of `era` ended without a word about the service."""
        if era == self._era and self._state is BreakerState.HALF_OPEN:
            self._free_probes += 1

    def _count(self, *, failures: int) -> None:
        now = self._seconds()
        if now >= self._window_ends:
            self._window_ends = now + self._rules.window
            self._calls = self._failures = 0
        self._calls += 1
        self._failures += failures

    def _turn(self, state: BreakerState) -> None:
        self._state = state
        self._era += 1
        self._calls = self._failures = 0


class RetryBudget:
    """Retries are at most a `share` of all calls, with a small reserve for the quiet times."""

    def __init__(self, share: float = 0.1, *, reserve: float = 3.0) -> None:
        self._share = share
        self._reserve = reserve
        self._saved = reserve

    def earn(self) -> None:
        """A first call was made."""
        self._saved = min(self._reserve, self._saved + self._share)

    def spend(self) -> bool:
        """Whether one retry may be made now; it is then counted."""
        if self._saved < 1.0:
            return False
        self._saved -= 1.0
        return True
