"""Judging a row by itself: its cells, whose it is, and by what it is told apart."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from hashlib import blake2b
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from abdi.bulk.headers import Header
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.records import Record
from abdi.bulk.refusing import CellRefused, said
from abdi.bulk.rows import R, Row, RowError
from abdi.http.validation import text_of
from abdi.i18n import Text
from abdi.policy import Permission, Reach, claims
from abdi.tokens import Principal

GOOD: Final = "good"
REFUSED: Final = "refused"
UNREADABLE: Final = "unreadable"
"""States of a staged row; what is unreadable is not judged a second time."""

_CHOICES: Final = {"literal_error", "enum"}
_TOO_MANY: Final = Text(
    "ada isi di luar kolom yang diberi nama", "there is something outside the columns that have a name"
)


def agencies_of(principal: Principal, permission: Permission) -> frozenset[str] | None:
    """The agencies for which the principal may bring a whole file; None: for all."""
    held = list(claims(principal, permission))
    if any(claim.rule.reach is Reach.EVERYWHERE for claim in held):
        return None
    return frozenset(
        claim.agency for claim in held if claim.rule.reach is Reach.AGENCY and claim.agency is not None
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A row as it is staged."""

    number: int
    cells: list[str]
    state: str
    key: str | None = None
    group: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Judge:
    """Judges the rows of one file."""

    kind: AnyImportKind
    header: Header
    agencies: frozenset[str] | None
    month_first: frozenset[str] = frozenset()

    def judge(self, record: Record) -> Judged:
        """The row with everything that is wrong with it alone."""
        cells = list(record.cells[: len(self.header.names)])
        row, errors = self.read(record)
        if errors or row is None:
            state = REFUSED if record.problem is None else UNREADABLE
            group = self._group_of(self._readable(cells)) if self.kind.is_group_whole else None
            return Judged(record.number, cells, state, group=group, errors=[kept(error) for error in errors])
        return Judged(record.number, cells, GOOD, _digest(self.kind.key(row)), self._group_of(row))

    def read(self, record: Record) -> tuple[Row | None, list[RowError]]:
        """The row that a record tells, or everything that is wrong with it."""
        row, errors = read_row(self.kind.row, self.header, record, month_first=self.month_first)
        if row is not None and (foreign := self._foreign(record.number, row)):
            errors.append(foreign)
        return row, errors

    def row_of(self, cells: list[str]) -> Row:
        """The row that these cells tell. Raises pydantic.ValidationError."""
        row: Row = _row_of(self.kind.row, self.header, cells, month_first=self.month_first)
        return row

    def _readable(self, cells: list[str]) -> Row:
        """What can be read of a row that is wrong: perhaps enough to tell its group."""
        kind: type[Row] = self.kind.row
        held: dict[str, Any] = {}
        for name, cell in self.header.told(kind, cells).items():
            with suppress(ValidationError):
                held[name] = _cell_type(kind, name).validate_python(cell)
        return kind.model_construct(**held)

    def _group_of(self, row: Row) -> str | None:
        if self.kind.group is None:
            return None
        with suppress(AttributeError):
            return _digest(self.kind.group(row))
        return None

    def _foreign(self, number: int, row: Row) -> RowError | None:
        if self.agencies is None or self.kind.agency is None:
            return None
        agency = self.kind.agency(row)
        if agency in self.agencies:
            return None
        mine = ", ".join(sorted(self.agencies))
        message = Text(
            f"baris ini milik instansi {agency}; kewenangan Anda untuk {mine}",
            f"this row belongs to agency {agency}; your authority is for {mine}",
        )
        return RowError(number, "", "other_agency", message)


def read_row(
    kind: type[R], header: Header, record: Record, *, month_first: frozenset[str] = frozenset()
) -> tuple[R | None, list[RowError]]:
    """The row that a record tells, or everything that is wrong with its cells."""
    if record.problem is not None:
        return None, [_whole(record, record.problem)]
    errors = [*_outside(header, record)]
    row: R | None = None
    try:
        row = _row_of(kind, header, list(record.cells[: len(header.names)]), month_first=month_first)
    except ValidationError as wrong:
        errors += [_cell_error(record.number, item) for item in wrong.errors(include_url=False)]
    return row, errors


def _row_of(kind: type[R], header: Header, cells: list[str], *, month_first: frozenset[str]) -> R:
    return kind.model_validate(header.told(kind, cells), context={"month_first": month_first})


def _outside(header: Header, record: Record) -> Iterator[RowError]:
    named = header.names
    unnamed = (cell for place, cell in enumerate(record.cells) if place >= len(named) or not named[place])
    if any(cell.strip() for cell in unnamed):
        yield RowError(record.number, "", "unnamed_cell", _TOO_MANY)


@cache
def _cell_type(row: type[Row], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(row.model_fields[name].rebuild_annotation())


def kept(error: RowError) -> dict[str, Any]:
    """An error as it stands in the database."""
    hint = error.suggestion
    return {
        "column": error.column,
        "code": error.code,
        "message": {"id": error.message.id, "en": error.message.en},
        "suggestion": None if hint is None else {"id": hint.id, "en": hint.en},
    }


def _whole(record: Record, problem: CellRefused) -> RowError:
    return RowError(record.number, "", problem.code, problem.message, problem.suggestion)


def _cell_error(number: int, item: Mapping[str, Any]) -> RowError:
    column = str(item["loc"][0]) if item["loc"] else ""
    cause = (item.get("ctx") or {}).get("error")
    if isinstance(cause, CellRefused):
        return RowError(number, column, cause.code, cause.message, cause.suggestion)
    code = str(item["type"])
    return RowError(number, column, code, text_of(item), _near(item) if code in _CHOICES else None)


def _near(item: Mapping[str, Any]) -> Text | None:
    """The choice that was probably meant."""
    expected = str(item["ctx"].get("expected", "")).replace(" or ", ", ")
    choices = {choice.lower(): choice for part in expected.split(",") if (choice := part.strip().strip("'"))}
    found = get_close_matches(str(item.get("input", "")).strip().lower(), choices, n=1)
    return said(choices[found[0]]) if found else None


def _digest(value: object) -> str:
    return blake2b(repr(value).encode(), digest_size=16).hexdigest()
