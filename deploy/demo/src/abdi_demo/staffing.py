"""How many people work in each unit, so that a tree adds up to a number of people exactly."""

from typing import Final

from abdi_demo.draws import Draw
from abdi_demo.units import Unit, stage_of

FUNCTIONAL_PERCENT: Final = 30.0
"""Of all people; the national figure is 51, the demo wants most people in general (pelaksana) posts."""
FACILITY_FUNCTIONAL_PERCENT: Final = 85.0
OFFICE_FUNCTIONAL_PERCENT: Final = 12.0
SUPERVISOR_VACANCY_PERCENT: Final = 6.0
SMALLEST_WITH_VACANT_OFFICE: Final = 100

_WEIGHT: Final = {
    "bagian": 4,
    "sekretariat": 3,
    "bidang": 4,
    "subbagian": 3,
    "kelurahan": 3,
    "sekretariat_daerah": 1,
}


def staff_units(root: Unit, count: int, *, cast: int, draw: Draw) -> None:
    """Leave some heads' posts vacant and spread the rest of `count` over the units.

    `cast` is the number of named people of the demo, who all work on the stage. Raises ValueError when the
    people do not even fill the heads' posts.
    """
    _leave_vacant(root, count, draw)
    heads = sum(1 for unit in root.walk() if unit.head_level and not unit.is_head_vacant)
    leads = sum(1 for unit in root.walk() if unit.head_level == "lead")
    staff = count - heads - cast
    if staff < 0:
        raise ValueError(f"{count} people are too few for an agency")
    facilities = [unit for unit in root.walk() if unit.head_level == "lead"]
    offices = [unit for unit in root.walk() if unit.head_level != "lead" and _weight(unit)]
    functional = FUNCTIONAL_PERCENT / 100 * count - leads - OFFICE_FUNCTIONAL_PERCENT / 100 * staff
    share = functional / (FACILITY_FUNCTIONAL_PERCENT - OFFICE_FUNCTIONAL_PERCENT) * 100
    in_facilities = min(staff, max(0, int(share))) if facilities else 0
    _spread(facilities, in_facilities)
    _spread(offices, staff - in_facilities)
    stage_of(root).staff += cast


def functional_percent(unit: Unit) -> float:
    """The chance that somebody in `unit` holds a functional post."""
    return FACILITY_FUNCTIONAL_PERCENT if unit.head_level == "lead" else OFFICE_FUNCTIONAL_PERCENT


def _leave_vacant(root: Unit, count: int, draw: Draw) -> None:
    offices = [unit for unit in root.children if unit.kind == "dinas"]
    if count >= SMALLEST_WITH_VACANT_OFFICE and offices:
        offices[-1].is_head_vacant = True
    for unit in root.walk():
        if unit.head_level.startswith("IV"):
            unit.is_head_vacant = draw.chance(SUPERVISOR_VACANCY_PERCENT)


def _weight(unit: Unit) -> int:
    if unit.parent is None:
        return 0
    return _WEIGHT.get(unit.kind, 0 if unit.children else 4) or (1 if unit.kind == "kecamatan" else 0)


def _spread(units: list[Unit], people: int) -> None:
    total = sum(_weight(unit) or 1 for unit in units)
    before = 0
    for unit in units:
        after = before + (_weight(unit) or 1)
        unit.staff += people * after // total - people * before // total
        before = after
