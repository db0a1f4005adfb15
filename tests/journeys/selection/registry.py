"""The agency at the registry: units, posts, and the staff who conduct the selection."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from tests.journeys import files
from tests.journeys.files import Row, Rows
from tests.journeys.selection.calendar import ZONE
from tests.journeys.selection.posts import Post

AGENCY: Final = "6671"
AGENCY_NAME: Final = "Pemerintah Kota Pontianak"
STAFF: Final = {
    "officer": "agency_officer",
    "decider": "decision_maker",
    "first": "committee_member",
    "second": "committee_member",
    "third": "committee_member",
    "answerer": "committee_member",
}
"""Who conducts the selection, and in which role; the answerer verifies nobody."""


@dataclass(frozen=True)
class Agency:
    """What was written for the registry: the run, and the NIP of the staff."""

    run: str
    nips: dict[str, str]

    def unit_code(self, unit: int) -> str:
        """The code of a unit of this run."""
        return f"P{self.run}{unit}"

    def chair_code(self, post: int, chair: int) -> str:
        """The code of a vacant position of this run."""
        return f"P{self.run}-{post}-{chair}"


def write_files(folder: Path, posts: Sequence[Post], today: date) -> Agency:
    """Write the files of a new run into `folder`: nothing of an earlier one comes twice."""
    luck = random.SystemRandom()
    since = date(today.year - 9, 3, 1)
    who = {part: files.identity(luck, born=today.year - 40, appointed=since) for part in STAFF}
    agency = Agency(f"{luck.randrange(10**6):06d}", {part: one.nip for part, one in who.items()})
    employees = [_here(files.employee(_name_of(part), one, since)) for part, one in who.items()]
    nips = list(agency.nips.values())
    files.write(
        folder,
        {
            "agencies": [{"code": AGENCY, "name": AGENCY_NAME, "kind": "kota", "time_zone": ZONE}],
            **_places(agency, posts),
            "employees": employees,
            "ranks": [files.rank(nip, "III/a", since, kind="appointment") for nip in nips],
            "educations": [files.education(nip, date(since.year - 1, 7, 1)) for nip in nips],
            "appointments": [
                _here(files.appointment(nip, _seat(agency, part), since)) for part, nip in agency.nips.items()
            ],
            "roles": [
                _here(files.role(agency.nips[part], role, today - timedelta(days=7)))
                for part, role in STAFF.items()
            ],
        },
    )
    return agency


def _places(agency: Agency, posts: Sequence[Post]) -> dict[str, Rows]:
    units = sorted({post.unit for post in posts})
    return {
        "units": [
            _here(files.unit(agency.unit_code(unit), f"Dinas Contoh {agency.run} {unit + 1}"))
            for unit in units
        ],
        "positions": [
            *(_staff_position(agency, part) for part in STAFF),
            *(
                _chair(agency, post, agency.chair_code(number, chair))
                for number, post in enumerate(posts)
                for chair in range(post.chairs)
            ),
        ],
    }


def _staff_position(agency: Agency, part: str) -> Row:
    return _here(files.position(_seat(agency, part), agency.unit_code(0), is_head=False))


def _chair(agency: Agency, post: Post, code: str) -> Row:
    return {
        "agency_code": AGENCY,
        "code": code,
        "unit_code": agency.unit_code(post.unit),
        "title": post.kind.title,
        "kind": post.kind.kind,
        "level": post.kind.level,
        "job_class": "7",
        "is_head": "false",
        "reference_code": "",
    }


def _seat(agency: Agency, part: str) -> str:
    return f"P{agency.run}-{part}"


def _name_of(part: str) -> str:
    return f"{part.title()} Seleksi"


def _here(row: Row) -> Row:
    return row | {"agency_code": AGENCY}
