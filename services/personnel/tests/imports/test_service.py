import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import audit_entry
from abdi.settings import AppSettings
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from personnel.employees.models import Employee
from personnel.identifiers.vault import NikVault
from personnel.imports.service import ImportReport, import_folder
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord
from personnel.settings import PersonnelSettings

Load = Callable[..., Any]
Rows = dict[str, list[dict[str, str]]]
CHIEF = "197708262002041001"
CLERK = "199008052015051001"
FILES: Rows = {
    "agencies": [{"code": "5671", "name": "Kota Palembang", "kind": "kota", "time_zone": "Asia/Jakarta"}],
    "units": [
        {"agency_code": "5671", "code": code, "parent_code": above, "name": f"Unit {code}", "kind": "dinas"}
        | {"valid_from": "2017-01-01"}
        for code, above in (("00", ""), ("01", "00"))
    ],
    "positions": [
        {"agency_code": "5671", "code": code, "unit_code": "01", "title": title, "kind": kind}
        | {"level": level, "job_class": "7", "is_head": "false", "reference_code": ""}
        for code, title, kind, level in (
            ("P1", "Sekretaris", "administrator", "III.a"),
            ("P2", "Pengolah Data", "pelaksana", ""),
            ("P3", "Pengolah Arsip", "pelaksana", ""),
        )
    ],
    "employees": [
        {"agency_code": "5671", "nip": nip, "nik": nik, "name": name, "front_title": "", "back_title": ""}
        | {"birth_date": born, "birth_place": "Palembang", "sex": "male", "employment_type": "PNS"}
        | {"appointed_on": appointed, "status": "active"}
        for nip, nik, name, born, appointed in (
            (CHIEF, "1671042608770001", "Candra Contoh", "1977-08-26", "2002-04-01"),
            (CLERK, "1671010508900001", "Dewa Contoh", "1990-08-05", "2015-05-01"),
        )
    ],
    "ranks": [
        {"nip": nip, "rank": rank, "effective_from": since, "decree_number": "", "decree_on": ""}
        | {"promotion_type": kind}
        for nip, rank, since, kind in (
            (CLERK, "II/d", "2019-10-01", "101"),
            (CLERK, "II/c", "2015-05-01", "211"),
            (CHIEF, "III/a", "2002-04-01", "211"),
        )
    ],
    "educations": [
        {"nip": CLERK, "level": level, "program_code": "", "program_name": "", "institution": ""}
        | {"graduated_on": graduated}
        for level, graduated in (("D3", "2012-07-01"), ("SMA", "2008-06-01"))
    ],
    "appointments": [
        {"nip": nip, "position_code": code, "agency_code": "5671", "effective_from": since}
        | {"effective_to": until}
        for nip, code, since, until in (
            (CHIEF, "P1", "2022-06-01", ""),
            (CLERK, "P3", "2018-01-01", "2020-02-01"),
            (CLERK, "P2", "2020-02-01", ""),
        )
    ],
    "superiors": [{"nip": CLERK, "superior_nip": CHIEF, "effective_from": "2022-06-01"}],
}


