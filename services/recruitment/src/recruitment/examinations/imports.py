"""Taking in files of scores; the same file twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import AnyImportKind, ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered, Row, RowError
from abdi.i18n import Text
from recruitment.examinations.grading import open_skb_desk, open_skd_desk
from recruitment.examinations.recording import Recorded, record_scores
from recruitment.examinations.rows import OfficialSkdRow, SkbRow, SkdRow
from recruitment.policy import RECORD_SCORE

R = TypeVar("R", bound=Row)


async def take_skd(session: AsyncSession, rows: Sequence[Numbered[Any]], context: ImportContext) -> Taken:
    """Record the SKD of those whose row is right; rows of one participant come together."""
    desk = await open_skd_desk(
        session,
        context.principal,
        {one.row.number for one in rows},
        is_locked=not context.is_dry_run,
    )
    return await _take(session, rows, desk, test="skd")


async def take_skb(session: AsyncSession, rows: Sequence[Numbered[Any]], context: ImportContext) -> Taken:
    """Record the SKB of those whose row is right; rows of one participant and component come together."""
    desk = await open_skb_desk(
        session,
        context.principal,
        {one.row.number for one in rows},
        is_locked=not context.is_dry_run,
    )
    return await _take(session, rows, desk, test="skb")


async def _take(session: AsyncSession, rows: Sequence[Numbered[Any]], desk: Any, *, test: str) -> Taken:
    taken = Taken()
    recorded: list[Recorded] = []
    for numbered in _without_contradictions(rows, taken):
        found = desk.judge(numbered.number, numbered.row)
        if found is None:
            taken.unchanged += 1
        elif isinstance(found, Recorded):
            recorded.append(found)
        else:
            taken.errors += found
    await record_scores(session, recorded, test=test)
    taken.imported = len(recorded)
    return taken


def _without_contradictions(rows: Sequence[Numbered[R]], taken: Taken) -> Iterator[Numbered[R]]:
    """The rows that speak of something alone; of those that contradict each other all are named."""
    alike: dict[str, list[Numbered[R]]] = defaultdict(list)
    for one in rows:
        alike[_place(one.row)].append(one)
    for same in alike.values():
        if len(same) == 1:
            yield same[0]
            continue
        numbers = [one.number for one in same]
        taken.errors += [_contradictory(number, numbers) for number in numbers]


def _contradictory(number: int, numbers: Sequence[int]) -> RowError:
    others = ", ".join(str(other) for other in numbers if other != number)
    message = Text(
        f"baris ini bertentangan dengan baris {others} tentang peserta yang sama",
        f"this row contradicts row {others} about the same participant",
    )
    hint = Text("hapus baris yang salah", "remove the rows that are wrong")
    return RowError(number, "", "contradictory_in_file", message, hint)


def _place(row: Any) -> str:
    return f"{row.number} {getattr(row, 'component', '')}"


def _all_that_it_says(row: Any) -> tuple[Any, ...]:
    # Only what repeats a row is a twin of it; rows that contradict each other are taken together.
    return (_place(row), row.result, row.reason)


def _kind(name: str, title: Text, row: type[Row], *, take: Any) -> AnyImportKind:
    return ImportKind(
        name=name,
        title=title,
        row=row,
        permission=RECORD_SCORE,
        take=take,
        key=_all_that_it_says,
        # A row names a participant only: `take` finds those of the sender's own selections.
        agency=None,
        group=_place,
        private=frozenset({"nama"} & row.model_fields.keys()),
    )


SCORE_IMPORTS: tuple[AnyImportKind, ...] = (
    _kind("skd_scores", Text("Nilai SKD", "SKD scores"), SkdRow, take=take_skd),
    _kind(
        "official_skd_scores", Text("Daftar hasil SKD", "Official list of SKD"), OfficialSkdRow, take=take_skd
    ),
    _kind("skb_scores", Text("Nilai komponen SKB", "Scores of SKB components"), SkbRow, take=take_skb),
)
"""Files of scores that an agency sends for its own selections."""
