"""The unit tree of an agency: what its units are and how it grows with the number of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final

from abdi_demo.lists import Agency, Office, offices_of

PEOPLE_PER_OFFICE: Final = 25
FACILITY_SIZE: Final = 20
"""People of one school or health centre."""
LEADING_PERCENT: Final = ((1000, 17.0), (1_000_000_000, 11.0))
"""Leadership posts per hundred people, by size: a sample of 600 still shows a whole city: top-heavy."""
DEPUTY_SUPERVISORS_PER_WAVE: Final = 3

_FACILITY: Final = {
    "education": ("sekolah", "school", "SD Negeri", 17.0),
    "health": ("puskesmas", "health_centre", "Puskesmas Contoh", 11.0),
}
"""What offices of a field run: kind, field of work, name, and its people per hundred of the agency."""
_SUBDIVISIONS: Final = ("Umum dan Kepegawaian", "Keuangan", "Perencanaan dan Evaluasi")
_ASSISTANTS: Final = (
    ("Asisten Pemerintahan dan Kesejahteraan Rakyat", ("Pemerintahan", "Hukum")),
    ("Asisten Administrasi Umum", ("Umum", "Organisasi")),
)


@dataclass(slots=True, eq=False)
class Unit:
    """A unit with its head's post; `head_level` is an eselon, "lead" (a functional post leads) or ""."""

    name: str
    kind: str
    field: str
    head_title: str = ""
    head_level: str = ""
    parent: "Unit | None" = None
    code: str = "00"
    children: list["Unit"] = dataclass_field(default_factory=list)
    is_head_vacant: bool = False
    staff: int = 0

    def add(self, name: str, kind: str, *, head: tuple[str, str] = ("", "")) -> "Unit":
        """A new child in the same field of work; `head` is the title and the level of its head's post."""
        prefix = f"{self.code}." if self.parent else ""
        code = f"{prefix}{len(self.children) + 1:02d}"
        child = Unit(name, kind, self.field, *head, parent=self, code=code)
        self.children.append(child)
        return child

    def walk(self) -> Iterator["Unit"]:
        """This unit and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def unit_tree(agency: Agency, count: int) -> Unit:
    """The root of the tree for `count` people; below it the secretariat first, then the offices."""
    root = Unit(agency.name, "pemerintah_daerah", "general")
    secretariat = root.add("Sekretariat Daerah", "sekretariat_daerah", head=("Sekretaris Daerah", "II.a"))
    known = offices_of(agency.code)
    bodies = [(_add_office(root, office), office) for office in known[: max(1, count // PEOPLE_PER_OFFICE)]]
    percent = next(share for limit, share in LEADING_PERCENT if count <= limit)
    growth = _growth(secretariat, bodies)
    for _ in range(int(count * percent / 100) - 1 - len(bodies)):
        next(growth)
    for body, office in bodies:
        if office.field in _FACILITY:
            _add_facilities(body, office, place=agency.place, people=count)
    return root


def stage_of(root: Unit) -> Unit:
    """The unit where the demo's named people work: the first division of the personnel office, if any."""
    office = root.children[1]
    return next((unit for unit in office.children if unit.kind == "bidang"), office)


def _add_office(root: Unit, office: Office) -> Unit:
    if office.kind == "kecamatan":
        body = root.add(
            office.name, office.kind, head=(f"Camat {office.name.removeprefix('Kecamatan ')}", "III.a")
        )
    elif office.kind == "inspektorat":
        body = root.add(office.name, office.kind, head=("Inspektur", "II.b"))
    else:
        body = root.add(office.name, office.kind, head=(f"Kepala {office.name}", "II.b"))
    body.field = office.field
    return body


def _growth(secretariat: Unit, bodies: list[tuple[Unit, Office]]) -> Iterator[Unit]:
    """Leadership posts in the order in which a growing agency gets them, without end."""
    stage_body, stage_office = bodies[0]
    yield _add_division(stage_body, stage_office.divisions[0])
    for body, _ in bodies:
        yield _add_secretariat(body)
    for title, parts in _ASSISTANTS:
        assistant = secretariat.add(title, "asisten", head=(title, "II.b"))
        yield assistant
        for part in parts:
            yield assistant.add(f"Bagian {part}", "bagian", head=(f"Kepala Bagian {part}", "III.a"))
    wave = 0
    while True:
        for body, office in bodies:
            if not (wave == 0 and body is stage_body):
                name = office.divisions[wave] if wave < len(office.divisions) else f"Layanan {wave + 1}"
                yield _add_division(body, name)
        first = wave * DEPUTY_SUPERVISORS_PER_WAVE
        for number in range(first, first + DEPUTY_SUPERVISORS_PER_WAVE):
            for body, _ in bodies:
                if body.kind != "kecamatan":
                    yield _add_subdivision(body, number)
        wave += 1


def _add_secretariat(body: Unit) -> Unit:
    level = "III.b" if body.kind == "kecamatan" else "III.a"
    return body.add(f"Sekretariat {body.name}", "sekretariat", head=(f"Sekretaris {body.name}", level))


def _add_division(body: Unit, name: str) -> Unit:
    if body.kind == "kecamatan":
        return body.add(f"Kelurahan {name}", "kelurahan", head=(f"Lurah {name}", "IV.a"))
    return body.add(f"Bidang {name}", "bidang", head=(f"Kepala Bidang {name}", "III.b"))


def _add_subdivision(body: Unit, number: int) -> Unit:
    home = next(unit for unit in body.children if unit.kind == "sekretariat")
    is_usual = number < len(_SUBDIVISIONS)
    name = _SUBDIVISIONS[number] if is_usual else f"Tata Usaha {number + 1}"
    level = "IV.a" if is_usual else "IV.b"
    return home.add(f"Subbagian {name}", "subbagian", head=(f"Kepala Subbagian {name}", level))


def _add_facilities(body: Unit, office: Office, *, place: str, people: int) -> None:
    kind, field, name, percent = _FACILITY[office.field]
    for number in range(1, max(1, round(people * percent / 100 / FACILITY_SIZE)) + 1):
        title = f"{name} {number} {place}"
        body.add(title, kind, head=(f"Kepala {title}", "lead")).field = field
