"""The services' audits become one list: pure functions over pages that are each newest first.

A page of the whole ends where the first service's page ends: further down, that service may have reads that
we have not seen. What lies beyond is asked for again with the next page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import takewhile
from typing import Final

from gateway.readers.schemas import ReaderEntry, ReadsView, ReadView, Seen

ONE_REQUEST: Final = timedelta(seconds=10)
"""The services note one composed request within this time. The same id later is another request."""


Place = tuple[datetime, str, str]


@dataclass(frozen=True)
class Position:
    """Where the next page begins.

    Args:
        cursors: each service's page that we have not shown to its end.
        before: the time of the last entry shown.
        last: its request and mark, for entries of the same time.
        shown: marks of entries near the end of what was shown, parts of which may come again.
    """

    cursors: Mapping[str, str | None]
    before: datetime | None = None
    last: tuple[str, str] = ("", "")
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merged:
    """One page, and where the next one begins (None: this was the last)."""

    entries: list[ReaderEntry]
    following: Position | None


@dataclass
class Group:
    """The notes of one request, the newest first."""

    mark: str
    newest: datetime
    oldest: datetime
    reads: list[tuple[str, ReadView]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where it stands in the list; the services order by time and request as well."""
        return self.newest, self.reads[0][1].request_id, self.mark


def merge(pages: Mapping[str, ReadsView], position: Position, *, limit: int) -> Merged:
    """The next page of at most `limit` entries, from each service's page at its cursor in `position`."""
    groups = _new(
        _grouped((service, read) for service, page in pages.items() for read in page.data), position
    )
    unfinished = [page for page in pages.values() if page.page.next_cursor and page.data]
    horizon = max((_place(page.data[-1]) for page in unfinished), default=None)
    shown = _certain(groups, horizon)[:limit]
    entries = [_entry(group) for group in shown]
    if not unfinished and len(shown) == len(groups):
        return Merged(entries, None)
    hidden = {service for group in groups[len(shown) :] for service, _ in group.reads}
    cursors = dict(position.cursors)
    for service, page in pages.items():
        if page.page.next_cursor and service not in hidden:
            cursors[service] = page.page.next_cursor
    return Merged(entries, _following(position, shown, cursors))


def _new(groups: list[Group], position: Position) -> list[Group]:
    """What was not shown before, in its order."""
    ordered = sorted(groups, key=lambda group: group.place, reverse=True)
    if position.before is None:
        return ordered
    end = (position.before, *position.last)
    return [group for group in ordered if group.place < end and group.mark not in position.shown]


def _certain(groups: list[Group], horizon: Place | None) -> list[Group]:
    """Entries of which no part can be missing; if there are none, those that have begun."""
    if horizon is None:
        return groups
    # Up to the first that may be incomplete: whatever stands behind an entry not shown comes after it.
    whole = list(takewhile(lambda group: group.oldest > horizon[0] + ONE_REQUEST, groups))
    return whole or [group for group in groups if group.place >= horizon]


def _following(position: Position, shown: Sequence[Group], cursors: dict[str, str | None]) -> Position:
    if not shown:
        return Position(cursors, position.before, position.last, position.shown)
    end = shown[-1]
    near = [group.mark for group in shown if group.newest <= end.newest + ONE_REQUEST]
    if position.before is not None and position.before <= end.newest + ONE_REQUEST:
        near.extend(position.shown)
    return Position(cursors, end.newest, end.place[1:], tuple(near))


def _grouped(reads: Iterable[tuple[str, ReadView]]) -> list[Group]:
    groups: list[Group] = []
    latest: dict[str, Group] = {}
    for service, read in sorted(reads, key=lambda item: _place(item[1]), reverse=True):
        mark = _mark(read)
        group = latest.get(mark)
        if group is None or group.newest - read.at > ONE_REQUEST:
            group = latest[mark] = Group(mark, read.at, read.at)
            groups.append(group)
        group.oldest = read.at
        group.reads.append((service, read))
    return groups


def _place(read: ReadView) -> Place:
    return read.at, read.request_id, _mark(read)


def _mark(read: ReadView) -> str:
    # The reader belongs to it, so that nobody hides behind the request id of another.
    return blake2b(f"{read.request_id}\0{read.actor}".encode(), digest_size=8).hexdigest()


def _entry(group: Group) -> ReaderEntry:
    reads: Sequence[ReadView] = [read for _, read in group.reads]
    by_service: dict[str, set[str]] = {}
    for service, read in group.reads:
        by_service.setdefault(service, set()).update(read.actions)
    return ReaderEntry(
        request_id=reads[0].request_id,
        at=group.newest,
        actor=reads[0].actor,
        actor_employee_id=next((read.employee_id for read in reads if read.employee_id), None),
        # The services keep the roles of one read as one text.
        capacity=sorted({role for read in reads if read.capacity for role in read.capacity.split(",")}),
        agency=next((read.agency for read in reads if read.agency), None),
        purpose=next((read.purpose for read in reads if read.purpose), None),
        seen=[Seen(service=name, actions=sorted(by_service[name])) for name in sorted(by_service)],
    )
