"""The sections of a profile: which questions each asks, and what it makes of the answers."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from gateway.composition.asking import Caller, PartMissing, ask, both
from gateway.composition.cards import read_cards
from gateway.composition.composing import Mixed, Section
from gateway.composition.permitted import may
from gateway.composition.schemas import View
from gateway.profiles.further_views import (
    CandidateView,
    HoursView,
    NeedView,
    RecruitmentSection,
    TrainingSection,
)
from gateway.profiles.views import (
    EmployeeSection,
    EvaluationView,
    PerformanceSection,
    PlanView,
    PromotionSection,
)

LAST_EVALUATIONS: Final = 5
READ_EVALUATION: Final = "performance.evaluation.read"
# Lists come oldest first; nobody has more plans, evaluations or open needs than one page holds.
ALL: Final = "limit=200"


class SectionName(StrEnum):
    """The sections, in their order."""

    EMPLOYEE = "employee"
    PERFORMANCE = "performance"
    PROMOTION = "promotion"
    TRAINING = "training"
    RECRUITMENT = "recruitment"


class Plans(View):
    """A page of plans."""

    data: list[PlanView]


class Evaluations(View):
    """A page of evaluations."""

    data: list[EvaluationView]


class Needs(View):
    """A page of needs."""

    data: list[NeedView]


class Candidates(View):
    """A page of candidates."""

    data: list[CandidateView]


async def read_employee(caller: Caller, employee_id: UUID) -> Mixed:
    """The employee, with the superior's name. Raises PartMissing."""
    target = f"/v1/employees/{employee_id}?with_superior=true"
    employee = await ask(caller, "personnel", target, view=EmployeeSection)
    if employee.superior is not None or employee.superior_id is None:
        return Mixed(employee)
    # A registry that gives no name with the employee may still have its reason told.
    cards = await read_cards(caller, [employee.superior_id])
    named = employee.model_copy(update={"superior": cards.of(employee.superior_id)})
    return Mixed(named, cards.missing, part="superior")


async def read_performance(caller: Caller, employee_id: UUID) -> PerformanceSection:
    """Latest plan and last evaluations. Raises PartMissing."""
    of_person = f"employee_id={employee_id}&{ALL}"
    plans, evaluations = await both(
        ask(caller, "performance", f"/v1/plans?{of_person}", view=Plans),
        ask(caller, "performance", f"/v1/evaluations?{of_person}", view=Evaluations),
    )
    is_empty = not plans.data and not evaluations.data
    if is_empty and not await may(caller, "performance", READ_EVALUATION, employee_id=employee_id):
        raise PartMissing("performance", "not_permitted")
    by_year = sorted(evaluations.data, key=lambda one: one.year, reverse=True)
    return PerformanceSection(
        plan=max(plans.data, key=lambda plan: (plan.starts_on, plan.id), default=None),
        evaluations=by_year[:LAST_EVALUATIONS],
    )


async def read_promotion(caller: Caller, employee_id: UUID) -> PromotionSection:
    """Eligibility with its reasons. Raises PartMissing."""
    return await ask(caller, "promotion", f"/v1/eligibilities/{employee_id}", view=PromotionSection)


async def read_training(caller: Caller, employee_id: UUID) -> TrainingSection:
    """Hours of the year and open needs. Raises PartMissing."""
    hours, needs = await both(
        ask(caller, "training", f"/v1/learning-hours/{employee_id}", view=HoursView),
        read_open_needs(caller, employee_id),
    )
    return TrainingSection(hours=hours, open_needs=needs)


async def read_open_needs(caller: Caller, employee_id: UUID) -> list[NeedView]:
    """Needs that no course has answered yet. Raises PartMissing."""
    target = f"/v1/training-needs?employee_id={employee_id}&state=open&{ALL}"
    return (await ask(caller, "training", target, view=Needs)).data


async def read_recruitment(caller: Caller, employee_id: UUID) -> RecruitmentSection:
    """The record that the person came from. Raises PartMissing."""
    target = f"/v1/candidates?employee_id={employee_id}"
    # Most people were in service before, so the second question nearly always decides: it goes at once.
    found, may_see = await both(
        ask(caller, "recruitment", target, view=Candidates),
        may(caller, "recruitment", "recruitment.candidate.read", employee_id=employee_id),
    )
    if not found.data and not may_see:
        raise PartMissing("recruitment", "not_permitted")
    return RecruitmentSection(
        candidate=max(found.data, key=lambda one: (one.effective_on, one.id), default=None)
    )


READERS: Final[Mapping[SectionName, Callable[[Caller, UUID], Awaitable[View | Mixed]]]] = {
    SectionName.EMPLOYEE: read_employee,
    SectionName.PERFORMANCE: read_performance,
    SectionName.PROMOTION: read_promotion,
    SectionName.TRAINING: read_training,
    SectionName.RECRUITMENT: read_recruitment,
}


def sections_of(employee_id: UUID, chosen: frozenset[SectionName]) -> dict[str, Section]:
    """The chosen sections of a person's profile, each by its name; the employee is always one of them."""
    wanted = [name for name in SectionName if name in chosen or name is SectionName.EMPLOYEE]
    return {name.value: partial(_read, READERS[name], employee_id) for name in wanted}


async def _read(
    reader: Callable[[Caller, UUID], Awaitable[View | Mixed]], employee_id: UUID, caller: Caller, /
) -> View | Mixed:
    return await reader(caller, employee_id)
