"""Files through the door: sent, told what is wrong with them, mended from the errors file, sent again."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from xlsxwriter import Workbook

from abdi.testing.imports import ImportsClient
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, agency_system, auditor, employee, officer, service_account

CHIEF, CLERK = "197708262002041001", "199008052015051001"
Send = Callable[..., ImportsClient]


@pytest.fixture
def sending(client: ServiceClient) -> Send:
    """`sending("ranks")`: a personnel officer of Palembang, or somebody else, with files of one kind."""
    return lambda kind, by=None: ImportsClient(client.as_(by or officer("5671")), kind)


@pytest.fixture
async def organised(load: Any, files: Any) -> Any:
    """Agency, units, positions and people of the folder, without histories."""
    files.write("agencies", "units", "positions", "employees")
    assert (await load()).errors == []
    return files


def written(rows: list[dict[str, str]], *, delimiter: str = ",") -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def counts(told: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return told["state"], told["rows"], told["imported"], told["unchanged"], told["errors"]


async def test_whole_agency_comes_in_file_by_file(
    sending: Send, load: Any, files: Any, events: Events
) -> None:
    files.write("agencies")
    await load()
    for kind in ("units", "positions", "employees", "ranks", "educations", "appointments", "superiors"):
        told = await sending(kind).take(written(files.rows[kind], delimiter=";"))
        assert counts(told) == ("finished", len(files.rows[kind]), len(files.rows[kind]), 0, 0), kind
    last = (await events.published("personnel.employee.superior_changed"))[-1].data["state"]
    assert (last["rank"]["code"], last["education"]["level"]) == ("II/d", "D3")
    assert last["position"]["title"] == "Pengolah Data"
    assert (await load()).errors == []
    files.write()
    assert sum((await load()).new.values()) == 0


async def test_mangled_file_comes_in_once_it_is_mended_from_its_errors_file(
    sending: Send, organised: Any
) -> None:
    ranks = organised.rows["ranks"]
    ranks[1]["effective_from"] = "42125"  # a day as a spreadsheet keeps it
    ranks[0] |= {"effective_from": "10/31/2019", "nip": "19900805 201505 1 001"}
    ranks[2]["promotion_type"] = "regulr"
    told = await sending("ranks").take("\ufeff" + written(ranks, delimiter=";"), on_error="skip")
    assert counts(told) == ("finished", 3, 0, 0, 3)
    assert await sending("ranks").errors(told) == {
        2: ("effective_from", "malformed_date"),
        3: ("", "set_aside"),
        4: ("promotion_type", "literal_error"),
    }
    errors = (await sending("ranks").errors_file(told)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(errors)))
    assert rows[2]["suggestion"] == "regular"
    mended = errors.replace("10/31/2019", "2019-10-01").replace("regulr", "211")
    told = await sending("ranks").take(mended, on_error="skip")
    assert counts(told) == ("finished", 3, 3, 0, 0)


async def test_workbook_with_numbers_for_people_is_told_and_mended(
    sending: Send, organised: Any, tmp_path: Any
) -> None:
    path = tmp_path / "educations.xlsx"
    rows = organised.rows["educations"]
    with Workbook(path) as book:
        sheet = book.add_worksheet("educations")
        sheet.write_row(0, 0, list(rows[0]))
        sheet.write_row(1, 0, [int(CLERK), *list(rows[0].values())[1:]])
        sheet.write_row(2, 0, list(rows[1].values()))
    told = await sending("educations").take(path.read_bytes(), form="xlsx")
    assert counts(told) == ("refused", 2, 0, 0, 1)
    assert await sending("educations").errors(told) == {2: ("nip", "number_lost_digits")}
    told = await sending("educations").take(written(rows))
    assert counts(told) == ("finished", 2, 2, 0, 0)


async def test_what_is_there_may_be_sent_with_masked_numbers(sending: Send, organised: Any) -> None:
    rows = [row | {"nik": "************0001"} for row in organised.rows["employees"]]
    told = await sending("employees").take(written(rows))
    assert counts(told) == ("finished", 2, 0, 2, 0)


async def test_rows_of_another_agency_are_refused_and_its_people_unknown(
    sending: Send, organised: Any
) -> None:
    foreign = officer("6671")
    told = await sending("employees", foreign).take(written(organised.rows["employees"]))
    assert await sending("employees", foreign).errors(told) == {
        2: ("", "other_agency"),
        3: ("", "other_agency"),
    }
    told = await sending("educations", foreign).take(written(organised.rows["educations"]))
    assert await sending("educations", foreign).errors(told) == {2: ("nip", "unknown"), 3: ("nip", "unknown")}


@pytest.mark.parametrize(
    ("by", "status"),
    [
        (service_account("tests"), 202),
        (agency_system("5671", "personnel.registry.import"), 202),
        (agency_system("5671", "personnel.employees.read"), 403),
        (auditor("5671"), 403),
        (employee(agency="5671"), 403),
    ],
)
async def test_only_who_keeps_the_registry_sends_files(
    sending: Send, organised: Any, by: Any, status: int
) -> None:
    answer = await sending("units", by).send(written(organised.rows["units"]))
    assert answer.status_code == status


async def test_numbers_of_people_stay_out_of_what_is_told_of_the_job(
    sending: Send, organised: Any, session: AsyncSession
) -> None:
    row = organised.rows["employees"][0] | {"nik": "1671042608770099"}
    told = await sending("employees").take(written([row]))
    assert counts(told) == ("refused", 1, 0, 0, 1)
    kept = await session.scalars(
        text(
            "SELECT j::text FROM job j UNION ALL SELECT a::text FROM audit_entry a"
            " UNION ALL SELECT o::text FROM outbox o UNION ALL SELECT errors::text FROM bulk_row"
        )
    )
    assert not [entry for entry in kept if entry and "1671042608770099" in entry]
    assert "1671042608770099" not in str(told)


async def test_errors_file_shows_its_numbers_to_who_sent_it_only(
    sending: Send, organised: Any, session: AsyncSession
) -> None:
    row = organised.rows["employees"][0] | {"nik": "1671042608770099"}
    mine = sending("employees")
    told = await mine.take(written([row]))
    assert b"1671042608770099" in await mine.errors_file(told)
    colleague = sending("employees", officer("5671", subject="colleague"))
    file = await colleague.errors_file(told)
    assert b"1671042608770099" not in file
    assert b"************0099" in file


async def test_template_explains_its_columns(sending: Send) -> None:
    answer = await sending("employees").by.get("/v1/imports/employees/template")
    header = answer.content.decode("utf-8-sig").splitlines()[0]
    assert header.startswith("agency_code,nip,nik,name")
