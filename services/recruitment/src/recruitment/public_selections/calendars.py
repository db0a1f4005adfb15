"""The schedule of a selection as iCalendar (RFC 5545): one all-day event a stage."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from abdi.i18n import LocaleCode
from recruitment.public_selections.schemas import PublicChangeRead
from recruitment.selections.models import Selection
from recruitment.selections.rules.stages import STAGE_NAMES, StageCode
from recruitment.selections.schemas import StageRead
from recruitment.selections.states import SelectionState

_PRODUCT = "-//Abdi//recruitment//ID"


class _Last(NamedTuple):
    """How a stage stood when it was moved last, how often that was, and when."""

    stage: StageRead
    sequence: int
    at: datetime


def calendar_of(
    selection: Selection, changes: Sequence[PublicChangeRead], *, address: str, locale: LocaleCode
) -> bytes:
    """The calendar file. A stage keeps its UID; SEQUENCE counts how often it was moved (or called off)."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", selection.name)
    calendar.add("x-wr-calname", selection.name)
    calendar.add("x-wr-timezone", selection.time_zone)
    for code, last in _latest(changes).items():
        calendar.add_component(_event(selection, code, last, address=address, locale=locale))
    return bytes(calendar.to_ical())


def _latest(changes: Sequence[PublicChangeRead]) -> dict[StageCode, _Last]:
    latest: dict[StageCode, _Last] = {}
    for change in changes:
        for stage in change.stages:
            known = latest.get(stage.code)
            if known is None:
                latest[stage.code] = _Last(stage, 0, change.announced_at)
            elif known.stage != stage:
                latest[stage.code] = _Last(stage, known.sequence + 1, change.announced_at)
    return latest


def _event(selection: Selection, code: StageCode, last: _Last, *, address: str, locale: LocaleCode) -> Event:
    is_off = selection.state == SelectionState.CANCELLED and selection.ended_at is not None
    at = selection.ended_at if is_off and selection.ended_at else last.at
    event = Event()
    event.add("uid", f"{code.value}.{selection.id}@{selection.agency}.abdi")
    event.add("sequence", last.sequence + int(is_off))
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("dtstart", last.stage.starts_on)
    # The end is not counted in a calendar, the last day of a stage is.
    event.add("dtend", last.stage.ends_on + timedelta(days=1))
    event.add("summary", f"{STAGE_NAMES[code].pick(locale)} - {selection.name}")
    event.add("description", f"{selection.agency_name}, {selection.announcement_number}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event
