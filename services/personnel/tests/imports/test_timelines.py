"""Histories of people whom the registry holds: the same is there, later entries are loaded, else an error."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.observers import Events
from personnel.appointments.models import AppointmentRecord
from personnel.employees.models import Employee
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord

Load = Callable[..., Any]
CHIEF = "197708262002041001"
CLERK = "199008052015051001"


@pytest.fixture
async def loaded(load: Load, files: Any) -> Any:
    """The folder, imported once."""
    files.write()
    assert (await load()).errors == []
    return files


async def test_later_ranks_are_loaded_with_one_event(
    load: Load, loaded: Any, session: AsyncSession, events: Events
) -> None:
    loaded.add("ranks", nip=CLERK, rank="III/a", effective_from="2021-10-01", promotion_type="101")
    loaded.add("ranks", nip=CLERK, rank="III/b", effective_from="2025-10-01", promotion_type="101")
    loaded.write("ranks")
    report = await load()
    assert (report.errors, report.new["rank_record"]) == ([], 2)
    data = (await events.only("personnel.employee.rank_changed")).data
    assert (data["rank"], data["effective_on"]) == ("III/b", "2025-10-01")
    assert data["previous"] == {"code": "II/d", "since": "2019-10-01"}
    assert data["state"]["rank"] == {"code": "III/b", "since": "2025-10-01"}
    assert data["state"]["position"]["title"] == "Pengolah Data"
    clerk = await session.scalar(select(Employee).where(Employee.nip == CLERK))
    assert clerk is not None
    assert clerk.version == 2
    ended = await session.scalar(
        select(RankRecord).where(RankRecord.rank == "II/d", RankRecord.superseded_at.is_(None))
    )
    assert ended is not None
    assert (str(ended.valid_to), ended.corrects_id is None) == ("2021-10-01", False)


async def test_loaded_entries_are_there_the_next_time(load: Load, loaded: Any, events: Events) -> None:
    loaded.add("ranks", nip=CLERK, rank="III/a", effective_from="2023-10-01", promotion_type="101")
    loaded.add("educations", nip=CLERK, level="S1", graduated_on="2022-07-01")
    loaded.write()
    await load()
    published = await events.published()
    report = await load()
    assert (report.errors, sum(report.new.values())) == ([], 0)
    assert await events.published() == published


async def test_move_to_another_position_fills_one_and_empties_the_other(
    load: Load, loaded: Any, session: AsyncSession, events: Events
) -> None:
    loaded.change("appointments", 2, effective_to="2025-12-01")
    loaded.add("appointments", nip=CLERK, position_code="P3", effective_from="2026-01-01")
    loaded.write("appointments")
    assert (await load()).errors == []
    seats = {seat.code: seat for seat in await session.scalars(select(Position))}
    clerk = await session.scalar(select(Employee.id).where(Employee.nip == CLERK))
    assert (seats["P3"].holder_id, seats["P3"].empty_since) == (clerk, None)
    assert (seats["P2"].holder_id, str(seats["P2"].empty_since)) == (None, "2025-12-01")
    assert (await events.only("personnel.position.filled")).data["position_id"] == str(seats["P3"].id)
    assert (await events.only("personnel.position.vacated")).data["previous_holder_id"] == str(clerk)
    changed = (await events.only("personnel.employee.position_changed")).data
    assert changed["state"]["position"]["since"] == "2026-01-01"
    current = select(func.count()).where(AppointmentRecord.superseded_at.is_(None))
    assert await session.scalar(current) == 4


async def test_new_education_and_superior_are_published(load: Load, loaded: Any, events: Events) -> None:
    loaded.add("educations", nip=CHIEF, level="S2", graduated_on="2010-07-01")
    person = {"nip": "198008052010051001", "nik": "1671010508800001", "name": "Eka Contoh"}
    loaded.add("employees", **person, birth_date="1980-08-05", appointed_on="2010-05-01")
    loaded.add("superiors", nip=CLERK, superior_nip=person["nip"], effective_from="2025-01-01")
    loaded.write()
    assert (await load()).errors == []
    education = (await events.only("personnel.employee.education_changed")).data
    assert education["state"]["education"] == {"level": "S2", "since": "2010-07-01"}
    superior = (await events.only("personnel.employee.superior_changed")).data
    assert superior["state"]["superior_id"] == superior["superior_id"] != superior["previous_superior_id"]


@pytest.mark.parametrize(
    ("name", "row", "column"),
    [
        ("ranks", {"rank": "II/b", "effective_from": "2019-10-01", "promotion_type": "101"}, "rank"),
        (
            "ranks",
            {"rank": "II/d", "effective_from": "2018-10-01", "promotion_type": "101"},
            "effective_from",
        ),
        ("educations", {"level": "D3", "graduated_on": "2012-07-01", "institution": "X"}, "institution"),
        ("appointments", {"position_code": "P3", "effective_from": "2020-02-01"}, "position_code"),
        ("appointments", {"position_code": "P1", "effective_from": "2025-02-01"}, "position_code"),
        ("appointments", {"position_code": "P2", "effective_from": "2025-02-01"}, "effective_from"),
        (
            "appointments",
            {"position_code": "P2", "effective_from": "2020-02-01", "effective_to": "2025-01-01"},
            "effective_to",
        ),
        ("superiors", {"superior_nip": CHIEF, "effective_from": "2023-06-01"}, "effective_from"),
        ("superiors", {"superior_nip": CHIEF, "effective_from": "2021-06-01"}, "effective_from"),
    ],
)
async def test_entry_that_contradicts_the_registry_is_refused(
    load: Load, loaded: Any, events: Events, *, name: str, row: dict[str, str], column: str
) -> None:
    published = await events.published()
    loaded.rows[name] = []
    loaded.add(name, nip=CLERK, **row)
    loaded.write(name)
    found = [(one.error.row, one.error.column, one.error.code) for one in (await load()).errors]
    assert found == [(2, column, "differs_from_registry")]
    assert await events.published() == published
