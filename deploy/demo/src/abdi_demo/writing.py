"""The files of the demo: CSV in UTF-8 with a header row, and the sign-ins as JSON."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from abdi_demo.authority import Authority
from abdi_demo.cast import AGENCY_SYSTEM, LEADS, PARTS, SERVICE_ACCOUNT, SYSTEM_SCOPES
from abdi_demo.learning import NATIONAL, OWN, Learning
from abdi_demo.lists import agencies
from abdi_demo.population import DEMO_DAY, Population
from abdi_demo.records import Person, Post

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "agencies": ("code", "name", "kind", "time_zone"),
    "units": ("agency_code", "code", "parent_code", "name", "kind", "valid_from"),
    "positions": (
        "agency_code",
        "code",
        "unit_code",
        "title",
        "kind",
        "level",
        "job_class",
        "is_head",
        "reference_code",
    ),
    "employees": (
        "agency_code",
        "nip",
        "nik",
        "name",
        "front_title",
        "back_title",
        "birth_date",
        "birth_place",
        "sex",
        "employment_type",
        "appointed_on",
        "status",
    ),
    "ranks": ("nip", "rank", "effective_from", "decree_number", "decree_on", "promotion_type"),
    "educations": ("nip", "level", "program_code", "program_name", "institution", "graduated_on"),
    "appointments": ("nip", "position_code", "agency_code", "effective_from", "effective_to"),
    "superiors": ("nip", "superior_nip", "effective_from"),
    "roles": ("agency_code", "nip", "role", "unit_code", "starts_on", "ends_on", "purpose"),
    "delegations": (
        "agency_code",
        "kind",
        "from_nip",
        "to_nip",
        "actions",
        "starts_on",
        "ends_on",
        "reason",
    ),
    "evaluations": ("agency_code", "nip", "year", "work_result", "behaviour", "completed_on"),
    "programmes": ("agency_code", "code", "title", "kind", "form", "hours", "answers"),
    "courses": (
        "agency_code",
        "nip",
        "programme_code",
        "started_on",
        "completed_on",
        "jp",
        "certificate_number",
        "provider",
    ),
}
UNITS_VALID_FROM: Final = "2017-01-01"


class Rows(Protocol):
    """The part of a csv writer that is used here."""

    def writerow(self, row: Iterable[Any], /) -> Any: ...

    def writerows(self, rows: Iterable[Iterable[Any]], /) -> None: ...


@dataclass(slots=True)
class Written:
    """How much a run wrote."""

    agencies: int = 0
    people: int = 0
    positions: int = 0


def write_demo(folder: Path, sizes: Mapping[str, int], *, seed: int = 1, today: date = DEMO_DAY) -> Written:
    """Write all files for `sizes` (BKN code -> number of people) into `folder`, agency by agency."""
    folder.mkdir(parents=True, exist_ok=True)
    written = Written()
    nips: dict[str, str] = {}
    with ExitStack() as stack:
        files: dict[str, Rows] = {}
        for name, header in HEADERS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            files[name] = csv.writer(file, lineterminator="\n")
            files[name].writerow(header)
        files["programmes"].writerows(programme.row() for programme in NATIONAL)
        for code, count in sizes.items():
            learning = Learning(seed, agencies()[code], today=today)
            population = Population(seed, code, count, today=today)
            _write_agency(files, population, learning, written=written, nips=nips)
    text = json.dumps(sign_ins(nips), ensure_ascii=False, indent=2)
    (folder / "people.json").write_text(f"{text}\n", encoding="utf-8")
    return written


def sign_ins(nips: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who of people.json exists among `nips` (sign-in name -> NIP); a service account, an agency's system."""
    found = []
    for agency in PARTS:
        leads = [(lead.sign_in, lead.name, lead.note, lead.roles) for lead in LEADS.get(agency, {}).values()]
        parts = [(part.sign_in, part.name, part.note, part.roles) for part in PARTS[agency]]
        for sign_in, name, note, roles in (*parts, *leads):
            if sign_in in nips:
                found.append(_sign_in(sign_in, f"{name}, {note}", roles, agency=agency, nip=nips[sign_in]))
    found.append(_sign_in(SERVICE_ACCOUNT, "Scripted client of the journey", ("service",)))
    found.append(_agency_system())
    return found


def _sign_in(
    name: str, label: str, roles: Sequence[str], *, agency: str | None = None, nip: str | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "kind": "person" if nip else "service",
        "role": roles[-1],
        "roles": list(roles),
        "agency": agency,
        "nip": nip,
    }


def _agency_system() -> dict[str, Any]:
    label = "System of Palembang that reads people, evaluations and eligibilities, by its token's scopes"
    system = _sign_in(AGENCY_SYSTEM, label, ("agency_system",), agency="5671")
    return system | {"kind": "agency_system", "scopes": list(SYSTEM_SCOPES)}


def _write_agency(
    files: Mapping[str, Rows],
    population: Population,
    learning: Learning,
    *,
    written: Written,
    nips: dict[str, str],
) -> None:
    agency = population.agency
    files["agencies"].writerow((agency.code, agency.name, agency.kind, agency.time_zone))
    files["units"].writerows(
        (
            agency.code,
            unit.code,
            unit.parent.code if unit.parent else "",
            unit.name,
            unit.kind,
            UNITS_VALID_FROM,
        )
        for unit in population.tree.walk()
    )
    files["programmes"].writerow(OWN.row(agency.code))
    written.agencies += 1
    authority = Authority(population)
    for entry in population.entries():
        post = entry if isinstance(entry, Post) else entry.post
        _write_post(files["positions"], agency.code, post)
        written.positions += 1
        if isinstance(entry, Person):
            _write_person(files, entry)
            files["courses"].writerows(learning.courses(entry))
            authority.note(entry)
            written.people += 1
            if entry.sign_in:
                nips[entry.sign_in] = entry.nip
    files["roles"].writerows(authority.roles())
    files["delegations"].writerows(authority.delegations())


def _write_post(positions: Rows, agency: str, post: Post) -> None:
    positions.writerow(
        (
            agency,
            post.code,
            post.unit_code,
            post.title,
            post.kind,
            post.level,
            post.job_class,
            "true" if post.is_head else "false",
            post.reference_code,
        )
    )


def _write_person(files: Mapping[str, Rows], person: Person) -> None:
    agency, nip = person.agency, person.nip
    files["employees"].writerow(
        (
            agency,
            nip,
            person.nik,
            person.name,
            person.front_title,
            person.back_title,
            person.birth_date,
            person.birth_place,
            person.sex,
            person.employment_type,
            person.appointed_on,
            person.status,
        )
    )
    files["ranks"].writerows((nip, *rank) for rank in person.ranks)
    files["educations"].writerows((nip, *education) for education in person.educations)
    files["appointments"].writerows(
        (nip, code, agency, start, end) for code, start, end in person.appointments
    )
    if person.superior:
        files["superiors"].writerow((nip, *person.superior))
    files["evaluations"].writerows((agency, nip, *evaluation) for evaluation in person.evaluations)
