"""The yearly predicate (predikat kinerja) from both ratings."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, model_validator

PREDICATE_RULES = "predicate"


class Rating(StrEnum):
    """How a result or a behaviour compares with what was expected (ekspektasi)."""

    ABOVE = "above"
    AS_EXPECTED = "as_expected"
    BELOW = "below"


class Predicate(StrEnum):
    """Sangat Baik, Baik, Butuh Perbaikan, Kurang (misconduct), Sangat Kurang."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    NEEDS_IMPROVEMENT = "needs_improvement"
    POOR = "poor"
    VERY_POOR = "very_poor"


class PredicateMatrix(BaseModel):
    """One version of the matrix: work result, then behaviour, to predicate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cells: dict[Rating, dict[Rating, Predicate]]

    @model_validator(mode="after")
    def _is_complete(self) -> "PredicateMatrix":
        if set(self.cells) != set(Rating) or any(set(row) != set(Rating) for row in self.cells.values()):
            raise ValueError("the predicate matrix needs all nine cells")
        return self


def predicate_of(work_result: Rating, behaviour: Rating, matrix: PredicateMatrix) -> Predicate:
    """The predicate of one year: the cell of the 3x3 matrix for both ratings.

    Source: PermenPANRB 6/2022.
    """
    return matrix.cells[work_result][behaviour]