def write(folder: Path, changes: Rows | None = None, *, delimiter: str = ",") -> None:
    for name, rows in (FILES | (changes or {})).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(FILES[name][0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)


def changed(name: str, line: int, **values: str) -> Rows:
    rows = [dict(row) for row in FILES[name]]
    rows[line].update(values)
    return {name: rows}


@pytest.fixture
def load(unit: Unit, settings: AppSettings, tmp_path: Path) -> Load:
    assert isinstance(settings, PersonnelSettings)
    vault = NikVault(settings)

    async def run(*, is_dry_run: bool = False) -> ImportReport:
        async with unit(action="personnel.import") as session:
            return await import_folder(
                session, tmp_path, vault=vault, is_dry_run=is_dry_run, say=lambda _: None
            )

    return run


async def test_folder_becomes_people_with_histories_and_posts(
    load: Load, tmp_path: Path, session: AsyncSession, events: Events
) -> None:
    write(tmp_path)
    report = await load()
    assert report.errors == []
    assert report.new["employee"] == 2
    clerk = await session.scalar(select(Employee).where(Employee.nip == CLERK))
    assert clerk is not None
    registered = [one.data["state"] for one in await events.published("personnel.employee.registered")]
    state = next(one for one in registered if one["nip"] == CLERK)
    assert state["rank"] == {"code": "II/d", "since": "2019-10-01"}
    assert state["education"] == {"level": "D3", "since": "2012-07-01"}
    assert (state["position"]["title"], state["position"]["since"]) == ("Pengolah Data", "2020-02-01")
    assert state["superior_id"] == next(one["employee_id"] for one in registered if one["nip"] == CHIEF)
    ranks = (await session.scalars(select(RankRecord).where(RankRecord.employee_id == clerk.id))).all()
    assert sorted((str(rank.valid_from), str(rank.valid_to)) for rank in ranks) == [
        ("2015-05-01", "2019-10-01"),
        ("2019-10-01", "None"),
    ]
    seats = {seat.code: seat for seat in await session.scalars(select(Position))}
    assert seats["P2"].holder_id == clerk.id
    assert (seats["P3"].holder_id, str(seats["P3"].empty_since)) == (None, "2020-02-01")


async def test_second_run_changes_nothing(
    load: Load, tmp_path: Path, session: AsyncSession, events: Events
) -> None:
    write(tmp_path)
    await load()
    published = await events.published()
    audited = await session.scalar(select(func.count()).select_from(audit_entry))
    report = await load()
    assert (sum(report.new.values()), report.errors) == (0, [])
    assert await events.published() == published
    assert (await session.scalar(select(func.count()).select_from(audit_entry)), audited) == (1, 1)


async def test_import_is_one_audit_entry_with_its_manifest(
    load: Load, tmp_path: Path, session: AsyncSession
) -> None:
    write(tmp_path)
    await load()
    changes = (await session.scalars(select(audit_entry.c.changes))).one()
    manifest = changes["bulk"][0]["manifest"]
    assert (manifest["rows"]["employees"], manifest["new"]["rank_record"]) == (2, 3)
    assert len(manifest["files"]["employees"]) == 64


async def test_dry_run_counts_and_writes_nothing(load: Load, tmp_path: Path, events: Events) -> None:
    write(tmp_path)
    report = await load(is_dry_run=True)
    assert report.new["employee"] == 2
    assert await events.published() == []


async def test_files_of_an_indonesian_spreadsheet_are_read(load: Load, tmp_path: Path) -> None:
    write(tmp_path, delimiter=";")
    assert (await load()).new["employee"] == 2


async def test_new_people_join_those_already_there(load: Load, tmp_path: Path, events: Events) -> None:
    nothing: Rows = {name: [] for name in ("ranks", "educations", "appointments", "superiors")}
    write(tmp_path, nothing | {"employees": FILES["employees"][:1]})
    await load()
    write(tmp_path)
    report = await load()
    assert (report.errors, report.new["employee"], report.new["appointment_record"]) == ([], 1, 2)
    assert len(await events.published("personnel.employee.registered")) == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            changed("employees", 1, nip="199008052015051000"),
            ("employees.csv", 3, "nip", "number_lost_digits"),
        ),
        (changed("employees", 1, nip="1.99008E+17"), ("employees.csv", 3, "nip", "number_lost_digits")),
        (changed("employees", 1, nik="1671010508900000"), ("employees.csv", 3, "nik", "nik.serial")),
        (
            changed("employees", 1, birth_date="05/08/1990"),
            ("employees.csv", 3, "birth_date", "date_not_iso"),
        ),
        (changed("employees", 1, sex="L"), ("employees.csv", 3, "sex", "literal_error")),
        (
            changed("employees", 1, birth_date="1990-08-06"),
            ("employees.csv", 3, "nip", "nip.agrees_with_birth_date"),
        ),
        (changed("employees", 1, nip=CHIEF), ("employees.csv", 3, "nip", "twin")),
        (changed("employees", 1, agency_code="9999"), ("employees.csv", 3, "agency_code", "unknown")),
        (changed("units", 0, parent_code="01"), ("units.csv", 2, "parent_code", "below_itself")),
        (changed("positions", 0, unit_code="99"), ("positions.csv", 2, "unit_code", "unknown")),
        (changed("ranks", 0, rank="IX"), ("ranks.csv", 2, "rank", "rank.known")),
        (changed("appointments", 2, position_code="P1"), ("appointments.csv", 2, "position_code", "overlap")),
        (
            changed("appointments", 1, effective_to="2021-01-01"),
            ("appointments.csv", 4, "effective_from", "overlap"),
        ),
        (changed("superiors", 0, superior_nip=CLERK), ("superiors.csv", 2, "superior_nip", "own_superior")),
    ],
)
async def test_errors_name_file_row_and_column_and_nothing_is_written(
    load: Load, tmp_path: Path, events: Events, changes: Rows, error: tuple[str, int, str, str]
) -> None:
    write(tmp_path, changes)
    report = await load()
    assert error in [(found.file, found.line, found.column, found.code) for found in report.errors]
    assert await events.published() == []


async def test_missing_column_is_named(load: Load, tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "ranks.csv").write_text("nip,rank\n", encoding="utf-8")
    report = await load()
    assert ("ranks.csv", 1, "effective_from", "missing_column") in [
        (found.file, found.line, found.column, found.code) for found in report.errors
    ]


async def test_nik_of_the_files_is_stored_sealed(load: Load, tmp_path: Path, session: AsyncSession) -> None:
    write(tmp_path)
    await load()
    for employee in await session.scalars(select(Employee)):
        assert b"1671" not in employee.nik_sealed
        assert len(employee.nik_index) == 32
