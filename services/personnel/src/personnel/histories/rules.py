"""How a new period finds its place among the current ones; pure, for every history alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class PeriodTaken(ValueError):  # noqa: N818 - errors are named by the fact
    """Another current entry already holds in this period."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"an entry starts on {starts_on}")
        self.starts_on = starts_on


@dataclass(frozen=True)
class Span:
    """The half-open period [`starts`, `ends`); no end means that it goes on."""

    starts: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def overlaps(self, other: "Span") -> bool:
        """Whether a day lies in both."""
        return (self.ends is None or other.starts < self.ends) and (
            other.ends is None or self.starts < other.ends
        )


@dataclass(frozen=True)
class Placed:
    """Where the new period goes: its own span, and which present one must end at its start."""

    span: Span
    ended: int | None


def place(present: Sequence[Span], new: Span) -> Placed:
    """Put `new` among `present` (in order, not overlapping).

    The entry that holds on the first day ends there; without an end of its own the new one lasts until
    the next entry starts. Raises PeriodTaken when one starts on the same day, or inside an end that
    was given.
    """
    following = next((span for span in present if span.starts >= new.starts), None)
    if following and (following.starts == new.starts or (new.ends and following.starts < new.ends)):
        raise PeriodTaken(following.starts)
    ended = next((at for at, span in enumerate(present) if span.covers(new.starts)), None)
    if ended is not None and new.ends:
        before = present[ended].ends
        if before is None or before > new.ends:
            raise PeriodTaken(present[ended].starts)
    ends = new.ends or (following.starts if following else None)
    return Placed(Span(new.starts, ends), ended)
