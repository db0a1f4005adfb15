"""Official lists of SKD as they come: what can be read is read, every row that cannot be is named."""

import io
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from xlsxwriter import Workbook

from abdi.testing.imports import ImportsClient
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, auditor, committee_member
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.examinations.models import SkdSitting
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
Numbered = Callable[..., Awaitable[dict[UUID, str]]]
Stored = Callable[[], Awaitable[dict[str, tuple[Any, ...]]]]
COLUMNS = [
    "Tahun",
    "Nama Instansi",
    "No Peserta",
    "Nama",
    "Tahun SKD",
    "TWK",
    "TIU",
    "TKP",
    "Total",
    "Keterangan",
]
BEGINNING = ("2024", "Kota Palembang")
RECORDED = "recruitment.selection.scores_recorded"
WRONG = {
    2: ("twk", "impossible_score"),
    3: ("tiu", "impossible_score"),
    4: ("tkp", "impossible_score"),
    5: ("total", "wrong_total"),
    6: ("twk | total", "malformed_number | malformed_number"),
    7: ("no_peserta", "number_lost_digits"),
    8: ("no_peserta", "number_lost_digits"),
    9: ("no_peserta", "malformed_participant_number"),
    10: ("no_peserta", "number_lost_digits"),
    11: ("no_peserta", "unknown_participant"),
    12: ("", "contradictory_in_file"),
    13: ("keterangan", "literal_error"),
    14: ("", "contradictory_in_file"),
    15: ("tahun_skd", "greater_than_equal"),
    16: ("", "contradictory_in_file"),
}


@pytest.fixture
def files(committee: ServiceClient) -> ImportsClient:
    """Sends official lists as the committee of Palembang."""
    return ImportsClient(committee, "official_skd_scores")


@pytest.fixture
async def numbers(selection: Selection, applying: Applying, numbered: Numbered) -> list[str]:
    """The numbers of six participants."""
    await applying(selection, 6)
    return sorted((await numbered(selection)).values())


@pytest.fixture
def stored(sessions: async_sessionmaker[AsyncSession]) -> Stored:
    """Scores and standing on record, by participant number."""

    async def look() -> dict[str, tuple[Any, ...]]:
        columns = (SkdSitting.twk, SkdSitting.tiu, SkdSitting.tkp, SkdSitting.standing)
        wanted = select(Application.participant_number, *columns).join(
            SkdSitting, SkdSitting.application_id == Application.id
        )
        async with sessions() as session:
            return {number or "": tuple(rest) for number, *rest in await session.execute(wanted)}

    return look


def row(number: str, *cells: str, name: str = "Budi Contoh", year: str = "2024") -> list[str]:
    return [*BEGINNING, number, name, year, *cells]


def excel(*rows: list[str], columns: list[str] = COLUMNS) -> str:
    """A list as Excel in Indonesia writes it: BOM, semicolons, Windows line ends."""
    return "\ufeff" + "".join(";".join(cells) + "\r\n" for cells in (columns, *rows))


async def test_a_list_as_excel_writes_it_is_read(
    files: ImportsClient, numbers: list[str], stored: Stored, events: Events
) -> None:
    told = await files.take(
        excel(
            row(f"'{numbers[0]}", "100,00", "135,0", "187", "422,00", "P/L"),
            row(f" {numbers[1]} ", "", "", "", "", " tidak  HADIR "),
            row(numbers[2], "30", "35", "150", "215", "P/TL", year=""),
            row(numbers[3], "65", "80", "166", "311", ""),
            ["", *[""] * (len(COLUMNS) - 1)],
        )
    )
    assert (told["state"], told["imported"], told["errors"]) == ("finished", 4, 0)
    assert await stored() == {
        numbers[0]: (100, 135, 187, "taking_part"),
        numbers[1]: (None, None, None, "absent"),
        numbers[2]: (30, 35, 150, "taking_part"),
        numbers[3]: (65, 80, 166, "taking_part"),
    }
    assert (await events.only(RECORDED)).data["count"] == 4


async def test_every_bad_row_is_named_and_nothing_is_kept(
    files: ImportsClient, numbers: list[str], stored: Stored, events: Events
) -> None:
    told = await files.take(
        excel(
            row(numbers[0], "152", "135", "187", "474", "P/L"),
            row(numbers[1], "100", "81", "187", "368", "P/L"),
            row(numbers[2], "100", "135", "226", "461", "P/L"),
            row(numbers[3], "100", "135", "187", "421", "P/L"),
            row(numbers[4], "65,5", "135", "187", "387,5", "P"),
            row("2,4E+16", "100", "135", "187", "422", "P"),
            row(numbers[0][:15] + "00", "100", "135", "187", "422", "P"),
            row(f"{numbers[0]}0", "100", "135", "187", "422", "P"),
            row("2,40000000000001E+17", "100", "135", "187", "422", "P"),
            row("24999999999999917", "100", "135", "187", "422", "P"),
            row(numbers[5], "100", "", "187", "287", "P"),
            row(numbers[5], "100", "135", "187", "422", "MS"),
            row(numbers[5], "100", "135", "187", "422", "TH"),
            row(numbers[5], "100", "135", "187", "422", "P", year="24"),
            row(numbers[5], "100", "135", "187", "422", "P", year="2023"),
        )
    )
    assert (told["state"], told["imported"]) == ("refused", 0)
    assert await files.errors(told) == WRONG
    assert await stored() == {}
    assert await events.published(RECORDED) == []


