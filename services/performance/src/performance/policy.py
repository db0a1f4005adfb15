"""Who may do what here, once for single objects and for lists.

There is no unfinished rating to hide from the one who is rated: an evaluation comes into being complete.
"""

from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.directory import Columns, resource_of
from abdi.policy import Allow, below, decide, everywhere, in_agency, in_unit, own, permitted
from performance.employees.models import Employee
from performance.evaluations.models import Evaluation
from performance.plans.models import Plan

_ARTICLE = "PermenPANRB 6/2022"
_WATCHERS = (
    below(),
    in_unit(),
    in_agency("agency_officer"),
    in_agency("decision_maker"),
    in_agency("auditor"),
    in_agency("agency_system"),
    everywhere(),
)
_READERS = (own(), *_WATCHERS)
_JUDGES = (below(), in_agency("agency_officer"), everywhere())

READ_EVALUATION = Permission(
    name="performance.evaluation.read",
    rules=_READERS,
    implied_by=frozenset({"performance.evaluation.complete"}),
)
COMPLETE_EVALUATION = Permission(
    name="performance.evaluation.complete", rules=_JUDGES, not_own=True, article=_ARTICLE
)
"""Rating a year and correcting the rating: the superior is the assessor (pejabat penilai kinerja)."""
IMPORT_EVALUATIONS = Permission(
    name="performance.evaluation.import",
    rules=(in_agency("agency_officer"), in_agency("agency_system"), everywhere()),
    article=_ARTICLE,
)
"""Sending the evaluations of many people that were completed elsewhere; the own one is refused by its row."""
EXPORT_EVALUATIONS = Permission(
    name="performance.evaluation.export",
    rules=(in_agency("agency_officer"), in_agency("auditor"), in_agency("agency_system"), everywhere()),
)
"""Having the evaluations of an agency as a file, for a stated purpose."""
READ_PLAN = Permission(
    name="performance.plan.read",
    rules=_READERS,
    implied_by=frozenset({"performance.plan.agree", "performance.plan.write"}),
)
WRITE_PLAN = Permission(
    name="performance.plan.write", rules=(own(), below(), in_agency("agency_officer")), article=_ARTICLE
)
AGREE_PLAN = Permission(name="performance.plan.agree", rules=_JUDGES, not_own=True, article=_ARTICLE)
"""Setting a proposed plan, or sending it back: a dialogue of two (dialog kinerja), never of one."""
READ_SUMMARY = Permission(name="performance.unit_summary.read", rules=_WATCHERS)
"""A unit in numbers. `below`: whoever is the superior of everybody in the unit."""

EMPLOYEES = Columns(Employee.agency, Employee.employee_id)
EVALUATIONS = Columns(Evaluation.agency, Evaluation.employee_id)
PLANS = Columns(Plan.agency, Plan.employee_id)


class Personal(Protocol):
    """What is about one person."""

    @property
    def agency(self) -> str: ...
    @property
    def employee_id(self) -> UUID: ...


async def must_be_permitted(
    session: AsyncSession, principal: Principal, permission: Permission, *, record: Personal
) -> Allow:
    """The permission to do this to `record`. Raises OwnCase or Forbidden, with reasons."""
    standing = await resource_of(session, agency=record.agency, employee_id=record.employee_id)
    return permitted(decide(principal, permission, standing))
