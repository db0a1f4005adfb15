"""The result of a stage as an official list."""

from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from abdi.i18n import Text
from recruitment.official_lists.contents import Cell, Column, OfficialList
from recruitment.rankings.models import Ranking
from recruitment.result_lists.queries import Result
from recruitment.selections.models import Selection
from recruitment.selections.names import NEED_NAMES

_TITLES: Final = {
    "skd": Text("Hasil SKD", "Result of SKD"),
    "final": Text("Hasil akhir", "Final result"),
}
_COLUMNS: Final = (
    Column(Text("No.", "No."), 0.5, is_number=True),
    Column(Text("Nomor peserta", "Participant number"), 1.8),
    Column(Text("Jabatan", "Post"), 2.2),
    Column(Text("Penempatan", "Placement"), 2.0),
    Column(Text("Kebutuhan", "Need"), 1.2),
    Column(Text("TWK", "TWK"), 0.6, is_number=True),
    Column(Text("TIU", "TIU"), 0.6, is_number=True),
    Column(Text("TKP", "TKP"), 0.6, is_number=True),
    Column(Text("SKD", "SKD"), 0.6, is_number=True),
)
_OF_FINAL: Final = (
    Column(Text("SKB", "SKB"), 0.8, is_number=True),
    Column(Text("Nilai akhir", "Final score"), 0.8, is_number=True),
)
_LAST: Final = (
    Column(Text("Peringkat", "Place"), 0.7, is_number=True),
    Column(Text("Ket.", "Code"), 0.7),
)


def results_list(
    selection: Selection, ranking: Ranking, rows: Sequence[Result], *, address: str
) -> OfficialList:
    """The list of a published stage, by participant number and without names.

    Raises ValueError for a ranking that was not published.
    """
    if ranking.published_at is None or selection.announcement_number is None:
        raise ValueError("the ranking was not published")
    is_final, title = ranking.stage == "final", _TITLES[ranking.stage]
    return OfficialList(
        title=Text(f"{title.id} - {selection.name}", f"{title.en} - {selection.name}"),
        issuer=selection.agency_name,
        number=f"{selection.announcement_number}/{ranking.stage.upper()}/{ranking.number}",
        day=ranking.published_at.astimezone(ZoneInfo(selection.time_zone)).date(),
        columns=(*_COLUMNS, *(_OF_FINAL if is_final else ()), *_LAST),
        rows=list(_rows(rows, is_final=is_final)),
        address=address,
        notes=[
            Text(
                f"Jumlah: {len(rows)} peserta. Ketentuan: {ranking.rule_set}. Dapat dihitung ulang.",
                f"Total: {len(rows)} participants. Rules: {ranking.rule_set}. Can be recomputed.",
            )
        ],
    )


def _rows(rows: Iterable[Result], *, is_final: bool) -> Iterable[tuple[Cell, ...]]:
    for number, (row, position, placement, need) in enumerate(rows, 1):
        told = (number, row.participant_number, position, placement, NEED_NAMES.get(need, need))
        points = (row.twk, row.tiu, row.tkp, row.skd_total)
        yield (*told, *points, *((row.skb, row.final_score) if is_final else ()), row.place, row.code)
