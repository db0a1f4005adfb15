"""Which rows build on one that has an error, and so wait until it is mended; pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from personnel.imports.rows import PlacedRow
from personnel.imports.timelines import HISTORIES


def list_waiting(file: str, rows: Sequence[PlacedRow], wrong: Collection[int]) -> Mapping[int, int]:
    """The lines of the rows that build on a wrong one, with its line.

    A history grows at its end: were the later entries of a person written, the mended one could no longer be
    put before them. A unit stands below the one above it.
    """
    if file == "units":
        return _units_below(rows, wrong)
    history = HISTORIES.get(file)
    if history is None or not history.is_exclusive:
        return {}
    return _later_entries(rows, wrong, starts=history.starts)


def _later_entries(rows: Sequence[Any], wrong: Collection[int], *, starts: str) -> dict[int, int]:
    first: dict[str, tuple[date, int]] = {}
    for row in rows:
        if row.line in wrong:
            found = (getattr(row, starts), row.line)
            first[row.nip] = min(first.get(row.nip, found), found)
    return {
        row.line: first[row.nip][1]
        for row in rows
        if row.line not in wrong and row.nip in first and getattr(row, starts) >= first[row.nip][0]
    }


def _units_below(rows: Sequence[Any], wrong: Collection[int]) -> dict[int, int]:
    below: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if row.parent_code is not None:
            below[(row.agency_code, row.parent_code)].append(row)
    waiting: dict[int, int] = {}
    left = [row for row in rows if row.line in wrong]
    while left:
        upper = left.pop()
        for row in below[upper.key]:
            if row.line not in wrong and row.line not in waiting:
                waiting[row.line] = upper.line
                left.append(row)
    return waiting
