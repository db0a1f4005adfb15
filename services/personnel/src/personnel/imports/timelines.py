"""One history of one person: what the registry holds, and where the rows of a file go; pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from personnel.histories.rules import Span
from personnel.imports import faults
from personnel.imports.findings import Findings

Values = dict[str, Any]


@dataclass(frozen=True)
class History:
    """How a file of histories relates to its table."""

    file: str
    table: str
    starts: str
    fact: str
    """The column of the file that says what holds; the others only describe it."""
    columns: tuple[str, ...]
    is_exclusive: bool = True


HISTORIES = {
    history.file: history
    for history in (
        History(
            "ranks",
            "rank_record",
            "effective_from",
            "rank",
            ("rank", "promotion_type", "decree_number", "decree_on"),
        ),
        History(
            "educations",
            "education_record",
            "graduated_on",
            "level",
            ("level", "program_code", "program_name", "institution"),
            is_exclusive=False,
        ),
        History("appointments", "appointment_record", "effective_from", "key", ("key",)),
        History("superiors", "superior_record", "effective_from", "superior_nip", ("superior_nip",)),
    )
}
# What errors call a column that is put together from several.
_SHOWN = {"key": "position_code"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A current entry of the registry: its row, and what it says in the columns of the file."""

    values: Values
    says: Values

    @property
    def span(self) -> Span:
        """When it holds."""
        return Span(self.values["valid_from"], self.values["valid_to"])

    def until(self, day: date) -> "Recorded":
        """The same entry, ending on `day`."""
        return Recorded(self.values | {"valid_to": day}, self.says)


@dataclass
class Timeline:
    """The entries of the registry and the new ones, before which the open entry `ended` ends."""

    file: str
    nip: str
    recorded: Sequence[Recorded] = ()
    new: list[tuple[Any, Span]] = field(default_factory=list)
    ended: Recorded | None = None
    ended_on: date | None = None

    @property
    def spans(self) -> list[tuple[Span, Values]]:
        """Everything that holds after the import: when, and what it says."""
        before = [
            (Span(one.span.starts, self.ended_on) if one is self.ended else one.span, one.says)
            for one in self.recorded
        ]
        return [*before, *((span, _says(HISTORIES[self.file], row)) for row, span in self.new)]


def make_timelines(
    found: Findings, file: str, rows: Sequence[Any], *, recorded: Mapping[str, Sequence[Recorded]]
) -> dict[str, Timeline]:
    """The timelines of everybody whom `rows` name, by NIP; rows that contradict the registry are errors."""
    history = HISTORIES[file]
    by_person: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_person[row.nip].append(row)
    timelines: dict[str, Timeline] = {}
    for nip, group in by_person.items():
        held = recorded.get(nip, ())
        ordered = sorted(group, key=lambda row: _starts(history, row))
        ending = _ending(history, ordered, held)
        stated = held if ending is None else [*held[:-1], held[-1].until(ending)]
        fresh = [row for row in ordered if not _is_settled(found, history, row, held=stated)]
        timelines[nip] = _timeline(found, history, fresh, held=held, nip=nip)
        if timelines[nip].ended is not None and ending is not None:
            timelines[nip].ended_on = ending
    return timelines


def _ending(history: History, ordered: Sequence[Any], held: Sequence[Recorded]) -> date | None:
    """The end that the file gives to the open last entry of the registry, when others follow it."""
    if not history.is_exclusive or not held or held[-1].span.ends is not None:
        return None
    last = held[-1].span.starts
    ends = next((_ends(row) for row in ordered if _starts(history, row) == last), None)
    later = [starts for row in ordered if (starts := _starts(history, row)) > last]
    return ends if ends is not None and later and min(later) >= ends else None


def _timeline(
    found: Findings, history: History, rows: list[Any], *, held: Sequence[Recorded], nip: str
) -> Timeline:
    timeline = Timeline(history.file, nip, held)
    if not history.is_exclusive:
        timeline.new = [(row, Span(_starts(history, row))) for row in rows]
        return timeline
    for row, following in zip_longest(rows, rows[1:]):
        ends, next_start = _ends(row), _starts(history, following) if following else None
        if ends is not None and next_start is not None and next_start < ends:
            found.add(history.file, following, history.starts, fault=faults.still_holds(row.line))
        timeline.new.append((row, Span(_starts(history, row), ends or next_start)))
    if rows and held and held[-1].span.ends is None:
        timeline.ended, timeline.ended_on = held[-1], _starts(history, rows[0])
    return timeline


def _is_settled(found: Findings, history: History, row: Any, *, held: Sequence[Recorded]) -> bool:
    """Whether the row is no new entry: the registry holds it, or contradicts it (then it is an error)."""
    if not held:
        return False
    starts = _starts(history, row)
    twins = [one for one in held if one.span.starts == starts]
    if not history.is_exclusive:
        twins = [one for one in twins if one.says[history.fact] == getattr(row, history.fact)]
    if twins:
        _compare(found, history, row, twins=twins)
        return True
    return history.is_exclusive and not _may_follow(found, history, row, last=held[-1])


def _compare(found: Findings, history: History, row: Any, *, twins: Sequence[Recorded]) -> None:
    differing = [
        [column for column in history.columns if one.says[column] != getattr(row, column)] for one in twins
    ]
    if not all(differing):
        ends = _ends(row)
        if ends is not None and ends != twins[0].span.ends:
            found.differs(history.file, row, "effective_to", registry=faults.OTHER_END)
        return
    for column in differing[0]:
        shown = _SHOWN.get(column, column)
        found.differs(history.file, row, shown, registry=faults.OTHER_ENTRY)


def _may_follow(found: Findings, history: History, row: Any, *, last: Recorded) -> bool:
    starts = _starts(history, row)
    if starts < last.span.starts:
        registry = faults.goes_on_to(last.span.starts)
    elif last.span.ends is not None and starts < last.span.ends:
        registry = faults.holds_until(last.span.ends)
    elif last.span.covers(starts) and last.says[history.fact] == getattr(row, history.fact):
        registry = faults.holds_since(last.span.starts)
    else:
        return True
    found.differs(history.file, row, history.starts, registry=registry)
    return False


def _says(history: History, row: Any) -> Values:
    return {column: getattr(row, column) for column in history.columns}


def _starts(history: History, row: Any) -> date:
    starts: date = getattr(row, history.starts)
    return starts


def _ends(row: Any) -> date | None:
    ends: date | None = getattr(row, "effective_to", None)
    return ends
