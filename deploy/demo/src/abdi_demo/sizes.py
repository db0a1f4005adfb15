"""Which agencies get how many people."""

from collections.abc import Mapping
from typing import Final

from abdi_demo.lists import agencies

DEMO_SIZES: Final[Mapping[str, int]] = {"5671": 600, "6671": 300}
PEOPLE_PER_AGENCY: Final = 1500


def agency_code(text: str) -> str:
    """The BKN code that `text` names: a code, or a place such as palembang. Raises ValueError."""
    known = agencies()
    if text in known:
        return text
    for code, agency in known.items():
        if agency.place.casefold() == text.casefold():
            return code
    raise ValueError(f"no agency is called {text}")


def sizes_for_scale(people: int) -> dict[str, int]:
    """`people` spread evenly over as many local governments as they fill, the agencies of the demo first."""
    codes = list(agencies())[: max(1, people // PEOPLE_PER_AGENCY)]
    return {
        code: people * (place + 1) // len(codes) - people * place // len(codes)
        for place, code in enumerate(codes)
    }
