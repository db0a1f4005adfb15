"""Text that people write: what may be in it, for schemas and for the door of every route.

`Line` and `Words` are trimmed, hold no control characters and show at least one visible character; a schema
adds its length: `name: Annotated[Line, Field(max_length=200)]`.
"""

import re
from typing import Annotated, Final

from pydantic import StringConstraints

# Patterns for Pydantic and for readers of the OpenAPI document alike, hence spelled out in ranges.
_CONTROLS: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BREAKS: Final = r"\t\n\r\u2028\u2029"
_TURNS: Final = r"\u202a-\u202e\u2066-\u2069"  # they make a text look like another one
_UNSEEN: Final = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
)


def _holding(forbidden: str) -> str:
    return f"^[^{forbidden}]*[^{forbidden}{_UNSEEN}][^{forbidden}]*$"


LINE_PATTERN: Final = _holding(_CONTROLS + _BREAKS + _TURNS)
WORDS_PATTERN: Final = _holding(_CONTROLS + _TURNS)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=LINE_PATTERN)]
"""One line: a name, a title, a number of a decree."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=WORDS_PATTERN)]
"""A text that may have several lines: a reason, a note."""

_CONTROL: Final = re.compile(f"[{_CONTROLS}]")
_CONTROL_OR_BREAK: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def has_controls(text: str, *, may_break: bool = False) -> bool:
    """Whether `text` has a control character; with `may_break`, tabs and ends of lines are none."""
    return (_CONTROL if may_break else _CONTROL_OR_BREAK).search(text) is not None
