"""A file taken by a command: the machine without a job."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.bulk.commanding import CommandImport, CommandReport, summary, told
from abdi.bulk.records import FileRefused
from abdi.clock import FixedClock
from abdi.db.tables import audit_entry
from abdi.db.uow import UnitContext
from abdi.testing.observers import Events
from abdi.testing.toy_entries import ENTRIES, FORBIDDEN, UNSTORABLE, Entry, entries_csv, number

Sessions = async_sessionmaker[AsyncSession]
Run = Callable[..., Awaitable[CommandReport]]


@pytest.fixture
def command(sessions: Sessions, clock: FixedClock, tmp_path: Path) -> Run:
    async def run(content: str, **options: Any) -> CommandReport:
        path = tmp_path / "entries.csv"
        path.write_text(content, encoding="utf-8")
        context = UnitContext(actor="toy", request_id="command", action="toy.import", clock=clock)
        return await CommandImport(ENTRIES, path, sessions, context, **options).run()

    return run


async def count(sessions: Sessions, table: Any) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_good_rows_of_every_agency_are_taken_and_the_others_named(
    command: Run, sessions: Sessions, events: Events
) -> None:
    rows = [{}, {"opened_on": "kemarin"}, {"agency": "6671"}, {"title": FORBIDDEN}, {"title": UNSTORABLE}, {}]
    report = await command(entries_csv(*rows, {"number": number(0)}))
    assert (report.rows, report.imported, report.unchanged, report.refused) == (7, 3, 0, 4)
    assert [(error.row, error.code) for error in report.errors] == [
        (3, "malformed_date"),
        (5, "forbidden_title"),
        (6, "not_stored"),
        (8, "twin"),
    ]
    assert told(report.errors[1]) == "line 5, title: forbidden_title: this title is forbidden"
    assert summary(report, is_dry_run=False) == "7 rows: 3 imported, 0 unchanged, 4 refused"
    assert await count(sessions, Entry) == 3
    # What was tried in vain, together with a row that the table refuses, has left no trace.
    assert len(await events.published("toy.entry.opened")) == 3
    async with sessions() as session:
        changes = await session.scalars(select(audit_entry.c.changes).order_by(audit_entry.c.at))
        assert [one["counts"] for one in changes] == [{"entry.insert": 2}, {"entry.insert": 1}]


async def test_the_same_command_again_changes_nothing_and_is_no_audit(
    command: Run, sessions: Sessions
) -> None:
    content = entries_csv(*[{}] * 7)
    await command(content)
    audited = await count(sessions, audit_entry)
    report = await command(content)
    assert (report.imported, report.unchanged) == (0, 7)
    assert await count(sessions, audit_entry) == audited


async def test_a_dry_run_says_the_same_and_keeps_nothing(
    command: Run, sessions: Sessions, events: Events
) -> None:
    report = await command(entries_csv({}, {"title": FORBIDDEN}), is_dry_run=True)
    assert summary(report, is_dry_run=True) == "2 rows: 1 would be imported, 0 unchanged, 1 refused"
    assert (await count(sessions, Entry), await events.published()) == (0, [])


async def test_rows_of_a_group_come_together_and_something_may_be_awaited_before_each_chunk(
    command: Run, events: Events
) -> None:
    seen: list[list[str]] = []

    async def before(rows: Any) -> None:
        seen.append([row.series for row in rows])

    header = "number,agency,title,opened_on,series"
    series = [{"series": one} for one in "ABACA"]
    await command(entries_csv(*series, header=header), before=before)
    assert seen == [["A", "A", "A"], ["B", "C"]]
    opened = [event.data["number"][-1] for event in await events.published("toy.entry.opened")]
    assert "".join(opened) == "02413"


async def test_days_that_can_mean_two_things_are_refused_by_the_whole_column(command: Run) -> None:
    report = await command(entries_csv({"opened_on": "04/13/2026"}, {"opened_on": "03/04/2026"}))
    assert [(error.row, error.code) for error in report.errors] == [
        (2, "malformed_date"),
        (3, "ambiguous_date"),
    ]
    assert (await command(entries_csv({"opened_on": "03/04/2026"}))).imported == 1


async def test_a_file_that_is_none_is_refused(command: Run) -> None:
    with pytest.raises(FileRefused, match="missing_column"):
        await command("number;agency\n1;2\n")
