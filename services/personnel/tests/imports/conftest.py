"""A small folder of import files, and the import itself."""

import csv
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from abdi.bulk.kinds import Taken
from abdi.settings import AppSettings
from abdi.testing.message_fixtures import Unit
from personnel.identifiers.vault import NikVault
from personnel.imports.folders import ImportReport, import_folder
from personnel.imports.rows import FILES as FILES_OF_ROWS
from personnel.imports.scope import EVERYTHING, Scope
from personnel.imports.service import take_rows
from personnel.settings import PersonnelSettings

Row = dict[str, str]
Rows = dict[str, list[Row]]
Load = Callable[..., Awaitable[ImportReport]]
Take = Callable[..., Awaitable[Taken]]
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


class ImportFiles:
    """The folder; every change is one of this test."""

    chief, clerk = CHIEF, CLERK

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: Rows = {name: [dict(row) for row in rows] for name, rows in FILES.items()}

    def write(self, *names: str, delimiter: str = ",") -> None:
        """Write the files `names` (none: all) and no others."""
        for name, rows in self.rows.items():
            path = self.folder / f"{name}.csv"
            path.unlink(missing_ok=True)
            if names and name not in names:
                continue
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, list(FILES[name][0]), delimiter=delimiter)
                writer.writeheader()
                writer.writerows(rows)

    def change(self, name: str, line: int, /, **values: str) -> None:
        """Change a row; lines count from 0."""
        self.rows[name][line].update(values)

    def add(self, name: str, /, **values: str) -> None:
        """Add a row like the first one."""
        self.rows[name].append(FILES[name][0] | values)

    def put(self, name: str, stored: bytes) -> None:
        """Write one file as it stands."""
        (self.folder / f"{name}.csv").write_bytes(stored)


@pytest.fixture
def files(tmp_path: Path) -> ImportFiles:
    return ImportFiles(tmp_path)


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


@pytest.fixture
def take(unit: Unit, settings: AppSettings) -> Take:
    """`await take("ranks", row, ...)`: these rows as one chunk of a file, committed."""
    assert isinstance(settings, PersonnelSettings)
    vault = NikVault(settings)

    async def run(name: str, *rows: Row, scope: Scope = EVERYTHING) -> Taken:
        placed = [FILES_OF_ROWS[name].model_validate(row).at(line) for line, row in enumerate(rows, 2)]
        async with unit(action="personnel.import") as session:
            return await take_rows(session, name, placed, vault=vault, scope=scope)

    return run
