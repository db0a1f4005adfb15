"""What a proposed rule set must be, and how two versions differ."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from abdi.i18n import Text
from abdi.problems import FieldError, Malformed
from abdi.rulesets import RuleSetFile
from recruitment.selections.rules.standard import CPNS_SELECTION, CpnsSelection

VERSION: Final = re.compile(r"(\d{4})(?:-([1-9]\d?))?")
"""The year of the intake; corrections of it count on from 2: `2024`, `2024-2`."""
_SENT: Final = "values"


def file_of(given: Mapping[str, Any]) -> RuleSetFile:
    """A complete rule set of CPNS selections, as its file would be. Raises Malformed with every mistake."""
    try:
        file = RuleSetFile.model_validate({**given, "name": CPNS_SELECTION, "values": _filled(given[_SENT])})
        CpnsSelection.model_validate(file.values)
    except ValidationError as error:
        within = (_SENT,) if error.title == CpnsSelection.__name__ else ()
        raise Malformed(errors=[*_errors(error, within)]) from error
    return file


def differences(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every value that is another one in `later`: its JSON pointer, what it was and what it is.

    Members are compared one by one, lists as a whole: their order has a meaning.
    """
    for pointer in sorted({**_leaves(earlier), **_leaves(later)}):
        old, new = _leaves(earlier).get(pointer), _leaves(later).get(pointer)
        if old != new:
            yield {"pointer": pointer, "old": old, "new": new}


def _leaves(content: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in content.items():
        pointer = f"{place}/{name.replace('~', '~0').replace('/', '~1')}"
        if isinstance(value, Mapping):
            found |= _leaves(value, pointer)
        else:
            found[pointer] = value
    return found


def _filled(value: Any) -> Any:
    """Without members that are null: a file has no word for them, and leaving them out means the same."""
    if isinstance(value, Mapping):
        return {name: _filled(item) for name, item in value.items() if item is not None}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def _errors(error: ValidationError, within: tuple[str, ...]) -> Iterator[FieldError]:
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        pointer = "".join(f"/{part}" for part in (*within, *one["loc"]))
        message = Text(f"tidak sesuai: {one['msg']}", one["msg"])
        yield FieldError(place="body", pointer=pointer, code=one["type"], message=message)