async def test_what_a_remark_and_the_scores_say_must_agree(
    files: ImportsClient, numbers: list[str], stored: Stored
) -> None:
    told = await files.take(
        excel(
            row(numbers[0], "100", "135", "187", "422", "TH"),
            row(numbers[1], "", "", "", "", "P/L"),
            row(numbers[2], "100", "", "187", "287", "TL"),
        )
    )
    assert await files.errors(told) == {
        2: ("", "score_of_absent"),
        3: ("", "missing_score"),
        4: ("", "missing_score"),
    }
    assert await stored() == {}


async def test_a_row_told_twice_is_named_whatever_else_stands_in_it(
    files: ImportsClient, numbers: list[str], stored: Stored
) -> None:
    told = await files.take(
        excel(
            row(numbers[0], "100", "135", "187", "422", "P"),
            row(numbers[1], "100", "135", "187", "422", "P"),
            row(numbers[0], "100", "135", "187", "422", "P/L", name="Orang Lain"),
            row(numbers[1], "105", "135", "187", "427", "P"),
        )
    )
    assert await files.errors(told) == {
        3: ("", "contradictory_in_file"),
        4: ("", "twin"),
        5: ("", "contradictory_in_file"),
    }
    assert await stored() == {}


async def test_numbers_that_a_workbook_keeps_as_numbers_are_lost_and_said_to_be(
    files: ImportsClient, numbers: list[str], stored: Stored
) -> None:
    to = io.BytesIO()
    with Workbook(to, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for place, number in enumerate((numbers[0], int(numbers[1]), int(f"{numbers[2]}7")), start=1):
            sheet.write_row(place, 0, [2024, BEGINNING[1], number, "Budi", 2024, 100, 135, 187, 422, "P/L"])
    told = await files.take(to.getvalue(), form="xlsx")
    assert await files.errors(told) == {
        3: ("no_peserta", "number_lost_digits"),
        4: ("no_peserta", "number_lost_digits"),
    }
    assert await stored() == {}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ([one for one in COLUMNS if one != "TKP"], "missing_column"),
        ([*COLUMNS, "Peringkat"], "unknown_column"),
        ([*COLUMNS, "TWK"], "repeated_column"),
    ],
)
async def test_a_list_with_other_columns_is_refused_at_once(
    files: ImportsClient, columns: list[str], code: str
) -> None:
    answer = await files.send(excel(["1"] * len(columns), columns=columns))
    assert assert_problem(answer, 422, "unreadable-file")["errors"][0]["code"] == code


async def test_the_same_list_again_and_a_mended_one_go_on_from_what_is_on_record(
    files: ImportsClient, numbers: list[str], stored: Stored, events: Events
) -> None:
    good = row(numbers[0], "100", "135", "187", "422", "P/L")
    told = await files.take(excel(good, row(numbers[1], "100", "135", "226", "461", "P")), on_error="skip")
    assert (told["imported"], told["errors"]) == (1, 1)
    mended = row(numbers[1], "100", "135", "225", "460", "P")
    told = await files.take(excel(good, mended), dry_run=True)
    assert (told["imported"], told["unchanged"], len(await stored())) == (1, 1, 1)
    told = await files.take(excel(good, mended))
    assert (told["imported"], told["unchanged"], told["errors"]) == (1, 1, 0)
    assert (await stored())[numbers[1]] == (100, 135, 225, "taking_part")
    assert len(await events.published(RECORDED)) == 2


async def test_no_agency_sends_a_list_about_participants_of_another(
    client: ServiceClient, numbers: list[str], stored: Stored
) -> None:
    list_ = excel(row(numbers[0], "100", "135", "187", "422", "P"))
    abroad = ImportsClient(client.as_(committee_member("6671")), "official_skd_scores")
    assert await abroad.errors(await abroad.take(list_)) == {2: ("no_peserta", "unknown_participant")}
    watching = ImportsClient(client.as_(auditor("5671")), "official_skd_scores")
    assert_problem(await watching.send(list_), 403, "forbidden")
    assert await stored() == {}
