"""News of selections as an Atom feed (RFC 4287)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from abdi.i18n import LocaleCode, Text
from recruitment.selections.models import ScheduleChange, Selection
from recruitment.selections.states import SelectionState

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ID: Final = "urn:abdi:feed:selections"
_BEFORE_ANY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TITLE: Final = Text("Pengumuman seleksi", "Announcements of selections")
_ANNOUNCED: Final = Text("Pengumuman", "Announced")
_MOVED: Final = Text("Perubahan jadwal", "Changed schedule")
_ENDED: Final = {
    SelectionState.CANCELLED: Text("Dibatalkan", "Cancelled"),
    SelectionState.COMPLETED: Text("Selesai", "Completed"),
}
register_namespace("", _ATOM)


@dataclass(frozen=True, slots=True)
class News:
    """One thing that became known of a selection."""

    id: str
    at: datetime
    title: Text
    summary: str
    selection_id: UUID
    issuer: str


def news_of(changes: Iterable[tuple[ScheduleChange, Selection]], ended: Iterable[Selection]) -> list[News]:
    """What was announced, moved and ended, the newest first."""
    news = [_of_change(change, selection) for change, selection in changes]
    news += [_of_ending(selection) for selection in ended]
    return sorted(news, key=lambda one: (one.at, one.id), reverse=True)


def feed_of(news: Sequence[News], *, address: str, locale: LocaleCode) -> bytes:
    """The feed; `address` is where the API of the public begins."""
    feed = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": locale})
    _add(feed, "id", _ID)
    _add(feed, "title", _TITLE.pick(locale))
    _add(feed, "updated", _instant(max((one.at for one in news), default=_BEFORE_ANY)))
    _link(feed, "self", f"{address}/v1/public/selections.atom", kind="application/atom+xml")
    for one in news:
        entry = SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title.pick(locale))
        _add(entry, "updated", _instant(one.at))
        _add(SubElement(entry, f"{{{_ATOM}}}author"), "name", one.issuer)
        link = f"{address}/v1/public/selections/{one.selection_id}"
        _link(entry, "alternate", link, kind="application/json")
        _add(entry, "summary", one.summary)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _of_change(change: ScheduleChange, selection: Selection) -> News:
    what = _ANNOUNCED if change.schedule_version == 1 else _MOVED
    said = [selection.announcement_number, change.reason, change.reference]
    return News(
        id=f"urn:uuid:{change.id}",
        at=change.announced_at,
        title=_titled(what, selection),
        summary=", ".join(one for one in said if one),
        selection_id=selection.id,
        issuer=selection.agency_name,
    )


def _of_ending(selection: Selection) -> News:
    said = [selection.announcement_number, selection.end_reason]
    return News(
        id=f"urn:abdi:selection:{selection.id}:ended",
        at=selection.ended_at or _BEFORE_ANY,
        title=_titled(_ENDED[SelectionState(selection.state)], selection),
        summary=", ".join(one for one in said if one),
        selection_id=selection.id,
        issuer=selection.agency_name,
    )


def _titled(what: Text, selection: Selection) -> Text:
    return Text(f"{what.id}: {selection.name}", f"{what.en}: {selection.name}")


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: Element, relation: str, address: str, *, kind: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": address, "type": kind})


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
