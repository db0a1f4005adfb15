from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events
from personnel.employees.models import Employee
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord

Load = Callable[..., Any]


async def test_folder_becomes_people_with_histories_and_posts(
    load: Load, files: Any, session: AsyncSession, events: Events
) -> None:
    files.write()
    report = await load()
    assert report.errors == []
    assert report.new["employee"] == 2
    clerk = await session.scalar(select(Employee).where(Employee.nip == files.clerk))
    assert clerk is not None
    registered = [one.data["state"] for one in await events.published("personnel.employee.registered")]
    state = next(one for one in registered if one["nip"] == files.clerk)
    assert state["rank"] == {"code": "II/d", "since": "2019-10-01"}
    assert state["education"] == {"level": "D3", "since": "2012-07-01"}
    assert (state["position"]["title"], state["position"]["since"]) == ("Pengolah Data", "2020-02-01")
    assert state["superior_id"] == next(one["employee_id"] for one in registered if one["nip"] == files.chief)
    ranks = (await session.scalars(select(RankRecord).where(RankRecord.employee_id == clerk.id))).all()
    assert sorted((str(rank.valid_from), str(rank.valid_to)) for rank in ranks) == [
        ("2015-05-01", "2019-10-01"),
        ("2019-10-01", "None"),
    ]
    seats = {seat.code: seat for seat in await session.scalars(select(Position))}
    assert seats["P2"].holder_id == clerk.id
    assert (seats["P3"].holder_id, str(seats["P3"].empty_since)) == (None, "2020-02-01")


async def test_second_run_changes_nothing(
    load: Load, files: Any, session: AsyncSession, events: Events
) -> None:
    files.write()
    await load()
    published = await events.published()
    audited = await session.scalar(select(func.count()).select_from(audit_entry))
    report = await load()
    assert (sum(report.new.values()), report.errors) == (0, [])
    assert await events.published() == published
    assert (await session.scalar(select(func.count()).select_from(audit_entry)), audited) == (1, 1)


async def test_import_is_one_audit_entry_with_its_manifest(
    load: Load, files: Any, session: AsyncSession
) -> None:
    files.write()
    await load()
    changes = (await session.scalars(select(audit_entry.c.changes))).one()
    manifest = changes["bulk"][0]["manifest"]
    assert (manifest["rows"]["employees"], manifest["new"]["rank_record"]) == (2, 3)
    assert len(manifest["files"]["employees"]) == 64


async def test_dry_run_counts_and_writes_nothing(load: Load, files: Any, events: Events) -> None:
    files.write()
    report = await load(is_dry_run=True)
    assert report.new["employee"] == 2
    assert await events.published() == []


async def test_files_of_an_indonesian_spreadsheet_are_read(load: Load, files: Any) -> None:
    files.write(delimiter=";")
    assert (await load()).new["employee"] == 2


async def test_new_people_join_those_already_there(load: Load, files: Any, events: Events) -> None:
    everybody = files.rows["employees"]
    files.rows["employees"] = everybody[:1]
    files.write("agencies", "units", "positions", "employees")
    await load()
    files.rows["employees"] = everybody
    files.write()
    report = await load()
    assert (report.errors, report.new["employee"], report.new["appointment_record"]) == ([], 1, 3)
    assert len(await events.published("personnel.employee.registered")) == 2


async def test_nik_of_the_files_is_stored_sealed(load: Load, files: Any, session: AsyncSession) -> None:
    files.write()
    await load()
    for employee in await session.scalars(select(Employee)):
        assert b"1671" not in employee.nik_sealed
        assert len(employee.nik_index) == 32
