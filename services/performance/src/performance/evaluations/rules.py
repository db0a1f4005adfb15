"""The yearly predicate (predikat kinerja) from both ratings, and which years can be evaluated."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, model_validator

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason
from performance.employees.rules import Service, served_in

_ARTICLE = "PermenPANRB 6/2022"

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


class EvaluableYears(BaseModel):
    """The first and the last year that can be evaluated today."""

    model_config = ConfigDict(frozen=True)

    first_year: int
    last_year: int


def check_year(year: int, years: EvaluableYears, service: Service) -> list[Reason]:
    """Every condition for evaluating `year`, passed or not.

    Source: PermenPANRB 6/2022 (the yearly evaluation follows the year's end), PP 30/2019.
    """
    return [_year_is_over(year, years), _rules_are_known(year, years), served_in(year, service)]


def _year_is_over(year: int, years: EvaluableYears) -> Reason:
    passed = year <= years.last_year
    opens = date(year + 1, 1, 1)
    day = in_words(opens)
    return Reason(
        rule="year_is_over",
        article=_ARTICLE,
        passed=passed,
        required={"last_year": years.last_year},
        found=year,
        message=Text(
            f"Penilaian tahunan dibuat setelah tahunnya berakhir; tahun terakhir yang dapat dinilai: "
            f"{years.last_year}.",
            f"A year is evaluated after its end; the last year that can be evaluated: {years.last_year}.",
        ),
        remedy=None
        if passed
        else Text(f"Nilai tahun {year} mulai {day.id}.", f"Evaluate {year} from {day.en} on."),
        turns_on=None if passed else opens,
    )


def _rules_are_known(year: int, years: EvaluableYears) -> Reason:
    passed = year >= years.first_year
    return Reason(
        rule="rules_known",
        article=_ARTICLE,
        passed=passed,
        required={"first_year": years.first_year},
        found=year,
        message=Text(
            f"Matriks predikat tersedia untuk tahun {years.first_year} dan sesudahnya.",
            f"The predicate matrix is known for {years.first_year} and later.",
        ),
        remedy=None
        if passed
        else Text(
            f"Pilih tahun {years.first_year} atau sesudahnya; tahun sebelumnya dinilai dengan aturan lama.",
            f"Choose {years.first_year} or later; earlier years were judged by older rules.",
        ),
    )
