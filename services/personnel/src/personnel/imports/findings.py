"""What is wrong with the files, row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from personnel.identifiers.rules import Check, errors_of, warnings_of
from personnel.imports.rows import RowError

DIFFERS = "differs_from_registry"
CORRECT_THERE = "correct the file, or the registry by a correction"


@dataclass
class Findings:
    """Every error, and how often a rule only warned."""

    errors: list[RowError] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, row: Any, column: str, *, code: str, message: str) -> None:
        """Name one error."""
        self.errors.append(RowError(f"{file}.csv", row.line, column, code, message))

    def differs(self, file: str, row: Any, column: str, *, registry: str) -> None:
        """A row contradicts the registry; `registry` tells what it holds (nothing about a person)."""
        self.add(file, row, column, code=DIFFERS, message=f"{registry}; {CORRECT_THERE}")

    def judge(
        self, file: str, row: Any, checks: Iterable[Check], *, columns: Mapping[str, str], column: str = ""
    ) -> bool:
        """Take over the outcome of rules, and answer whether all passed.

        `columns` says to which column a rule points, `column` is that of all others.
        """
        outcomes = list(checks)
        broken = errors_of(outcomes)
        for reason in broken:
            remedy = f"; {reason.remedy.en}" if reason.remedy else ""
            place = columns.get(reason.rule, column)
            self.add(file, row, place, code=reason.rule, message=f"{reason.message.en}{remedy}")
        self.warnings.update(reason.rule for reason in warnings_of(outcomes))
        return not broken
