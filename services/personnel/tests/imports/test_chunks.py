"""Rows of one file, chunk by chunk: the good ones come in, the others are told, and twice changes nothing."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import Taken
from abdi.testing.observers import Events
from personnel.appointments.models import AppointmentRecord
from personnel.employees.models import Employee
from personnel.imports.scope import Scope

Take = Callable[..., Awaitable[Taken]]
CHIEF, CLERK = "197708262002041001", "199008052015051001"
NEWCOMER = {"nip": "199001012015051007", "nik": "1671010101900007", "name": "Fajar Contoh"} | {
    "birth_date": "1990-01-01"
}


@pytest.fixture
async def organised(take: Take, load: Any, files: Any) -> Any:
    """Agency, units, positions and people of the folder, without histories."""
    files.write("agencies", "units", "positions", "employees")
    assert (await load()).errors == []
    return files


def told(taken: Taken) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in taken.errors]


async def find_id(session: AsyncSession, nip: str) -> UUID:
    return (await session.scalars(select(Employee.id).where(Employee.nip == nip))).one()


async def test_good_rows_come_in_beside_wrong_ones(take: Take, organised: Any, events: Events) -> None:
    row = organised.rows["employees"][0]
    later = row | NEWCOMER | {"appointed_on": "2027-01-01"}
    stranger = row | NEWCOMER | {"nip": "199001012015051008", "nik": "1671010101900008"}
    taken = await take("employees", row, row | NEWCOMER | {"appointed_on": "2015-05-01"}, later, stranger)
    assert (taken.imported, taken.unchanged) == (1, 1)
    assert told(taken) == [
        (4, "nip", "twin"),
        (4, "nik", "twin"),
        (4, "nip", "nip.agrees_with_appointment"),
        (4, "appointed_on", "appointment.not_in_future"),
        (5, "nip", "nip.agrees_with_appointment"),
        (5, "appointed_on", "appointment.possible_age"),
    ]
    registered = await events.published("personnel.employee.registered")
    assert [one.data["source"] for one in registered] == ["import"] * 3


async def test_later_entries_of_a_history_wait_for_the_wrong_one(
    take: Take, organised: Any, events: Events
) -> None:
    ranks = [
        {"nip": CLERK, "rank": rank, "effective_from": since, "promotion_type": kind}
        | {"decree_number": "", "decree_on": on}
        for rank, since, kind, on in (
            ("II/c", "2015-05-01", "211", ""),
            ("II/d", "2019-10-01", "101", "2099-01-01"),
            ("III/a", "2023-10-01", "101", ""),
        )
    ]
    chief = {"nip": CHIEF, "rank": "III/a", "effective_from": "2002-04-01", "promotion_type": "211"}
    taken = await take("ranks", *ranks, chief | {"decree_number": "", "decree_on": ""})
    assert (taken.imported, told(taken)) == (2, [(3, "decree_on", "entry.decree_date"), (4, "", "set_aside")])
    ranks[1]["decree_on"] = "2019-09-01"
    assert (await take("ranks", *ranks)).imported == 2
    assert [one.data["rank"] for one in await events.published("personnel.employee.rank_changed")] == [
        "II/c",
        "III/a",
        "III/a",
    ]


async def test_units_below_a_wrong_one_wait(take: Take, organised: Any) -> None:
    unit = organised.rows["units"][0] | {"valid_from": "2020-01-01"}
    tree = [
        unit | {"code": code, "parent_code": above}
        for code, above in (("13", "12"), ("12", "11"), ("11", "00"), ("21", "00"))
    ]
    tree[2]["valid_from"] = "2099-01-01"
    taken = await take("units", *tree)
    assert taken.imported == 1
    assert told(taken) == [
        (2, "", "set_aside"),
        (3, "valid_from", "unit.within_upper"),
        (4, "valid_from", "entry.not_in_future"),
    ]


@pytest.mark.parametrize("name", ["units", "positions", "employees", "ranks", "educations", "appointments"])
async def test_rows_that_are_there_are_unchanged(
    take: Take, load: Any, files: Any, events: Events, name: str
) -> None:
    files.write()
    await load()
    published = await events.published()
    taken = await take(name, *files.rows[name])
    assert (taken.imported, taken.unchanged, taken.errors) == (0, len(files.rows[name]), [])
    assert await events.published() == published


async def test_history_grows_over_several_chunks(
    take: Take, organised: Any, events: Events, session: AsyncSession
) -> None:
    first, second = organised.rows["appointments"][1:]
    assert (await take("appointments", first)).imported == 1
    assert (await take("appointments", second)).imported == 1
    moved = await events.published("personnel.employee.position_changed")
    assert [one.data["previous_position_id"] is None for one in moved] == [True, True]
    held = (await session.scalars(select(AppointmentRecord).order_by(AppointmentRecord.valid_from))).all()
    assert [(str(one.valid_from), str(one.valid_to)) for one in held] == [
        ("2018-01-01", "2020-02-01"),
        ("2020-02-01", "None"),
    ]
    filled = await events.only("personnel.position.filled")
    assert filled.data["holder_id"] == str(await find_id(session, CLERK))


async def test_masked_or_missing_nik_says_nothing_about_who_is_there(take: Take, organised: Any) -> None:
    chief, clerk = organised.rows["employees"]
    taken = await take("employees", chief | {"nik": "************0001"}, clerk | {"nik": ""})
    assert (taken.unchanged, taken.errors) == (2, [])


@pytest.mark.parametrize("nik", ["", "************0007"])
async def test_new_employee_needs_the_whole_nik(take: Take, organised: Any, nik: str) -> None:
    row = organised.rows["employees"][1] | NEWCOMER | {"nik": nik}
    assert told(await take("employees", row)) == [(2, "nik", "nik_needed")]


async def test_people_of_another_agency_are_not_told_of(take: Take, organised: Any) -> None:
    pontianak = Scope(frozenset({"6671"}))
    person = organised.rows["employees"][1] | {"name": "Dewi Lain"}
    assert told(await take("employees", person, scope=pontianak)) == [(2, "nip", "nip_taken")]
    rank = {"nip": CLERK, "rank": "II/c", "effective_from": "2015-05-01", "promotion_type": "211"}
    nothing = {"decree_number": "", "decree_on": ""}
    assert told(await take("ranks", rank | nothing, scope=pontianak)) == [(2, "nip", "unknown")]


async def test_nobody_imports_into_the_own_record(take: Take, organised: Any, session: AsyncSession) -> None:
    own = Scope(frozenset({"5671"}), await find_id(session, CLERK))
    rows = organised.rows["educations"]
    assert told(await take("educations", *rows, scope=own)) == [
        (2, "nip", "own_case"),
        (3, "nip", "own_case"),
    ]
    assert (await take("educations", *rows)).imported == 2
    assert (await take("educations", *rows, scope=own)).unchanged == 2


async def test_position_says_since_when_it_is_empty(take: Take, organised: Any, events: Events) -> None:
    row = organised.rows["positions"][1]
    early, known = (
        row | {"code": code, "empty_since": day} for code, day in (("P8", "2016-01-01"), ("P9", "2020-01-01"))
    )
    taken = await take("positions", early, known)
    assert (taken.imported, told(taken)) == (1, [(2, "empty_since", "entry.not_too_early")])
    created = await events.published("personnel.position.created")
    assert created[-1].data["empty_since"] == "2020-01-01"
