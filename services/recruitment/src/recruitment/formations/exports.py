"""Formations as a file, in the columns of their import: one line for each need."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ConfigDict
from sqlalchemy import Select, select

from abdi.bulk.exports import ExportKind
from abdi.directory import scope
from abdi.examples import example
from abdi.i18n import Text
from abdi.tokens import Principal
from abdi.written import Written
from recruitment.formations.models import Formation, Opening
from recruitment.formations.rows import FormationRow
from recruitment.formations.rules import FormationState
from recruitment.formations.schemas import Intake
from recruitment.policy import EXPORT_FORMATIONS, FORMATION_COLUMNS


class FormationExportFilters(Written):
    """Which formations; without a state all that were not withdrawn."""

    model_config = ConfigDict(json_schema_extra=example(intake=2024, state="approved"))

    intake: Intake | None = None
    state: FormationState | None = None


def select_formations(principal: Principal, filters: FormationExportFilters) -> Select[Any]:
    """By intake, in the order in which they were drafted."""
    plain = (
        "intake",
        "position_id",
        "education_level",
        "education_codes",
        "placement_code",
        "placement_name",
        "post_group",
        "age_maximum",
        "gpa_minimum",
    )
    wanted = (
        select(
            Formation.agency.label("agency_code"),
            *(getattr(Formation, name).label(name) for name in plain),
            Opening.need.label("need"),
            Opening.count.label("openings"),
        )
        .join(Opening, Opening.formation_id == Formation.id)
        .where(scope(principal, EXPORT_FORMATIONS, FORMATION_COLUMNS))
        .order_by(Formation.intake, Formation.id, Opening.need)
    )
    if filters.intake is not None:
        wanted = wanted.where(Formation.intake == filters.intake)
    if filters.state is not None:
        return wanted.where(Formation.state == filters.state)
    return wanted.where(Formation.state != FormationState.WITHDRAWN)


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "education_codes": "; ".join(row["education_codes"])}


FORMATION_LIST: Final = ExportKind(
    name="formations",
    title=Text("Formasi", "Formations"),
    row=FormationRow,
    permission=EXPORT_FORMATIONS,
    select=select_formations,
    filters=FormationExportFilters,
    shown=_shown,
)
