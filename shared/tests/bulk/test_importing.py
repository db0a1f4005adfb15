import csv
import io
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.testing.imports import ImportsClient
from abdi.testing.observers import Events
from abdi.testing.toy_entries import FORBIDDEN, UNSTORABLE, Entry, entries_csv, number

Sessions = async_sessionmaker[AsyncSession]


async def titles(sessions: Sessions) -> dict[str, str]:
    async with sessions() as session:
        return {row.number: row.title for row in await session.scalars(select(Entry))}


async def audits(sessions: Sessions) -> list[Any]:
    async with sessions() as session:
        return list(await session.scalars(text("SELECT changes FROM audit_entry ORDER BY at, id")))


def counts(told: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return told["state"], told["rows"], told["imported"], told["unchanged"], told["errors"]


async def test_file_is_taken_whole_with_its_events_and_one_audit_entry(
    imports: ImportsClient, sessions: Sessions, events: Events
) -> None:
    told = await imports.take(entries_csv(*[{}] * 8))
    assert counts(told) == ("finished", 8, 8, 0, 0)
    assert len(await titles(sessions)) == 8
    opened = await events.published("toy.entry.opened")
    assert [event.data["number"] for event in opened] == [number(index) for index in range(8)]
    (audit,) = await audits(sessions)
    assert audit["counts"] == {"entry.insert": 8}
    (manifest,) = [entry["manifest"] for entry in audit["bulk"]]
    assert (manifest["sha256"], manifest["rows"], manifest["imported"]) == (told["file"]["sha256"], 8, 8)


async def test_same_file_again_changes_nothing(imports: ImportsClient, events: Events) -> None:
    await imports.take(entries_csv(*[{}] * 4))
    told = await imports.take(entries_csv(*[{}] * 4))
    assert counts(told) == ("finished", 4, 0, 4, 0)
    assert len(await events.published("toy.entry.opened")) == 4


async def test_one_wrong_row_refuses_all_and_every_error_is_told(
    imports: ImportsClient, sessions: Sessions, events: Events
) -> None:
    rows = [{}, {"opened_on": "kemarin"}, {}, {}, {}, {"title": FORBIDDEN}, {"number": number(0)}]
    told = await imports.take(entries_csv(*rows, {"agency": "6671"}))
    assert counts(told) == ("refused", 8, 0, 0, 4)
    assert await titles(sessions) == {}
    assert await events.published() == []
    assert await audits(sessions) == []
    assert await imports.errors(told) == {
        3: ("opened_on", "malformed_date"),
        7: ("title", "forbidden_title"),
        8: ("", "twin"),
        9: ("", "other_agency"),
    }


async def test_good_rows_are_kept_and_bad_ones_left_out_when_asked_for(
    imports: ImportsClient, sessions: Sessions
) -> None:
    rows = [{}, {"title": FORBIDDEN}, {}, {}, {}, {"opened_on": "2026-02-30"}]
    told = await imports.take(entries_csv(*rows), on_error="skip")
    assert counts(told) == ("finished", 6, 4, 0, 2)
    assert sorted(await titles(sessions)) == [number(index) for index in (0, 2, 3, 4)]
    file = list(csv.DictReader(io.StringIO((await imports.errors_file(told)).decode("utf-8-sig"))))
    assert [(row["number"], row["row"]) for row in file] == [(number(1), "3"), (number(5), "7")]


async def test_dry_run_tells_the_same_and_keeps_nothing(
    imports: ImportsClient, sessions: Sessions, events: Events
) -> None:
    told = await imports.take(entries_csv(*[{}] * 7), dry_run=True)
    assert counts(told) == ("finished", 7, 7, 0, 0)
    assert (await titles(sessions), await events.published(), await audits(sessions)) == ({}, [], [])
    told = await imports.take(entries_csv({}, {"title": FORBIDDEN}), dry_run=True)
    assert counts(told) == ("refused", 2, 1, 0, 1)


async def test_row_that_only_the_database_refuses_is_told_as_its_own_error(
    imports: ImportsClient, sessions: Sessions
) -> None:
    rows = [{}, {}, {"title": UNSTORABLE}, {}, {}]
    told = await imports.take(entries_csv(*rows))
    assert counts(told) == ("refused", 5, 0, 0, 1)
    assert await imports.errors(told) == {4: ("", "not_stored")}
    told = await imports.take(entries_csv(*rows), on_error="skip")
    assert counts(told) == ("finished", 5, 4, 0, 1)
    assert len(await titles(sessions)) == 4


async def test_rows_of_a_group_stay_together_in_the_order_of_the_file(
    imports: ImportsClient, events: Events
) -> None:
    header = "number,agency,title,opened_on,series"
    series = ["A", "B", "A", "C", "B", "A", "A", "C"]
    told = await imports.take(entries_csv(*[{"series": one} for one in series], header=header))
    assert told["state"] == "finished"
    opened = [int(event.data["number"][-4:]) for event in await events.published("toy.entry.opened")]
    assert opened == [0, 2, 5, 6, 1, 4, 3, 7]


async def test_mangled_file_is_mended_from_its_own_errors_file(
    imports: ImportsClient, sessions: Sessions
) -> None:
    mangled = (
        "\ufeffOpened On ;NUMBER;title; agency;;\r\n"
        f"31/12/2025;'{number(0)};=Judul;5671;;\r\n"
        ";;;;;\r\n"
        "45000;1.98501E+17;Dua;5671;;\r\n"
        f'04/13/2026;{number(2)};"Ti;ga";5671;;\r\n'
        f"03/04/2026;{number(3)};Empat;5671;;\r\n"
    )
    told = await imports.take(mangled)
    assert await imports.errors(told) == {
        4: ("number", "number_lost_digits"),
        5: ("opened_on", "malformed_date"),
        6: ("opened_on", "ambiguous_date"),
    }
    errors = (await imports.errors_file(told)).decode("utf-8-sig")
    assert "2026-04-13" in errors
    mended = errors.replace("1.98501E+17", number(1)).replace("04/13/2026", "2026-04-13")
    told = await imports.take(mended.replace("03/04/2026", "2026-04-03"))
    assert counts(told) == ("finished", 4, 4, 0, 0)
    assert await titles(sessions) == {
        number(0): "=Judul",
        number(1): "Dua",
        number(2): "Ti;ga",
        number(3): "Empat",
    }
