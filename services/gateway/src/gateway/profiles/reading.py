"""The sections of a profile: which questions each asks, and what it makes of the answers."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from gateway.composition.asking import Caller, PartMissing, ask
from gateway.composition.cards import read_cards
from gateway.composition.composing import Mixed, Section
from gateway.composition.schemas import View
from gateway.profiles.further_views import RecruitmentSection, TrainingSection
from gateway.profiles.views import EmployeeSection, PerformanceSection, PromotionSection

ViewT = TypeVar("ViewT", bound=View)


class SectionName(StrEnum):
    """The sections, in their order."""

    EMPLOYEE = "employee"
    PERFORMANCE = "performance"
    PROMOTION = "promotion"
    TRAINING = "training"
    RECRUITMENT = "recruitment"


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
    target = f"/v1/performance-summaries/{employee_id}"
    return await _permitted(ask(caller, "performance", target, view=PerformanceSection))


async def read_promotion(caller: Caller, employee_id: UUID) -> PromotionSection:
    """Eligibility with its reasons. Raises PartMissing."""
    return await ask(caller, "promotion", f"/v1/eligibilities/{employee_id}", view=PromotionSection)


async def read_training(caller: Caller, employee_id: UUID) -> TrainingSection:
    """Hours of the year and open needs. Raises PartMissing."""
    return await ask(caller, "training", f"/v1/training-summaries/{employee_id}", view=TrainingSection)


async def read_recruitment(caller: Caller, employee_id: UUID) -> RecruitmentSection:
    """The record that the person came from. Raises PartMissing."""
    target = f"/v1/recruitment-summaries/{employee_id}"
    return await _permitted(ask(caller, "recruitment", target, view=RecruitmentSection))


async def _permitted(asked: Awaitable[ViewT]) -> ViewT:
    # Whoever may see what there is gets an answer, also when there is nothing: 404 is out of reach.
    try:
        return await asked
    except PartMissing as part:
        if part.reason != "not_found":
            raise
        raise PartMissing(part.service, "not_permitted", status=part.status) from part


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
