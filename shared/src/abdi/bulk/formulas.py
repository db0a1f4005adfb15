"""Texts that a spreadsheet would take for formulas: shown as texts, and read back as they were."""

import re
from typing import Final

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_GUARDED: Final = re.compile(r"'[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """`cell` for a CSV file: with an apostrophe in front, should it begin like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The way back."""
    return cell[1:] if _GUARDED.match(cell) else cell
