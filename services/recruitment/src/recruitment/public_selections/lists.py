"""The formations of an announcement as an official list."""

from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from abdi.i18n import Text
from recruitment.formations.models import Formation
from recruitment.official_lists.contents import Cell, Column, OfficialList
from recruitment.public_selections.records import oldest
from recruitment.selections.models import Selection
from recruitment.selections.names import NEED_NAMES
from recruitment.selections.rules.standard import CpnsSelection

_COLUMNS: Final = (
    Column(Text("No.", "No."), 0.4, is_number=True),
    Column(Text("Jabatan", "Post"), 2.4),
    Column(Text("Pendidikan", "Education"), 1.6),
    Column(Text("Penempatan", "Placement"), 2.4),
    Column(Text("Jenis kebutuhan", "Need"), 1.4),
    Column(Text("Jumlah", "Openings"), 0.7, is_number=True),
    Column(Text("Usia maks.", "Max. age"), 0.7, is_number=True),
    Column(Text("IPK min.", "Min. GPA"), 0.7, is_number=True),
)
_TITLE: Final = Text("Daftar formasi", "List of formations")


def formations_list(
    selection: Selection, formations: Sequence[Formation], standard: CpnsSelection, *, address: str
) -> OfficialList:
    """The list with the number and day of the announcement; one row for each formation and need.

    Raises ValueError for a selection that was not announced.
    """
    if selection.announced_at is None or selection.announcement_number is None:
        raise ValueError("the selection was not announced")
    rows = list(_rows(formations, standard))
    openings = sum(opening.count for formation in formations for opening in formation.openings)
    return OfficialList(
        title=Text(f"{_TITLE.id} - {selection.name}", f"{_TITLE.en} - {selection.name}"),
        issuer=selection.agency_name,
        number=selection.announcement_number,
        day=selection.announced_at.astimezone(ZoneInfo(selection.time_zone)).date(),
        columns=_COLUMNS,
        rows=rows,
        address=address,
        notes=[
            Text(
                f"Jumlah: {len(formations)} formasi, {openings} kebutuhan. Ketentuan: {selection.rule_set}.",
                f"Total: {len(formations)} formations, {openings} openings. Rules: {selection.rule_set}.",
            )
        ],
    )


def _rows(formations: Iterable[Formation], standard: CpnsSelection) -> Iterable[tuple[Cell, ...]]:
    number = 0
    for formation in formations:
        codes = ", ".join(str(code) for code in formation.education_codes)
        for opening in formation.openings:
            number += 1
            yield (
                number,
                formation.position_name,
                f"{formation.education_level} ({codes})" if codes else formation.education_level,
                formation.placement_name,
                NEED_NAMES.get(opening.need, opening.need),
                opening.count,
                oldest(formation, standard),
                formation.gpa_minimum,
            )
