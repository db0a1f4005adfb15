"""The people of the journey: made anew for each play, so that it can be played again and again."""

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

AGENCY = "5671"
AGENCY_ROW = {
    "code": AGENCY,
    "name": "Pemerintah Kota Palembang",
    "kind": "kota",
    "time_zone": "Asia/Jakarta",
}
DISTRICT = "167101"
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Cast:
    """One superior and one employee in a unit of their own."""

    run: str
    superior_nip: str
    employee_nip: str


def write_files(folder: Path, today: date) -> Cast:
    """Write the files of a new cast into `folder`; the employee has been in rank for more than four years."""
    luck = random.SystemRandom()
    run = f"{luck.randrange(10**6):06d}"
    appointed = date(today.year - 9, 3, 1)
    in_rank = date(today.year - 5, 4, 1)
    superior = _person(luck, "Kepala Subbagian Perjalanan", born=today.year - 45, appointed=appointed)
    employee = _person(luck, "Pelaksana Perjalanan", born=today.year - 33, appointed=appointed)
    cast = Cast(run=run, superior_nip=superior["nip"], employee_nip=employee["nip"])
    files: dict[str, Rows] = {
        "agencies": [AGENCY_ROW],
        "units": [_unit(run)],
        "positions": [
            _position(run, "1", kind="pengawas", level="IV.a"),
            _position(run, "2", kind="pelaksana", level=""),
        ],
        "employees": [superior, employee],
        **_histories(cast, appointed, in_rank),
    }
    for name, rows in files.items():
        _write(folder, name, rows)
    return cast


def _histories(cast: Cast, appointed: date, in_rank: date) -> dict[str, Rows]:
    both = (cast.superior_nip, cast.employee_nip)
    ranks = [
        _rank(cast.superior_nip, "III/a", appointed, kind="appointment"),
        _rank(cast.superior_nip, "III/b", in_rank, kind="regular"),
        _rank(cast.employee_nip, "III/a", appointed, kind="appointment"),
        _rank(cast.employee_nip, "III/b", in_rank, kind="regular"),
    ]
    reporting = {
        "nip": cast.employee_nip,
        "superior_nip": cast.superior_nip,
        "effective_from": in_rank.isoformat(),
    }
    return {
        "ranks": ranks,
        "educations": [_education(nip, appointed) for nip in both],
        "appointments": [
            _appointment(nip, cast.run, number, since=in_rank) for number, nip in enumerate(both, 1)
        ],
        "superiors": [reporting],
    }


def _write(folder: Path, name: str, rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _person(luck: random.Random, name: str, *, born: int, appointed: date) -> dict[str, str]:
    birth = date(born, luck.randint(1, 12), luck.randint(1, 28))
    serial = luck.randint(900, 999)
    return {
        "agency_code": AGENCY,
        "nip": f"{birth:%Y%m%d}{appointed:%Y%m}2{serial:03d}",
        "nik": f"{DISTRICT}{birth.day + 40:02d}{birth:%m%y}{luck.randint(9000, 9999)}",
        "name": name,
        "front_title": "",
        "back_title": "",
        "birth_date": birth.isoformat(),
        "birth_place": "Palembang",
        "sex": "female",
        "employment_type": "PNS",
        "appointed_on": appointed.isoformat(),
        "status": "active",
    }


def _unit(run: str) -> dict[str, str]:
    return {
        "agency_code": AGENCY,
        "code": f"J{run}",
        "parent_code": "",
        "name": f"Subbagian Perjalanan {run}",
        "kind": "subbagian",
        "valid_from": "2020-01-01",
    }


def _position(run: str, number: str, *, kind: str, level: str) -> dict[str, str]:
    return {
        "agency_code": AGENCY,
        "code": f"J{run}-{number}",
        "unit_code": f"J{run}",
        "title": "Kepala Subbagian Perjalanan" if kind == "pengawas" else "Pengelola Perjalanan",
        "kind": kind,
        "level": level,
        "job_class": "9" if kind == "pengawas" else "6",
        "is_head": "true" if kind == "pengawas" else "false",
        "reference_code": "",
    }


def _rank(nip: str, rank: str, since: date, *, kind: str) -> dict[str, str]:
    return {
        "nip": nip,
        "rank": rank,
        "effective_from": since.isoformat(),
        "decree_number": f"823/{since.year}",
        "decree_on": since.isoformat(),
        "promotion_type": kind,
    }


def _education(nip: str, appointed: date) -> dict[str, str]:
    return {
        "nip": nip,
        "level": "S1",
        "program_code": "",
        "program_name": "S-1 Administrasi Negara",
        "institution": "Universitas Contoh",
        "graduated_on": date(appointed.year - 1, 7, 1).isoformat(),
    }


def _appointment(nip: str, run: str, number: int, *, since: date) -> dict[str, str]:
    return {
        "nip": nip,
        "position_code": f"J{run}-{number}",
        "agency_code": AGENCY,
        "effective_from": since.isoformat(),
        "effective_to": "",
    }
