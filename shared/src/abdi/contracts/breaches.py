"""What a change of a contract may break, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Document = dict[str, Any]


class Use(StrEnum):
    """Who depends on a schema."""

    ASKED = "asked"
    """Others send it: what was accepted must go on being accepted."""
    ANSWERED = "answered"
    """Others read it: what they could rely on must stay."""
    KEPT = "kept"
    """Events: others read it, and what was published years ago is read with today's schema."""

    @property
    def is_read_by_others(self) -> bool:
        """Whether something new that may come would surprise a reader."""
        return self is not Use.ASKED

    @property
    def takes_what_was(self) -> bool:
        """Whether values made under the old schema meet the new one."""
        return self is not Use.ANSWERED


@dataclass(frozen=True, slots=True)
class Breach:
    """One change that breaks somebody: where, against which rule, and what changed."""

    place: str
    rule: str
    change: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.change}"


Breaches = Iterator[Breach]
