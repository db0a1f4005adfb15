"""Evaluations as a file, in the columns of their import."""

from typing import Any, Final

from pydantic import ConfigDict
from sqlalchemy import Select, select

from abdi.bulk.exports import SUBJECT, ExportKind
from abdi.directory import scope
from abdi.examples import example
from abdi.i18n import Text
from abdi.tokens import Principal
from abdi.written import Written
from performance.employees.models import Employee
from performance.evaluations.models import Evaluation
from performance.evaluations.rows import EvaluationRow
from performance.evaluations.schemas import Year
from performance.policy import EVALUATIONS, EXPORT_EVALUATIONS


class EvaluationFilters(Written):
    """Which evaluations."""

    model_config = ConfigDict(json_schema_extra=example(year=2025))

    year: Year | None = None


def select_evaluations(principal: Principal, filters: EvaluationFilters) -> Select[Any]:
    """By year and person, as they stand now."""
    stated = ("year", "work_result", "behaviour", "completed_on")
    wanted = (
        select(
            Evaluation.agency.label("agency_code"),
            Employee.nip.label("nip"),
            *(getattr(Evaluation, name).label(name) for name in stated),
            Evaluation.employee_id.label(SUBJECT),
        )
        .join(Employee, Employee.employee_id == Evaluation.employee_id)
        .where(scope(principal, EXPORT_EVALUATIONS, EVALUATIONS))
        .order_by(Evaluation.year, Employee.nip, Evaluation.id)
    )
    return wanted if filters.year is None else wanted.where(Evaluation.year == filters.year)


EVALUATION_LIST: Final = ExportKind(
    name="evaluations",
    title=Text("Penilaian kinerja tahunan", "Yearly evaluations"),
    row=EvaluationRow,
    permission=EXPORT_EVALUATIONS,
    select=select_evaluations,
    filters=EvaluationFilters,
)
