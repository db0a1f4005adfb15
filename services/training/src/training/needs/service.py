"""Keeping needs as the whole record says, after every evaluation, change of employment and course."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.db.context import context_of
from abdi.db.projections import replace_rows
from abdi.messaging import publish
from training.courses.models import Course
from training.employees.models import Employee
from training.employees.queries import lock_people
from training.evaluations.models import Evaluation
from training.learning_hours.service import credit_courses
from training.needs.events import (
    NeedChanged,
    NeedClosed,
    NeedOpened,
    NeedOutcome,
    NeedReopened,
    NeedWithdrawn,
)
from training.needs.models import Need
from training.needs.queries import PersonOnRecord, get_need_standard, list_records
from training.needs.rules import Call, NeedStandard, NeedState, Standing, calls_of, stand

Columns = Mapping[str, Any]
_FACTS: Final[dict[NeedState, type[NeedOutcome]]] = {
    NeedState.CLOSED: NeedClosed,
    NeedState.WITHDRAWN: NeedWithdrawn,
}


async def take_employees(session: AsyncSession, employees: Mapping[UUID, Columns]) -> None:
    """Keep what the registry says of these employees, and judge what they need."""
    await lock_people(session, employees)
    rows = [{"employee_id": employee_id, **state} for employee_id, state in employees.items()]
    await replace_rows(session, Employee, rows, keys=["employee_id"])
    await _judge_heard(session, list(employees))


async def take_evaluations(session: AsyncSession, evaluations: Mapping[UUID, Columns]) -> None:
    """Keep these evaluations (columns by evaluation), and judge what their people need."""
    employee_ids = {seen["employee_id"] for seen in evaluations.values()}
    await lock_people(session, employee_ids)
    rows = [{"evaluation_id": evaluation_id, **seen} for evaluation_id, seen in evaluations.items()]
    await replace_rows(session, Evaluation, rows, keys=["evaluation_id"])
    await _judge_heard(session, list(employee_ids))


async def settle(session: AsyncSession, employee_ids: Collection[UUID]) -> int:
    """Make hours and needs of these people what their record says; publish what changed, and count it.

    Call it behind `lock_people`, after whatever changed the record is flushed.
    """
    standard, version = await get_need_standard(session, context_of(session).clock.today())
    records = await list_records(session, employee_ids)
    changed = 0
    for employee_id, record in records.items():
        changed += await credit_courses(session, record.courses)
        changed += _judge(session, employee_id, record, standard=standard, version=version)
    await session.flush()
    return changed


async def _judge_heard(session: AsyncSession, employee_ids: Collection[UUID]) -> None:
    await _follow_agencies(session, employee_ids)
    changed = await settle(session, employee_ids)
    if changed:
        record_bulk(session, "need.judge", {"people": len(employee_ids), "changed": changed})


async def _follow_agencies(session: AsyncSession, employee_ids: Collection[UUID]) -> None:
    """Who moves takes the record along; the former agency sees it no longer, the new one does."""
    apart = {"synchronize_session": False}
    for model, values in ((Course, {"version": Course.version + 1}), (Evaluation, {})):
        present = select(Employee.agency).where(Employee.employee_id == model.employee_id).scalar_subquery()
        moved = update(model).where(model.employee_id.in_(employee_ids), model.agency != present)
        await session.execute(moved.values(agency=present, **values), execution_options=apart)


def _judge(
    session: AsyncSession, employee_id: UUID, record: PersonOnRecord, *, standard: NeedStandard, version: str
) -> int:
    service = record.employee.service if record.employee is not None else None
    changed = 0
    for call in calls_of(employee_id, service, record.judged, standard=standard):
        known = record.needs.get(call.need_id)
        standing = stand(call, _standing(known), record.learnt)
        if standing is None:
            continue
        agency = _agency(call, record)
        need = known or _new_need(call, employee_id, agency=agency, version=version)
        if known is None:
            session.add(need)
            publish(session, NeedOpened.model_validate(outcome_of(need)))
            changed += 1
        changed += _go(session, need, {"agency": agency, **_columns(call, standing)})
    return changed


def _go(session: AsyncSession, need: Need, columns: Columns) -> int:
    """Let the need stand as judged; whether that is new."""
    before = need.state
    different = {name: value for name, value in columns.items() if getattr(need, name) != value}
    if not different:
        return 0
    for name, value in different.items():
        setattr(need, name, value)
    publish(session, _fact(before, NeedState(need.state)).model_validate(outcome_of(need)))
    return 1


def _columns(call: Call, standing: Standing) -> Columns:
    return {
        **call.model_dump(include={"since", "year", "predicate"}),
        **standing.model_dump(mode="python"),
    }


def _fact(before: str, after: NeedState) -> type[NeedOutcome]:
    return NeedChanged if before == after else _FACTS.get(after, NeedReopened)


def _standing(need: Need | None) -> Standing | None:
    return None if need is None else Standing.model_validate(need, from_attributes=True)


def _agency(call: Call, record: PersonOnRecord) -> str:
    """The agency of the person, or of the evaluation that came before the person did."""
    if record.employee is not None:
        return record.employee.agency
    return next(one.agency for one in record.evaluations if one.evaluation_id == call.evaluation_id)


def _new_need(call: Call, employee_id: UUID, *, agency: str, version: str) -> Need:
    return Need(
        id=call.need_id,
        employee_id=employee_id,
        agency=agency,
        kind=call.kind.value,
        evaluation_id=call.evaluation_id,
        year=call.year,
        predicate=call.predicate,
        since=call.since,
        state=NeedState.OPEN.value,
        rule_set=version,
    )


def outcome_of(need: Need) -> dict[str, object]:
    """The fields that all events of a need carry."""
    names = ("agency", "employee_id", "kind", "state", "since", "evaluation_id", "year", "predicate")
    rest = ("closed_by", "closed_on", "withdrawn_because", "rule_set")
    return {"need_id": need.id, **{name: getattr(need, name) for name in (*names, *rest)}}
