"""Whatever the services' pages look like: every request is shown once, the newest first, with its parts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.readers.merging import ONE_REQUEST, Position, merge
from gateway.readers.schemas import PageView, ReaderEntry, ReadsView, ReadView

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SERVICES = ("personnel", "performance", "training")


@st.composite
def histories(draw: st.DrawFn) -> dict[str, list[ReadView]]:
    """Requests of different readers, each noted within a moment by some of the services."""
    held: dict[str, list[ReadView]] = {service: [] for service in SERVICES}
    for number in range(draw(st.integers(0, 12))):
        at = NOON + timedelta(seconds=draw(st.integers(0, 200)) / 2)
        for service in draw(st.sets(st.sampled_from(SERVICES), min_size=1)):
            noted = at + timedelta(milliseconds=draw(st.integers(0, 400)))
            held[service].append(
                ReadView(request_id=f"request-{number}", at=noted, actor="demo:rina", actions=["read"])
            )
    return {
        service: sorted(reads, key=lambda read: (read.at, read.request_id), reverse=True)
        for service, reads in held.items()
    }


def page_of(reads: Sequence[ReadView], cursor: str | None, size: int) -> ReadsView:
    begin = int(cursor or 0)
    following = str(begin + size) if begin + size < len(reads) else None
    return ReadsView(data=list(reads[begin : begin + size]), page=PageView(next_cursor=following))


def all_pages(held: dict[str, list[ReadView]], limit: int) -> list[ReaderEntry]:
    position, shown, asked = Position({}), [], 0
    while True:
        asked += 1
        assert asked < 500, "the list never ends"
        pages = {
            service: page_of(reads, position.cursors.get(service), limit) for service, reads in held.items()
        }
        merged = merge(pages, position, limit=limit)
        assert len(merged.entries) <= limit
        shown.extend(merged.entries)
        if merged.following is None:
            return shown
        position = merged.following


@settings(deadline=None, max_examples=100)
@given(held=histories(), limit=st.integers(1, 6))
def test_every_request_is_shown_once_and_the_newest_first(
    held: dict[str, list[ReadView]], limit: int
) -> None:
    shown = all_pages(held, limit)
    ids = [entry.request_id for entry in shown]
    assert sorted(ids) == sorted({read.request_id for reads in held.values() for read in reads})
    times = [entry.at for entry in shown]
    assert times == sorted(times, reverse=True)


@settings(deadline=None, max_examples=50)
@given(held=histories())
def test_one_large_page_shows_all_parts_of_each_request(held: dict[str, list[ReadView]]) -> None:
    for entry in all_pages(held, 200):
        parts = {s for s, reads in held.items() for read in reads if read.request_id == entry.request_id}
        assert {seen.service for seen in entry.seen} == parts


def test_request_id_used_again_later_is_another_request() -> None:
    reads = [
        ReadView(request_id="same", at=at, actor="demo:rina", actions=["read"])
        for at in (NOON, NOON - 2 * ONE_REQUEST)
    ]
    assert len(all_pages({"personnel": reads}, 10)) == 2
