"""CSV files of a registry, as `abdi import personnel` reads them."""

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

AGENCY: Final = "5671"
AGENCY_ROW: Final = {
    "code": AGENCY,
    "name": "Pemerintah Kota Palembang",
    "kind": "kota",
    "time_zone": "Asia/Jakarta",
}
DISTRICT: Final = "167101"
FEMALE: Final = "2"
Rows = Sequence[Mapping[str, str]]
Row = dict[str, str]


def write(folder: Path, files: Mapping[str, Rows]) -> None:
    """One file per entry."""
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


@dataclass(frozen=True)
class Identity:
    """Numbers that fit one birth date, one sex and one first day of service."""

    nip: str
    nik: str
    birth_date: date


def identity(luck: random.Random, *, born: int, appointed: date) -> Identity:
    """A woman born in the year `born`; the serial numbers are high, so that nobody real has them."""
    birth = date(born, luck.randint(1, 12), luck.randint(1, 28))
    return Identity(
        nip=f"{birth:%Y%m%d}{appointed:%Y%m}{FEMALE}{luck.randint(900, 999)}",
        nik=f"{DISTRICT}{birth.day + 40:02d}{birth:%m%y}{luck.randint(9000, 9999)}",
        birth_date=birth,
    )


def employee(name: str, who: Identity, appointed: date) -> Row:
    """A row of employees.csv."""
    return {
        "agency_code": AGENCY,
        "nip": who.nip,
        "nik": who.nik,
        "name": name,
        "front_title": "",
        "back_title": "",
        "birth_date": who.birth_date.isoformat(),
        "birth_place": "Palembang",
        "sex": "female",
        "employment_type": "PNS",
        "appointed_on": appointed.isoformat(),
        "status": "active",
    }


def unit(code: str, name: str) -> Row:
    """A row of units.csv."""
    return {
        "agency_code": AGENCY,
        "code": code,
        "parent_code": "",
        "name": name,
        "kind": "subbagian",
        "valid_from": "2020-01-01",
    }


def position(code: str, unit_code: str, *, is_head: bool) -> Row:
    """A row of positions.csv: the head of a unit, or one of the staff."""
    return {
        "agency_code": AGENCY,
        "code": code,
        "unit_code": unit_code,
        "title": "Kepala Subbagian Perjalanan" if is_head else "Pengelola Perjalanan",
        "kind": "pengawas" if is_head else "pelaksana",
        "level": "IV.a" if is_head else "",
        "job_class": "9" if is_head else "6",
        "is_head": "true" if is_head else "false",
        "reference_code": "",
    }


def rank(nip: str, code: str, since: date, *, kind: str) -> Row:
    """A row of ranks.csv."""
    return {
        "nip": nip,
        "rank": code,
        "effective_from": since.isoformat(),
        "decree_number": f"823/{since.year}",
        "decree_on": since.isoformat(),
        "promotion_type": kind,
    }


def education(nip: str, graduated: date) -> Row:
    """A row of educations.csv."""
    return {
        "nip": nip,
        "level": "S1",
        "program_code": "",
        "program_name": "S-1 Administrasi Negara",
        "institution": "Universitas Contoh",
        "graduated_on": graduated.isoformat(),
    }


def appointment(nip: str, position_code: str, since: date) -> Row:
    """A row of appointments.csv."""
    return {
        "nip": nip,
        "position_code": position_code,
        "agency_code": AGENCY,
        "effective_from": since.isoformat(),
        "effective_to": "",
    }


def role(nip: str, name: str, since: date) -> Row:
    """A row of roles.csv, without an end."""
    return {
        "agency_code": AGENCY,
        "nip": nip,
        "role": name,
        "unit_code": "",
        "starts_on": since.isoformat(),
        "ends_on": "",
        "purpose": "",
    }


def delegation(giver: str, taker: str, starts: date, ends: date) -> Row:
    """A row of delegations.csv: a superior's judging in another's hands."""
    return {
        "agency_code": AGENCY,
        "kind": "delegation",
        "from_nip": giver,
        "to_nip": taker,
        "actions": "",
        "starts_on": starts.isoformat(),
        "ends_on": ends.isoformat(),
        "reason": "Perjalanan dinas",
    }
