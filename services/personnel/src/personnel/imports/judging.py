"""The rules of the registry, applied to every new entry of a history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

from personnel.appointments.rules import check_existing
from personnel.educations.rules import highest
from personnel.employees.models import IN_SERVICE
from personnel.histories.rules import Bounds, Span, check_entry
from personnel.identifiers.rules import Check
from personnel.imports import faults
from personnel.imports.findings import Findings
from personnel.imports.queries import Key, Known
from personnel.imports.timelines import HISTORIES, Recorded, Timeline, Values
from personnel.ranks.rules import CONTINUOUS, ProposedRank, check_first_rank, check_rank_change
from personnel.superiors.rules import NO_CIRCLE, Line, check_superior, list_circles

Timelines = Mapping[str, Mapping[str, Timeline]]
_ENDS = "effective_to"
_COLUMNS = {
    **dict.fromkeys(("rank.known", "rank.step", "rank.starting"), "rank"),
    "entry.decree_date": "decree_on",
    "entry.period": _ENDS,
}


@dataclass(frozen=True)
class People:
    """Everybody whom the files name, by NIP: those of the registry as it knows them."""

    facts: Mapping[str, Values]
    ids: Mapping[str, UUID]
    registered: frozenset[str]
    own: UUID | None = None
    """Who asks, if that is one of them."""

    def serves(self, nip: str) -> bool:
        """Whether the person has not left."""
        return self.facts[nip]["status"] in IN_SERVICE


def judge_histories(
    found: Findings, timelines: Timelines, people: People, *, known: Known, today: date
) -> None:
    """Everything that the API would refuse about the new entries of `timelines`."""
    for by_person in timelines.values():
        for timeline in by_person.values():
            if timeline.new:
                _judge_days(found, timeline, people, today=today)
    for nip, timeline in timelines["ranks"].items():
        level_on = partial(_level_on, timelines, known.histories["educations"], nip=nip)
        _judge_ranks(found, timeline, people.facts[nip], level_on=level_on)
    _judge_seats(found, timelines["appointments"], people, known=known)
    _judge_lines(found, timelines["superiors"], people, known=known)


def _judge_days(found: Findings, timeline: Timeline, people: People, *, today: date) -> None:
    file, facts = timeline.file, people.facts[timeline.nip]
    refusal = _refusal_of(timeline.nip, people)
    if refusal is not None:
        for row, _ in timeline.new:
            found.add(file, row, "nip", fault=refusal)
        return
    # The rank rules name the first possible day of a rank themselves.
    earliest = {"ranks": None, "educations": facts["birth_date"]}.get(file, facts["appointed_on"])
    bounds = Bounds(today=today, born=facts["birth_date"], earliest=earliest)
    for row, span in timeline.new:
        stated = Span(span.starts, getattr(row, _ENDS, None))
        checks = check_entry(stated, decree_on=getattr(row, "decree_on", None), bounds=bounds)
        found.judge(file, row, checks, columns=_COLUMNS, column=HISTORIES[file].starts)


def _refusal_of(nip: str, people: People) -> faults.Fault | None:
    if people.own is not None and people.ids[nip] == people.own:
        return faults.OWN_CASE
    has_left = nip in people.registered and not people.serves(nip)
    return faults.HAS_LEFT if has_left else None


def _judge_ranks(
    found: Findings, timeline: Timeline, facts: Values, *, level_on: Callable[[date], str | None]
) -> None:
    before = timeline.recorded[-1] if timeline.recorded else None
    previous = before.says["rank"] if before else None
    is_pppk = facts["employment_type"] == "PPPK"
    for row, span in timeline.new:
        proposed = ProposedRank(row.rank, row.promotion_type, span.starts)
        appointed_on: date = facts["appointed_on"]
        checks = check_rank_change(proposed, previous=previous, appointed_on=appointed_on, is_pppk=is_pppk)
        if previous is None and not is_pppk:
            checks += check_first_rank(row.rank, level=level_on(span.starts))
        if before is not None and row is timeline.new[0][0]:
            checks.append(_continuous(before.span.ends, span.starts))
        if not found.judge("ranks", row, checks, columns=_COLUMNS, column="effective_from"):
            return  # what follows a wrong rank would be called wrong too
        previous = row.rank


def _level_on(
    timelines: Timelines, known: Mapping[str, Sequence[Recorded]], day: date, *, nip: str
) -> str | None:
    timeline = timelines["educations"].get(nip)
    spans = timeline.spans if timeline else [(one.span, one.says) for one in known.get(nip, ())]
    return highest([says["level"] for span, says in spans if span.covers(day)])


def _continuous(ends: date | None, starts: date) -> Check:
    return CONTINUOUS.outcome(
        passed=ends in (None, starts), required=str(starts), found=str(ends) if ends else None
    )


def _judge_seats(found: Findings, timelines: Mapping[str, Timeline], people: People, *, known: Known) -> None:
    new: dict[Key, list[tuple[Span, Any]]] = {}
    ended: dict[Any, date] = {}
    for timeline in timelines.values():
        if timeline.ended is not None and timeline.ended_on is not None:
            ended[timeline.ended.values["id"]] = timeline.ended_on
        for row, span in timeline.new:
            new.setdefault(row.key, []).append((span, row))
            exists = check_existing(span, known.abolished.get(row.key))
            found.judge("appointments", row, [exists], columns={}, column="position_code")
            if span.ends is None:
                _must_be_of_agency(found, row, people)
    for key, rows in new.items():
        recorded = [(_until(one, ended), None) for one in known.holdings.get(key, ())]
        _refuse_shared(found, [*recorded, *rows])


def _until(one: Recorded, ended: Mapping[Any, date]) -> Span:
    return Span(one.span.starts, ended.get(one.values["id"], one.span.ends))


def _must_be_of_agency(found: Findings, row: Any, people: People) -> None:
    if people.facts[row.nip]["agency_code"] != row.agency_code:
        found.add("appointments", row, "agency_code", fault=faults.FOREIGN_POSITION)
    elif not people.serves(row.nip):
        found.add("appointments", row, _ENDS, fault=faults.HOLDS_NOTHING)


def _refuse_shared(found: Findings, holdings: Iterable[tuple[Span, Any]]) -> None:
    ordered = sorted(holdings, key=lambda holding: holding[0].starts)
    for (earlier_span, earlier), (later_span, later) in pairwise(ordered):
        if not earlier_span.overlaps(later_span) or (earlier is None and later is None):
            continue
        if earlier is not None and later is not None:
            found.add("appointments", later, "position_code", fault=faults.overlap(earlier.line))
        else:
            row = earlier or later
            found.differs("appointments", row, "position_code", registry=faults.HELD_THEN)


def _judge_lines(found: Findings, timelines: Mapping[str, Timeline], people: People, *, known: Known) -> None:
    rows: dict[tuple[UUID, date], Any] = {}
    merged = {people.ids[nip] for nip in timelines}
    lines = [line for line in known.lines if line.employee_id not in merged]
    for timeline in timelines.values():
        employee_id = people.ids[timeline.nip]
        for span, says in timeline.spans:
            lines.append(Line(employee_id, people.ids[says["superior_nip"]], span))
        for row, span in timeline.new:
            rows[(employee_id, span.starts)] = row
            _must_suit(found, row, people, is_open=span.ends is None)
    for day, line in list_circles(lines):
        row = rows.get((line.employee_id, day))
        if row is not None and row.nip != row.superior_nip:
            circle = NO_CIRCLE.outcome(passed=False, required=None, found=str(day))
            found.judge("superiors", row, [circle], columns={}, column="superior_nip")


def _must_suit(found: Findings, row: Any, people: People, *, is_open: bool) -> None:
    is_self = row.nip == row.superior_nip
    # Who was superior in earlier years may have left, or moved to another agency, since then.
    is_now = is_open and people.serves(row.nip)
    superior = people.facts[row.superior_nip]
    status = superior["status"] if is_now else "active"
    checks = check_superior(is_self=is_self, status=status, in_service=IN_SERVICE)
    found.judge("superiors", row, checks, columns={}, column="superior_nip")
    if is_now and superior["agency_code"] != people.facts[row.nip]["agency_code"]:
        found.add("superiors", row, "superior_nip", fault=faults.FOREIGN_SUPERIOR)
