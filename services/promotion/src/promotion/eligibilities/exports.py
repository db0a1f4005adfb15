"""Who may rise in the next period, and whom which rule holds back, as a file."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, select

from abdi.bulk.exports import SUBJECT, ExportKind
from abdi.directory import scope
from abdi.examples import example
from abdi.i18n import Text
from abdi.tokens import Principal
from abdi.written import Written
from promotion.careers.models import Career
from promotion.eligibilities.models import Eligibility
from promotion.eligibilities.rules.standard import RuleId
from promotion.policy import ELIGIBILITIES, EXPORT_ELIGIBILITY


class EligibilityLine(BaseModel):
    """One person's answer in one line; the reasons stay behind `GET /v1/eligibilities/{id}`."""

    employee_id: UUID
    agency: str
    rank: str | None
    rank_since: date | None
    is_eligible: bool
    next_rank: str | None
    effective_on: date
    turns_on: date | None
    failed_rules: list[str]
    assessed_on: date


class EligibilityFilters(Written):
    """Which of them."""

    model_config = ConfigDict(json_schema_extra=example(eligible=True))

    eligible: bool | None = None
    failed_rule: RuleId | None = None


def select_eligibilities(principal: Principal, filters: EligibilityFilters) -> Select[Any]:
    """Everybody's latest answer."""
    of_career = ("rank", "rank_since")
    stated = [name for name in EligibilityLine.model_fields if name not in of_career]
    wanted = (
        select(
            *(getattr(Eligibility, name).label(name) for name in stated),
            *(getattr(Career, name).label(name) for name in of_career),
            Eligibility.employee_id.label(SUBJECT),
        )
        .join(Career, Career.employee_id == Eligibility.employee_id)
        .where(scope(principal, EXPORT_ELIGIBILITY, ELIGIBILITIES))
        .order_by(Eligibility.agency, Eligibility.employee_id)
    )
    if filters.eligible is not None:
        wanted = wanted.where(Eligibility.is_eligible == filters.eligible)
    if filters.failed_rule is not None:
        wanted = wanted.where(Eligibility.failed_rules.contains([filters.failed_rule]))
    return wanted


ELIGIBILITY_LIST: Final = ExportKind(
    name="eligibilities",
    title=Text("Kelayakan kenaikan pangkat reguler", "Eligibility for regular promotion"),
    row=EligibilityLine,
    permission=EXPORT_ELIGIBILITY,
    select=select_eligibilities,
    filters=EligibilityFilters,
)
