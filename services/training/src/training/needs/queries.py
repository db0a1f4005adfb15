"""Finding needs, and everything that they are judged from."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import Columns
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from abdi.problems import NotFound
from abdi.rulesets import rule_set_on
from training.courses.models import Course
from training.courses.rules import CourseState
from training.employees.models import Employee
from training.evaluations.models import Evaluation
from training.needs.models import Need
from training.needs.rules import TRAINING_NEEDS, Judged, Learnt, NeedStandard
from training.needs.schemas import NeedFilter
from training.programmes.models import Programme

T = TypeVar("T")
ANSWERS_SHOWN = 20
NEEDS: Final = Columns(Need.agency, Need.employee_id)


@dataclass
class PersonOnRecord:
    """What is known of one person."""

    employee: Employee | None = None
    evaluations: list[Evaluation] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    """The recorded ones; withdrawn courses count for nothing."""
    needs: dict[UUID, Need] = field(default_factory=dict)

    @property
    def judged(self) -> list[Judged]:
        """The evaluations, for the rules."""
        return [Judged.model_validate(one, from_attributes=True) for one in self.evaluations]

    @property
    def learnt(self) -> list[Learnt]:
        """The courses, for the rules."""
        return [
            Learnt(course_id=one.id, completed_on=one.completed_on, answers=frozenset(one.answers))
            for one in self.courses
        ]


async def get_need_standard(session: AsyncSession, on: date) -> tuple[NeedStandard, str]:
    """What calls for training on the day `on`, and the version of the rule set. Raises RuleSetMissing."""
    rules = await rule_set_on(session, TRAINING_NEEDS, on)
    return NeedStandard.model_validate(rules.content), rules.version


async def list_records(session: AsyncSession, employee_ids: Collection[UUID]) -> dict[UUID, PersonOnRecord]:
    """Everything about these people, in four statements, however many."""
    records: dict[UUID, PersonOnRecord] = defaultdict(PersonOnRecord)
    for employee in await session.scalars(select(Employee).where(Employee.employee_id.in_(employee_ids))):
        records[employee.employee_id].employee = employee
    for evaluation in await session.scalars(
        select(Evaluation).where(Evaluation.employee_id.in_(employee_ids)).order_by(Evaluation.year)
    ):
        records[evaluation.employee_id].evaluations.append(evaluation)
    counted = (Course.employee_id.in_(employee_ids), Course.state == CourseState.RECORDED)
    for course in await session.scalars(select(Course).where(*counted)):
        records[course.employee_id].courses.append(course)
    for need in await session.scalars(select(Need).where(Need.employee_id.in_(employee_ids))):
        records[need.employee_id].needs[need.id] = need
    return records


async def get_need(session: AsyncSession, need_id: UUID, visible: Scope) -> Need:
    """The need, if within `visible`. Raises NotFound."""
    found = await session.scalar(select(Need).where(Need.id == need_id, visible))
    if found is None:
        raise NotFound
    return found


async def list_answers(session: AsyncSession, need: Need) -> list[Programme]:
    """Programmes on offer that would answer it: of the agency and national, the first twenty by title."""
    offered = (
        Programme.answers.contains([need.kind]),
        Programme.is_active,
        or_(Programme.agency.is_(None), Programme.agency == need.agency),
    )
    found = await session.scalars(
        select(Programme).where(*offered).order_by(Programme.title, Programme.id).limit(ANSWERS_SHOWN)
    )
    return list(found)


async def list_needs(
    session: AsyncSession,
    visible: Scope,
    *,
    query: ListQuery,
    filters: NeedFilter,
    row: Callable[[Need], T],
) -> Page[T]:
    """A page of needs within `visible`."""
    statement = select(Need).where(visible)
    for column, value in (
        (Need.employee_id, filters.employee_id),
        (Need.state, filters.state),
        (Need.kind, filters.kind),
        (Need.agency, filters.agency),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return await paginate(session, statement, query=query, keys=[Need.id], row=row)
