"""Diplomas, titles and names of synthetic people."""

from typing import Final

from abdi_demo.careers import Career
from abdi_demo.draws import Draw
from abdi_demo.lists import Program, names, programs
from abdi_demo.months import day_in
from abdi_demo.records import Education

UNIVERSITIES: Final = (
    "Universitas Sriwijaya",
    "Universitas Tanjungpura",
    "Universitas Terbuka",
    "Universitas Contoh Nusantara",
)
ACADEMIES: Final = ("Politeknik Negeri Sriwijaya", "Politeknik Negeri Pontianak", "Akademi Contoh Nusantara")
LATEST_LATER_DIPLOMA: Final = 60
"""Months after appointment by which a diploma earned in service is there."""
_SCHOOLS: Final = {"SD": "SD", "SMP": "SMP", "SMP_KEJURUAN": "ST", "SMA": "SMA"}
_GRADUATES_AT: Final = {
    "SD": 13,
    "SMP": 16,
    "SMP_KEJURUAN": 16,
    "SMA": 18,
    "D3": 21,
    "S1": 22,
    "PROFESI": 25,
    "S2": 25,
}
_FRONT_TITLES: Final = frozenset({"dr.", "drg."})


def full_name(draw: Draw, *, is_female: bool) -> str:
    """Two or three name parts; any likeness to a living person is chance."""
    family = draw.pick(names("family"))
    first = draw.pick(names("female" if is_female else "male"))
    if not is_female:
        return f"{first} {family}" if draw.chance(70) else f"{first} {draw.pick(names('male'))} {family}"
    second = draw.pick(names("female_second"))
    return f"{first} {second}" if draw.chance(65) else f"{first} {second} {family}"


def studied(
    draw: Draw, career: Career, *, study: str, place: str, later: str = ""
) -> tuple[list[Education], str, str]:
    """Diplomas (at entry, and a `later` level earned in service), front title and back title."""
    program = draw.pick(programs(career.level, study))
    month = min(career.born + _GRADUATES_AT[career.level] * 12 + draw.below(12), career.appointed - 2)
    diplomas = [_diploma(draw, career.level, program, place=place, month=month)]
    degrees = [program.degree] if program.degree else []
    if later:
        added = draw.pick(programs(later, "general"))
        month = career.appointed + LATEST_LATER_DIPLOMA - 24 + draw.below(24)
        diplomas.append(_diploma(draw, later, added, place=place, month=month))
        degrees.append(added.degree)
    front = degrees.pop(0) if degrees and degrees[0] in _FRONT_TITLES else ""
    return diplomas, front, ", ".join(degrees)


def _diploma(draw: Draw, level: str, program: Program, *, place: str, month: int) -> Education:
    school = _SCHOOLS.get(level)
    if school:
        institution = f"{school} Negeri {1 + draw.below(20)} {place}"
    else:
        institution = draw.pick(ACADEMIES if level == "D3" else UNIVERSITIES)
    return (level, program.code, program.name, institution, day_in(month, 1 + draw.below(28)))
