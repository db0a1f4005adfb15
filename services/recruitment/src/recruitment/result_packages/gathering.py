"""The rows of a package from the database to a file of lines, some at a time, with blocks for proofs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.transparency.merkle import RightEdge, leaf_hash
from recruitment.publications.ages import BIRTH_DATE, commitment_of
from recruitment.publications.containers import Member
from recruitment.publications.openings import Opening
from recruitment.publications.packages import Content
from recruitment.publications.rows import ROWS_FILE, Row, RowForm
from recruitment.rankings.models import Ranking
from recruitment.result_packages.facts import PackageFacts
from recruitment.result_packages.statements import COUNT_ERASED, PackageStatements

BLOCK_ROWS: Final = 1024
"""A power of two; the last block has what is left."""
_AT_ONCE: Final = 500
_SAME: Final = ("twk", "tiu", "tkp", "skd_total", "place", "code")
_FINAL: Final = ("gpa", "age_order", "decided_by", "step")
_EARNED: Final = ("skb", "final_score")


class ScoresChanged(ValueError):  # noqa: N818 - errors are named by the fact
    """Scores are not those any more of which the ranking was computed."""


@dataclass(frozen=True)
class Block:
    """Where some rows lie in the package, and the root over them."""

    number: int
    first_index: int
    first_participant: str
    offset: int
    length: int
    root: bytes


@dataclass
class Lines:
    """Lines of rows.csv on their way into `target`, counted out into blocks."""

    target: BinaryIO
    begin: int
    """Where the first line will lie in the package."""
    blocks: list[Block] = field(default_factory=list)
    _edge: RightEdge = field(default_factory=RightEdge)
    _first: str = ""
    _count: int = 0
    _length: int = 0

    def add(self, participant: str, line: str) -> None:
        """One more row."""
        if self._edge.size == 0:
            self._first = participant
        raw = line.encode()
        self.target.write(raw + b"\n")
        self._edge.append(leaf_hash(raw))
        self._length += len(raw) + 1
        if self._edge.size == BLOCK_ROWS:
            self.end_block()

    def end_block(self) -> None:
        """What came since the last block is one, if anything did."""
        if self._edge.size == 0:
            return
        number, root = len(self.blocks), self._edge.state().root
        self.blocks.append(Block(number, self._count, self._first, self.begin, self._length, root))
        self.begin += self._length
        self._count += self._edge.size
        self._edge, self._length = RightEdge(), 0


@dataclass(frozen=True)
class Gathered:
    """All that a package is made of: facts, and the lines of rows.csv in a file."""

    facts: PackageFacts
    form: RowForm
    path: Path
    blocks: list[Block]

    def content(self) -> Content:
        """What the builder takes."""
        return Content(self.facts.stage, self.facts.rules, self.facts.openings, self._rows())

    def _rows(self) -> Iterator[Row]:
        with self.path.open(encoding="ascii") as lines:
            for line in lines:
                yield self.form.read(line.removesuffix("\n"))


async def gather_rows(
    session: AsyncSession, ranking: Ranking, facts: PackageFacts, *, path: Path
) -> Gathered:
    """Make the salts that are missing and write the lines of rows.csv to `path`, in bounded memory.

    Raises ScoresChanged, and ValueError for what cannot be written exactly.
    """
    standard = facts.rules.standard()
    statements = PackageStatements(ranking.stage, standard)
    of_people: dict[str, Any] = {"ranking_id": ranking.id}
    if ranking.stage == "final":
        of_people |= {"computed_at": ranking.computed_at, "decimals": standard.skb.decimals}
    if changed := await session.scalar(statements.count_changed, of_people):
        raise ScoresChanged(f"scores of {changed} participants")
    if ranking.stage == "final" and (
        erased := await session.scalar(COUNT_ERASED, {"ranking_id": ranking.id})
    ):
        raise ValueError(f"the birth dates of {erased} participants are erased, which age orders need")
    lines_of = facts.lines
    given = of_people | {"openings": [*lines_of], "lines": [*lines_of.values()], "field": BIRTH_DATE}
    await session.execute(statements.make_salts, given)
    form = RowForm.of(facts.stage.stage, facts.stage.kinds, standard)
    openings = {opening.id: opening for opening in facts.openings}
    begin = Member(ROWS_FILE, 0, 0, 0).begin + len(form.header) + 1
    with path.open("wb") as target:
        lines = Lines(target, begin)
        found = await session.stream(statements.read_rows, given, execution_options={"yield_per": _AT_ONCE})
        async for one in found.mappings():
            row = row_of(one, openings[str(one["opening_id"])], is_final=ranking.stage == "final")
            lines.add(row.participant, form.write(row))
        lines.end_block()
    return Gathered(facts, form, path, lines.blocks)


def row_of(found: Mapping[Any, Any], opening: Opening, *, is_final: bool) -> Row:
    """The row of a participant as it is published. Raises ValueError without a participant number."""
    if found["participant"] is None:
        raise ValueError("somebody has no participant number")
    more: dict[str, Any] = {name: found[name] for name in _SAME}
    if is_final:
        takes_part = found["standing"] == "taking_part"
        more |= {name: found[name] for name in _FINAL}
        more |= {name: found[name] if takes_part else None for name in _EARNED}
        more["tests"] = {
            kind: None if score is None else Decimal(score) for kind, score in (found["tests"] or {}).items()
        }
        more["seat"] = None if found["seat_id"] is None else str(found["seat_id"])
    if found["age_order"] is not None:
        more["birth_date_commitment"] = commitment_of(found["birth_date"], bytes(found["salt"]))
    return Row(
        participant=found["participant"],
        opening=opening.id,
        category=opening.category,
        standing=found["standing"],
        **more,
    )
