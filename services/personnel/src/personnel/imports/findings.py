"""What is wrong with the files, row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from abdi.bulk.rows import RowError
from abdi.i18n import Text
from personnel.identifiers.rules import Check, errors_of, warnings_of
from personnel.imports.faults import Fault, differs
from personnel.imports.rows import PlacedRow


@dataclass(frozen=True, slots=True)
class FileError:
    """An error of one row of one of the files."""

    file: str
    error: RowError


@dataclass
class Findings:
    """Every error, and how often a rule only warned."""

    errors: list[FileError] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, row: PlacedRow, column: str, *, fault: Fault) -> None:
        """Name one error."""
        error = RowError(row.line, column, fault.code, fault.message, fault.suggestion)
        self.errors.append(FileError(file, error))

    def differs(self, file: str, row: PlacedRow, column: str, *, registry: Text) -> None:
        """A row contradicts the registry; `registry` tells what it holds (nothing about a person)."""
        self.add(file, row, column, fault=differs(registry))

    def judge(
        self,
        file: str,
        row: PlacedRow,
        checks: Iterable[Check],
        *,
        columns: Mapping[str, str],
        column: str = "",
    ) -> bool:
        """Take over the outcome of rules, and answer whether all passed.

        `columns` says to which column a rule points, `column` is that of all others.
        """
        outcomes = list(checks)
        broken = errors_of(outcomes)
        for reason in broken:
            self.add(
                file,
                row,
                columns.get(reason.rule, column),
                fault=Fault(reason.rule, reason.message, reason.remedy),
            )
        self.warnings.update(reason.rule for reason in warnings_of(outcomes))
        return not broken
