"""Writing histories. The caller holds the lock on the subject's row; nothing is ever overwritten."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import Conflict
from personnel.histories.models import Effective
from personnel.histories.queries import list_history
from personnel.histories.rules import ONE_AT_A_TIME, PeriodTaken, Span, place

RecordT = TypeVar("RecordT", bound=Effective)


class EntryOverlaps(Conflict):
    """Another current entry holds in the period."""

    code = "entry-overlaps"
    title = Text("Sudah ada entri pada masa itu", "Another entry already holds in that period")

    def __init__(self, *, wanted: date, taken: date) -> None:
        check = ONE_AT_A_TIME.outcome(
            passed=False,
            required={"no_entry_from": taken.isoformat()},
            found={"effective_on": wanted.isoformat()},
        )
        super().__init__(starts_on=taken.isoformat(), reasons=[check.reason])


async def enter(
    session: AsyncSession,
    model: type[RecordT],
    subject_id: UUID,
    *,
    span: Span,
    facts: Mapping[str, Any],
) -> RecordT:
    """Enter a new fact; the one that held until its first day ends there. Raises EntryOverlaps."""
    ends = span.ends
    if model.is_exclusive:
        present = await list_history(session, model, subject_id)
        try:
            placed = place([span_of(record) for record in present], span)
        except PeriodTaken as taken:
            raise EntryOverlaps(wanted=span.starts, taken=taken.starts_on) from taken
        ends = placed.span.ends
        if placed.ended is not None:
            await end(session, present[placed.ended], span.starts)
    return _add(session, model, subject_id, span=Span(span.starts, ends), facts=facts)


async def end(session: AsyncSession, record: RecordT, on: date) -> RecordT | None:
    """End `record` on `on` (the first day on which it no longer holds).

    What was believed stays as a superseded row. None when nothing of it remains.
    """
    await _supersede(session, record)
    if on <= record.valid_from:
        return None
    return _copy(session, record, span=Span(record.valid_from, on), facts={}, reason=None)


async def correct(
    session: AsyncSession, record: RecordT, *, span: Span, facts: Mapping[str, Any], reason: str
) -> RecordT:
    """Replace a wrong entry by the right one; both stay, apart by their recorded time.

    An entry that ended where the wrong one began follows its new beginning. Raises EntryOverlaps.
    """
    model = type(record)
    others = await _others(session, record)
    await _supersede(session, record)
    before = next((other for other in others if other.valid_to == record.valid_from), None)
    if model.is_exclusive and before and before.valid_from < span.starts != record.valid_from:
        await _supersede(session, before)
        moved = _copy(session, before, span=Span(before.valid_from, span.starts), facts={}, reason=reason)
        others = [moved if other is before else other for other in others]
    clash = next((other for other in others if model.is_exclusive and span_of(other).overlaps(span)), None)
    if clash is not None:
        raise EntryOverlaps(wanted=span.starts, taken=clash.valid_from)
    await session.flush()
    return _copy(session, record, span=span, facts=facts, reason=reason)


def span_of(record: Effective) -> Span:
    """The valid time of a record."""
    return Span(record.valid_from, record.valid_to)


async def _others(session: AsyncSession, record: RecordT) -> list[RecordT]:
    model = type(record)
    present = await list_history(session, model, getattr(record, model.subject))
    return [other for other in present if other is not record]


async def _supersede(session: AsyncSession, record: Effective) -> None:
    now = context_of(session).clock.now()
    record.superseded_at = max(now, record.recorded_at)
    # Before the successor is inserted: only one current entry may start on a day.
    await session.flush()


def _copy(
    session: AsyncSession, record: RecordT, *, span: Span, facts: Mapping[str, Any], reason: str | None
) -> RecordT:
    model = type(record)
    kept = {name: getattr(record, name) for name in model.facts}
    made = _add(session, model, getattr(record, model.subject), span=span, facts=kept | dict(facts))
    made.corrects_id = record.id
    made.reason = reason
    return made


def _add(
    session: AsyncSession,
    model: type[RecordT],
    subject_id: UUID,
    *,
    span: Span,
    facts: Mapping[str, Any],
) -> RecordT:
    context = context_of(session)
    made: RecordT = cast("Any", model)(
        id=new_id(),
        valid_from=span.starts,
        valid_to=span.ends,
        recorded_at=context.clock.now(),
        recorded_by=context.actor,
        **{model.subject: subject_id},
        **facts,
    )
    session.add(made)
    return made


def current_on(records: Sequence[RecordT], day: date) -> RecordT | None:
    """The entry of an exclusive history that holds on `day`, if any."""
    return next((record for record in records if span_of(record).covers(day)), None)
