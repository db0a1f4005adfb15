"""How many may be inside at once, so that a crowd at one door leaves the others open."""

from types import TracebackType

from abdi.problems import Unavailable


class Room:
    """Room for so many: `with room:` raises Unavailable when it is full. For one event loop."""

    def __init__(self, places: int) -> None:
        self._free = places

    def __enter__(self) -> None:
        if self._free <= 0:
            raise Unavailable(retry_after=1)
        self._free -= 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._free += 1
