"""The posts of a unit: who leads it and what the others do there."""

from typing import Final

from abdi_demo.lists import Title
from abdi_demo.records import Post
from abdi_demo.units import Unit

KIND_OF_LEVEL: Final = {
    "II.a": "jpt_pratama",
    "II.b": "jpt_pratama",
    "III.a": "administrator",
    "III.b": "administrator",
    "IV.a": "pengawas",
    "IV.b": "pengawas",
}
JOB_CLASS: Final = {
    "II.a": 15,
    "II.b": 14,
    "III.a": 12,
    "III.b": 11,
    "IV.a": 9,
    "IV.b": 8,
    "PM": 5,
    "TR": 6,
    "MH": 7,
    "PY": 8,
    "PT": 8,
    "MU": 9,
    "MA": 11,
    "basic": 3,
    "secondary": 5,
    "diploma": 6,
    "bachelor": 7,
}
TIER: Final = {"SD": "basic", "SMP": "basic", "SMP_KEJURUAN": "basic", "SMA": "secondary", "D3": "diploma"}
_ESELON_CODE: Final = {"II.a": "21", "II.b": "22", "III.a": "31", "III.b": "32", "IV.a": "41", "IV.b": "42"}


def head_post(unit: Unit) -> Post:
    """The leadership post of `unit`."""
    level = unit.head_level
    kind = KIND_OF_LEVEL[level]
    return Post(
        code=f"{unit.code}-001",
        unit_code=unit.code,
        title=unit.head_title,
        kind=kind,
        level=level,
        job_class=JOB_CLASS[level],
        reference_code=_ESELON_CODE[level],
        is_head=True,
    )


def functional_post(unit: Unit, number: int, title: Title, *, is_head: bool = False) -> Post:
    """A functional post; the one that leads a school or a health centre says so in its title."""
    name = f"{title.name} ({unit.head_title})" if is_head else title.name
    return Post(
        code=f"{unit.code}-{number:03d}",
        unit_code=unit.code,
        title=name,
        kind="fungsional",
        level=title.level,
        job_class=JOB_CLASS[title.level],
        reference_code=title.code,
        is_head=is_head,
    )


def general_post(unit: Unit, number: int, title: Title, *, tier: str) -> Post:
    """A pelaksana post of a tier of education."""
    code = f"{unit.code}-{number:03d}"
    return Post(code, unit.code, title.name, "pelaksana", "", JOB_CLASS[tier], title.code)
