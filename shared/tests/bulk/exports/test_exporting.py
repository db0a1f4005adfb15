import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.testing.exports import ExportsClient
from abdi.testing.imports import ImportsClient
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.problems import assert_problem
from abdi.testing.toy_entries import entries_csv, number

Sessions = async_sessionmaker[AsyncSession]
As = Callable[..., ServiceClient]
RISKY = "=HYPERLINK(1)"


@pytest.fixture
def exports(as_person: As) -> ExportsClient:
    """An officer of the agency 5671."""
    return ExportsClient(as_person(officer("5671")), "entries")


@pytest.fixture
async def filled(imports: ImportsClient) -> None:
    """A register of five entries."""
    rows = [{}, {"title": RISKY}, {"series": "A"}, {"series": "A", "pages": "12"}, {}]
    header = "number,agency,title,opened_on,pages,series"
    told = await imports.take(entries_csv(*rows, header=header))
    assert told["state"] == "finished", told


async def rows_of(sessions: Sessions, wanted: str) -> list[Any]:
    async with sessions() as session:
        return [dict(row) for row in (await session.execute(text(wanted))).mappings()]


@pytest.mark.usefixtures("filled")
async def test_file_has_every_row_and_goes_back_into_the_import_unchanged(
    exports: ExportsClient, imports: ImportsClient
) -> None:
    told = await exports.make()
    assert (told["state"], told["rows"]) == ("finished", 5)
    content = await exports.file(told)
    assert (told["file"]["sha256"], told["file"]["size"]) == (sha256(content).hexdigest(), len(content))
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["number"] for row in table] == [number(index) for index in range(5)]
    assert table[1]["title"] == f"'{RISKY}"
    assert (table[3]["pages"], table[0]["is_secret"]) == ("12", "tidak")
    again = await imports.take(content)
    assert (again["state"], again["unchanged"], again["imported"]) == ("finished", 5, 0)


@pytest.mark.usefixtures("filled")
async def test_workbook_and_lines_say_the_same(exports: ExportsClient) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(await exports.file(await exports.make(format="xlsx"))))
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == [number(index) for index in range(5)]
    assert rows[1][header.index("title")] == RISKY
    lines = (await exports.file(await exports.make(format="ndjson"))).splitlines()
    said = [json.loads(line) for line in lines]
    assert (said[3]["pages"], said[1]["title"], said[0]["opened_on"]) == (12, RISKY, "2026-01-02")


@pytest.mark.usefixtures("filled")
async def test_filters_narrow_and_unknown_ones_are_refused(exports: ExportsClient) -> None:
    assert (await exports.make(filters={"series": "A"}))["rows"] == 2
    assert_problem(await exports.ask(filters={"colour": "red"}), 422, "malformed")
    assert_problem(await exports.ask(purpose=" "), 422, "malformed")
    assert_problem(await exports.ask(format="pdf"), 422, "malformed")


@pytest.mark.usefixtures("filled")
async def test_everybody_in_the_file_can_see_who_made_it_and_for_what(
    exports: ExportsClient, sessions: Sessions
) -> None:
    told = await exports.make(purpose="Pemadanan data")
    reads = await rows_of(
        sessions, "SELECT action, purpose, capacity, subjects FROM read_entry WHERE action LIKE 'exports%'"
    )
    assert [(read["action"], read["purpose"], read["capacity"]) for read in reads] == [
        ("exports.entries", "Pemadanan data", "agency_officer")
    ]
    people = {str(row["id"]) for row in await rows_of(sessions, "SELECT id FROM entry")}
    assert set(reads[0]["subjects"]) == people
    (audit,) = await rows_of(sessions, "SELECT changes FROM audit_entry WHERE action = 'exports.entries'")
    (made,) = audit["changes"]["bulk"]
    assert made["manifest"]["rows"] == 5
    assert made["manifest"]["sha256"] == told["file"]["sha256"]
    assert made["manifest"]["purpose"] == "Pemadanan data"
    await exports.file(told)
    had = await rows_of(sessions, "SELECT 1 FROM read_entry WHERE action = 'exports.entries.file'")
    assert len(had) == 1


@pytest.mark.usefixtures("filled")
async def test_nobody_else_has_the_file_and_other_agencies_have_other_rows(
    exports: ExportsClient, as_person: As
) -> None:
    told = await exports.make()
    href = told["file"]["href"]
    colleague = as_person(officer("5671", subject="colleague"))
    assert_problem(await colleague.get(href), 404, "not-found")
    assert_problem(await colleague.get(href.removesuffix("/file")), 404, "not-found")
    other = ExportsClient(as_person(officer("1671", subject="other")), "entries")
    assert (await other.make())["rows"] == 0
    plain = ExportsClient(as_person(employee(subject="plain")), "entries")
    assert_problem(await plain.ask(), 403, "forbidden")


@pytest.mark.usefixtures("filled")
async def test_file_is_out_of_reach_once_the_authority_is_for_another_agency(
    exports: ExportsClient, unit: Unit
) -> None:
    told = await exports.make()
    async with unit() as session:
        await session.execute(text("UPDATE directory_grant SET agency = '6671'"))
    for href in (told["file"]["href"], f"{exports.address}/{told['id']}"):
        assert_problem(await exports.by.get(href), 404, "not-found")
    assert (await exports.by.get(exports.address)).json()["data"] == []


@pytest.mark.usefixtures("filled")
async def test_export_that_ended_without_the_authority_says_so_once_it_is_back(
    exports: ExportsClient, unit: Unit
) -> None:
    told = await exports.make()
    async with unit() as session:
        await session.execute(text("UPDATE job SET state = 'refused'"))
    shown = (await exports.by.get(f"{exports.address}/{told['id']}")).json()
    assert (shown["state"], shown["file"]) == ("failed", None)
    problem = assert_problem(await exports.by.get(told["file"]["href"]), 409, "export-not-finished")
    assert problem["current_state"] == "failed"


@pytest.mark.usefixtures("filled")
async def test_file_is_gone_when_its_time_is_over(
    exports: ExportsClient, as_person: As, clock: FixedClock
) -> None:
    told = await exports.make()
    clock.advance(timedelta(hours=25))
    again = as_person(officer("5671"))  # the old token is over too
    problem = assert_problem(await again.get(told["file"]["href"]), 409, "export-not-finished")
    assert problem["current_state"] == "expired"
    assert (await again.get(f"{exports.address}/{told['id']}")).json()["file"] is None
    cancelled = await again.post(f"{exports.address}/{told['id']}/cancellation")
    assert_problem(cancelled, 409, "export-ended")


@pytest.mark.usefixtures("filled")
async def test_list_names_ones_own_exports_the_latest_first(exports: ExportsClient, as_person: As) -> None:
    made = [(await exports.make())["id"] for _ in range(2)]
    listed = (await exports.by.get(exports.address)).json()["data"]
    assert [one["id"] for one in listed] == made[::-1]
    colleague = as_person(officer("5671", subject="colleague"))
    assert (await colleague.get(exports.address)).json()["data"] == []


@pytest.mark.usefixtures("filled")
async def test_same_key_asks_once(exports: ExportsClient, sessions: Sessions) -> None:
    key = {"Idempotency-Key": "one"}
    first, second = await exports.ask(headers=key), await exports.ask(headers=key)
    assert first.headers["location"] == second.headers["location"]
    await exports.ended(first.headers["location"])
    assert len(await rows_of(sessions, "SELECT 1 FROM job WHERE kind = 'exports.entries'")) == 1
