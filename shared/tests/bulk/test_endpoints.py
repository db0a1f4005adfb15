"""What is said at once, before anything is queued, and to whom."""

import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient, officer, stranger
from abdi.testing.problems import assert_problem
from abdi.testing.toy_entries import FORBIDDEN, entries_csv

ADDRESS = "/v1/imports/entries"


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    return {"upload_limit": 50_000, "body_limit": 1_000}


async def test_answer_says_where_to_follow_and_what_was_sent(imports: ImportsClient) -> None:
    answer = await imports.send(entries_csv({}))
    told = answer.json()
    assert (answer.status_code, told["state"], told["kind"]) == (202, "queued", "entries")
    assert answer.headers["location"] == f"{ADDRESS}/{told['id']}"
    assert int(answer.headers["retry-after"]) > 0
    assert told["file"]["size"] == len(entries_csv({}))


async def test_whoever_may_not_send_is_refused_before_the_file_is_read(
    as_person: Callable[..., ServiceClient],
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        pytest.fail("the file was read")
        yield b""

    headers = {"Content-Type": "text/csv"}
    answer = await as_person(stranger()).post(ADDRESS, content=pieces(), headers=headers)
    assert_problem(answer, 403, "forbidden")


@pytest.mark.parametrize(
    ("content", "form", "code", "pointer"),
    [
        ("number,agency,title\n", "csv", "missing_column", "/opened_on"),
        ("number,agency,title,opened_on,titel\n", "csv", "unknown_column", "/titel"),
        ("", "csv", "empty_file", ""),
        ("number,agency,title,opened_on\n", "xlsx", "no_workbook", ""),
    ],
)
async def test_file_that_is_no_such_table_is_refused_at_once(
    imports: ImportsClient, content: str, form: str, code: str, pointer: str
) -> None:
    answer = await imports.send(content, form=form)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable-file")
    (error,) = answer.json()["errors"]
    assert (error["code"], error["pointer"]) == (code, pointer)


async def test_only_tables_in_utf8_up_to_the_limit_are_taken(imports: ImportsClient) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/csv; charset=windows-1252"):
        answer = await imports.send(entries_csv({}), headers={"Content-Type": kind})
        assert_problem(answer, 415, "unsupported-media-type")
    assert_problem(await imports.send(b"x" * 50_001), 413, "too-large")


async def test_same_key_and_file_are_one_import_and_another_file_is_refused(
    imports: ImportsClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = await imports.send(entries_csv({}), headers=headers)
    again = await imports.send(entries_csv({}), headers=headers)
    assert first.headers["location"] == again.headers["location"]
    other = await imports.send(entries_csv({}, {}), headers=headers)
    assert_problem(other, 422, "idempotency-key-reused")
    async with sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM job")) == 1


async def test_imports_are_listed_for_the_own_agency_alone(
    imports: ImportsClient, as_person: Callable[..., ServiceClient]
) -> None:
    made = [await imports.take(entries_csv({})) for _ in range(3)]
    page = (await imports.by.get(ADDRESS, params={"limit": 2})).json()
    assert [one["id"] for one in page["data"]] == [made[2]["id"], made[1]["id"]]
    cursor = page["page"]["next_cursor"]
    rest = (await imports.by.get(ADDRESS, params={"limit": 2, "cursor": cursor})).json()
    assert [one["id"] for one in rest["data"]] == [made[0]["id"]]
    stranger_abroad = as_person(officer("6671"))
    assert (await stranger_abroad.get(ADDRESS)).json()["data"] == []
    assert_problem(await stranger_abroad.get(f"{ADDRESS}/{made[0]['id']}"), 404, "not-found")


async def test_template_can_be_sent_as_it_is(imports: ImportsClient, tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        answer = await imports.by.get(f"{ADDRESS}/template", params={"format": form})
        assert f"entries.{form}" in answer.headers["content-disposition"]
        told = await imports.take(answer.content, form=form, dry_run=True)
        assert (told["state"], told["imported"]) == ("finished", 1)
    with CalamineWorkbook.from_filelike(io.BytesIO(answer.content)) as book:
        explained = {row[0]: row for row in book.get_sheet_by_index(1).iter_rows()}
    assert explained["number"][1:4] == [
        "ya / yes",
        "Nomor 18 angka, kolom berformat teks",
        "The number of 18 digits, in a column of texts",
    ]


async def test_errors_file_is_a_workbook_as_well_and_comes_back_mended(imports: ImportsClient) -> None:
    told = await imports.take(entries_csv({}, {"title": FORBIDDEN}))
    workbook = await imports.errors_file(told, "xlsx")
    with CalamineWorkbook.from_filelike(io.BytesIO(workbook)) as book:
        header, _, wrong = list(book.get_sheet_by_index(0).iter_rows())
    assert header[-5:] == ["row", "column", "code", "message", "suggestion"]
    assert wrong[-5:] == ["3", "title", "forbidden_title", "judul ini terlarang", ""]
    assert (await imports.take(workbook, form="xlsx", on_error="skip"))["imported"] == 1


async def test_errors_of_an_import_that_has_not_ended_are_not_there_yet(
    imports: ImportsClient, app: Any
) -> None:
    await app.state.kit.jobs.stop()
    answer = await imports.send(entries_csv({}))
    errors = await imports.by.get(f"{answer.headers['location']}/errors")
    assert_problem(errors, 409, "import-under-way")
