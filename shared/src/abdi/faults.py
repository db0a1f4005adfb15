"""Crash points: named places where a test ends the process as kill -9 would."""

import os

_seen: dict[str, int] = {}


def crash_at(point: str) -> None:
    """End the process here when `ABDI_CRASH_AT` says so.

    `ABDI_CRASH_AT=relay.after_publish:3` ends it the third time this point is reached; without a number
    the first time. Does nothing when the variable is unset, and never anything when `ENV=production`.
    """
    wanted = os.environ.get("ABDI_CRASH_AT")
    if not wanted or os.environ.get("ENV") == "production":
        return
    name, _, count = wanted.partition(":")
    if name != point:
        return
    _seen[point] = _seen.get(point, 0) + 1
    if _seen[point] == int(count or 1):
        os._exit(137)
