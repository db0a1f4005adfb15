"""JSON pointers that are told to callers, never longer than worth reading."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

LONGEST_STEP: Final = 100
MOST_STEPS: Final = 64


def pointer_of(path: Iterable[object]) -> str:
    """The pointer along `path`; what is overlong is cut, since names in a body are its sender's choice."""
    steps = (str(step)[:LONGEST_STEP] for step in islice(path, MOST_STEPS))
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
