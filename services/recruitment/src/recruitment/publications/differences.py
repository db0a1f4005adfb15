"""What a check of a publication can find: something that differs, or nothing that could be checked."""

from dataclasses import dataclass
from typing import Final

_LONG: Final = 300


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be: where it stands, what was expected and what was found."""

    file: str
    what: str
    line: int | None = None
    participant: str | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        """One line for people."""
        place = [shortened(self.file)]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.participant is not None:
            place.append(f"participant {shortened(self.participant)}")
        if self.field is not None:
            place.append(f"field {shortened(self.field)}")
        told = f"{', '.join(place)}: {shortened(self.what)}"
        if self.expected is None:
            return told
        expected, found = (shortened(value or "nothing") for value in (self.expected, self.found))
        return f"{told}: expected {expected}, found {found}"


class NotVerified(Exception):  # noqa: N818 - errors are named by the fact
    """The publication is not what its publisher signed, or not what the rules make of it."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


class NotUsable(Exception):  # noqa: N818 - errors are named by the fact
    """What was given is no package, no proof or no fingerprint at all."""

    def __init__(self, what: str) -> None:
        super().__init__(shortened(what))


def differs(file: str, what: str) -> NotVerified:
    """The error for `file` as a whole."""
    return NotVerified(Difference(file, what))


def shortened(told: str) -> str:
    """The text as a message repeats it: of a long one the beginning, and how long it is."""
    return told if len(told) <= _LONG else f"{told[:_LONG]}... ({len(told)} characters)"
