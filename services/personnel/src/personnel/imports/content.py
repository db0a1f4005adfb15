"""What is taken together: the rows of a folder, or one chunk of one file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from personnel.imports.rows import (
    FILES,
    AgencyRow,
    AppointmentRow,
    DelegationRow,
    EducationRow,
    EmployeeRow,
    PlacedRow,
    PositionRow,
    RankRow,
    RoleRow,
    SuperiorRow,
    UnitRow,
)


@dataclass(frozen=True)
class Content:
    """Rows by file."""

    agencies: list[AgencyRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    positions: list[PositionRow] = field(default_factory=list)
    employees: list[EmployeeRow] = field(default_factory=list)
    ranks: list[RankRow] = field(default_factory=list)
    educations: list[EducationRow] = field(default_factory=list)
    appointments: list[AppointmentRow] = field(default_factory=list)
    superiors: list[SuperiorRow] = field(default_factory=list)
    roles: list[RoleRow] = field(default_factory=list)
    delegations: list[DelegationRow] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by file."""
        return {name: len(self.rows(name)) for name in FILES}

    def rows(self, file: str) -> list[PlacedRow]:
        """The rows of one file."""
        rows: list[PlacedRow] = getattr(self, file)
        return rows

    def without(self, file: str, lines: Collection[int]) -> "Content":
        """The same, but for some rows of one file."""
        left: dict[str, Any] = {file: [row for row in self.rows(file) if row.line not in lines]}
        return replace(self, **left)

    @classmethod
    def of(cls, file: str, rows: Iterable[PlacedRow]) -> "Content":
        """Rows of one file only."""
        given: dict[str, Any] = {file: list(rows)}
        return cls(**given)
