"""What a check of a publication can find: something that differs, or nothing that could be checked."""

from dataclasses import dataclass


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
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.participant is not None:
            place.append(f"participant {self.participant}")
        if self.field is not None:
            place.append(f"field {self.field}")
        told = f"{', '.join(place)}: {self.what}"
        if self.expected is None:
            return told
        return f"{told}: expected {self.expected or 'nothing'}, found {self.found or 'nothing'}"


class NotVerified(Exception):  # noqa: N818 - errors are named by the fact
    """The publication is not what its publisher signed, or not what the rules make of it."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


class NotUsable(Exception):  # noqa: N818 - errors are named by the fact
    """What was given is no package, no proof or no fingerprint at all."""


def differs(file: str, what: str) -> NotVerified:
    """The error for `file` as a whole."""
    return NotVerified(Difference(file, what))
