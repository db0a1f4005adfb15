"""Files of scores: read and judged row by row, ranked within each position, written with the result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from abdi.bulk.csv_files import open_csv
from abdi.bulk.days import is_month_first
from abdi.bulk.headers import Header, known_columns, read_header
from abdi.bulk.judging import read_row
from abdi.bulk.records import Reader, Record
from abdi.bulk.refusing import said
from abdi.bulk.rows import Numbered, RowError
from abdi.bulk.sheets import csv_lines
from abdi.bulk.xlsx_files import open_xlsx
from abdi.i18n import Text
from recruitment.selections.rows import ScoreRow
from recruitment.selections.rules.facts import Finalist, SkdScores
from recruitment.selections.rules.final_scores import final_score
from recruitment.selections.rules.ranking import Placed, rank_finalists
from recruitment.selections.rules.scores import check_skb, check_skd
from recruitment.selections.rules.standard import CpnsSelection

RESULTS: Final = ("final_score", "rank", "decided_by")
_WORKBOOK: Final = ".xlsx"
_SHEET: Final = "scores"


@dataclass
class ScoreFile:
    """What could be read of a file; a row with an error is not among `rows`."""

    columns: tuple[str, ...]
    rows: list[Numbered[ScoreRow]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len({error.row for error in self.errors})


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A row with its place among those of the same position."""

    row: ScoreRow
    placed: Placed


def read_scores(path: Path, standard: CpnsSelection) -> ScoreFile:
    """The rows of a CSV file or workbook whose scores are possible, and the errors of the others.

    Raises FileRefused for a file that is no such table.
    """
    reader: Reader = open_xlsx if path.suffix.lower() == _WORKBOOK else open_csv
    with reader(path, sheet=_SHEET, known=known_columns(ScoreRow)) as records:
        header = read_header(records, ScoreRow)
        held = [record for record in records if not record.is_empty]
    file = ScoreFile(tuple(name for name in header.columns if name is not None))
    month_first = _month_first(header, held)
    for record in held:
        row, errors = read_row(ScoreRow, header, record, month_first=month_first)
        if row is not None:
            errors += judged(Numbered(record.number, row), standard)
        if row is not None and not errors:
            file.rows.append(Numbered(record.number, row))
        file.errors += errors
    return file


def _month_first(header: Header, records: Sequence[Record]) -> frozenset[str]:
    days = [(place, name) for place, name in enumerate(header.columns) if name in header.days(ScoreRow)]
    return frozenset(
        name
        for record in records
        for place, name in days
        if name and place < len(record.cells) and is_month_first(record.cells[place])
    )


def judged(numbered: Numbered[ScoreRow], standard: CpnsSelection) -> Iterator[RowError]:
    """What contradicts the paper or itself in one row."""
    number, row = numbered.number, numbered.row
    scores = _scores_of(row)
    for reason in check_skd(scores, standard, stated_total=row.skd_total):
        name = reason.rule.rpartition(".")[2]
        if reason.passed:
            continue
        if name == "total":
            yield RowError(number, "skd_total", "total_differs", reason.message, said(str(scores.total)))
        else:
            yield RowError(number, name, "impossible_score", reason.message, reason.remedy)
    skb = check_skb(row.skb, standard)
    if not skb.passed:
        yield RowError(number, "skb", "impossible_score", skb.message, skb.remedy)
    exact = final_score(row.skd_total, row.skb, standard)
    if row.final_score is not None and row.final_score != exact:
        message = Text(
            f"nilai akhir {row.final_score} bukan hasil perhitungan dari nilai SKD dan SKB",
            f"the final score {row.final_score} is not what SKD and SKB make",
        )
        yield RowError(number, "final_score", "final_score_differs", message, said(str(exact)))


def _scores_of(row: ScoreRow) -> SkdScores:
    return SkdScores(twk=row.twk, tiu=row.tiu, tkp=row.tkp)


def rank_rows(rows: Sequence[Numbered[ScoreRow]], standard: CpnsSelection) -> list[RankedRow]:
    """The rows by position, best first; equal ones in the order of the file."""
    ranked = []
    by_position = sorted(rows, key=lambda one: one.row.position_code)
    for _, group in groupby(by_position, key=lambda one: one.row.position_code):
        people = {f"{one.number:09}": one.row for one in group}
        finalists = [_finalist(id_, row) for id_, row in people.items()]
        ranked += [RankedRow(people[one.finalist.id], one) for one in rank_finalists(finalists, standard)]
    return ranked


def _finalist(id_: str, row: ScoreRow) -> Finalist:
    return Finalist(id_, _scores_of(row), row.skb, gpa=row.gpa, birth_date=row.birth_date)


def csv_of(ranked: Sequence[RankedRow], columns: Sequence[str]) -> bytes:
    """The ranked rows as CSV: the columns that the file had, then the results."""
    kept = [name for name in columns if name not in RESULTS]
    return csv_lines([[*kept, *RESULTS], *(_line(one, kept) for one in ranked)])


def _line(one: RankedRow, kept: Sequence[str]) -> list[str]:
    held = [getattr(one.row, name) for name in kept]
    told = ["" if value is None else str(value) for value in held]
    placed = one.placed
    return [*told, str(placed.final_score), str(placed.rank), placed.decided_by or ""]
