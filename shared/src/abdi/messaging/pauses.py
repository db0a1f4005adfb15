"""Waiting that can be cut short, and waiting longer after each failure."""

import asyncio
import random
from contextlib import suppress


class StopSignal:
    """Set once; whoever waits wakes up."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    @property
    def is_set(self) -> bool:
        """Whether it is time to end."""
        return self._event.is_set()

    def set(self) -> None:
        """End."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """At most `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)


class Backoff:
    """Delays that double up to a cap, with jitter."""

    def __init__(self, first: float = 0.1, cap: float = 2.0) -> None:
        self._first = first
        self._cap = cap
        self._failures = 0

    def next(self) -> float:
        """Seconds to wait after one more failure."""
        delay: float = min(self._cap, self._first * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return delay * (0.8 + 0.4 * random.random())  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        """It works again."""
        self._failures = 0
