"""Numbers that messaging keeps about itself; the service's metrics page reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with its labels; a counter only grows."""

    name: str
    labels: Mapping[str, str]
    value: float
    is_counter: bool


class Measures:
    """Counters and gauges of one process."""

    def __init__(self) -> None:
        self._counters: dict[tuple[str, Labels], float] = {}
        self._gauges: dict[tuple[str, Labels], float] = {}

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter (names end in `_total`)."""
        key = (name, tuple(sorted(labels.items())))
        self._counters[key] = self._counters.get(key, 0) + amount

    def set(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge."""
        self._gauges[name, tuple(sorted(labels.items()))] = value

    def value(self, name: str, **labels: str) -> float:
        """The number as it stands; 0 when it was never touched."""
        key = (name, tuple(sorted(labels.items())))
        return self._counters.get(key, self._gauges.get(key, 0))

    def __iter__(self) -> Iterator[Measure]:
        for (name, labels), value in sorted(self._counters.items()):
            yield Measure(name, dict(labels), value, is_counter=True)
        for (name, labels), value in sorted(self._gauges.items()):
            yield Measure(name, dict(labels), value, is_counter=False)
