"""Use cases about objections: lodge one, and say when one is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.messaging import publish
from abdi.problems import NotFound, RuleBroken
from recruitment.applications.models import Application
from recruitment.objections.events import ObjectionLodged
from recruitment.objections.faults import AlreadyObjected, NothingToObjectTo, ResultNotAnnounced
from recruitment.objections.models import Objection
from recruitment.objections.queries import (
    Result,
    find_result,
    get_own_application,
    list_objections_of,
)
from recruitment.objections.rules import ObjectionStage, ObjectionState, check_ground, days_of
from recruitment.objections.schemas import ObjectionCreate
from recruitment.selections.models import Selection
from recruitment.selections.rules.clock import ObjectionDays, check_objection
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.verifications.queries import must_be_under_way, schedule_of

REFUSED = "not_eligible"


@dataclass(frozen=True)
class Lodged:
    """An objection with what stands in the way of accepting it."""

    objection: Objection
    warnings: list[SelectionReason]


@dataclass(frozen=True)
class Window:
    """When a result can be objected to, and what today says of it."""

    stage: ObjectionStage
    days: ObjectionDays
    may_object: bool
    reasons: list[SelectionReason]


@dataclass(frozen=True)
class Ground:
    """On what the days of objections of a selection are counted."""

    selection: Selection
    standard: CpnsSelection
    today: date


async def lodge_objection(
    session: AsyncSession, principal: Principal, application_id: UUID, *, wanted: ObjectionCreate
) -> Lodged:
    """Object to a result of one's own application, once, within the days for it.

    A ground that cannot be accepted is told, not refused. Raises NotFound, SelectionNotUnderWay,
    ResultNotAnnounced, AlreadyObjected, RuleBroken, NothingToObjectTo.
    """
    application = await get_own_application(session, principal, application_id, is_locked=True)
    ground = await ground_of(session, application.selection_id)
    must_be_under_way(ground.selection)
    result = await find_result(session, application, wanted.stage)
    if result is None:
        raise ResultNotAnnounced
    for known in await list_objections_of(session, application_id):
        if known.stage == wanted.stage:
            raise AlreadyObjected(objection_id=known.id)
    days = await days_after(session, ground, result, stage=wanted.stage)
    in_time = check_objection(ground.today, days, ground.standard)
    if not in_time.passed:
        raise RuleBroken(reasons=[in_time])
    _must_be_refused(application, wanted)
    objection = _enter(session, application, result=result, wanted=wanted)
    await session.flush()
    reason = check_ground(wanted.ground, ground.standard)
    return Lodged(objection, [] if reason.passed else [reason])


async def list_windows(
    session: AsyncSession, application: Application, objections: Sequence[Objection]
) -> list[Window]:
    """When the announced results of an application can be objected to."""
    ground = await ground_of(session, application.selection_id)
    lodged = {objection.stage for objection in objections}
    windows = []
    for stage in ObjectionStage:
        result = await find_result(session, application, stage)
        if result is None:
            continue
        days = await days_after(session, ground, result, stage=stage)
        reason = check_objection(ground.today, days, ground.standard)
        is_free = stage not in lodged and _can_be_disputed(application, stage)
        windows.append(Window(stage, days, reason.passed and is_free, [reason]))
    return windows


async def ground_of(session: AsyncSession, selection_id: UUID) -> Ground:
    """The selection with its rules and today's date where the agency is. Raises NotFound."""
    selection = await session.get(Selection, selection_id)
    if selection is None:
        raise NotFound
    _, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    return Ground(selection, standard, context_of(session).clock.today(selection.time_zone))


async def days_after(
    session: AsyncSession, ground: Ground, result: Result, *, stage: ObjectionStage
) -> ObjectionDays:
    """The days of objections to a result and of their answers."""
    announced_on = result.announced_at.astimezone(ZoneInfo(ground.selection.time_zone)).date()
    schedule = await schedule_of(session, ground.selection.id)
    return days_of(schedule, stage, announced_on, standard=ground.standard)


def _can_be_disputed(application: Application, stage: ObjectionStage) -> bool:
    return stage is ObjectionStage.FINAL or application.state == REFUSED


def _must_be_refused(application: Application, wanted: ObjectionCreate) -> None:
    if not _can_be_disputed(application, wanted.stage):
        raise NothingToObjectTo(current_state=application.state, allowed=[REFUSED])
    refused = {reason["rule"] for reason in application.reasons}
    if wanted.stage is ObjectionStage.ADMINISTRATIVE and (
        foreign := sorted(set(wanted.requirements) - refused)
    ):
        raise NothingToObjectTo(requirements=foreign, refused=sorted(refused))


def _enter(
    session: AsyncSession, application: Application, *, result: Result, wanted: ObjectionCreate
) -> Objection:
    objection = Objection(
        id=new_id(),
        agency=application.agency,
        selection_id=application.selection_id,
        application_id=application.id,
        applicant_id=application.applicant_id,
        stage=wanted.stage,
        ranking_id=result.ranking_id,
        state=ObjectionState.LODGED,
        ground=wanted.ground,
        words=wanted.words,
        requirements=wanted.requirements,
        lodged_at=context_of(session).clock.now(),
        needs_correction=False,
    )
    session.add(objection)
    publish(
        session,
        ObjectionLodged(
            agency=objection.agency,
            objection_id=objection.id,
            application_id=objection.application_id,
            selection_id=objection.selection_id,
            stage=objection.stage,
            ground=objection.ground,
            lodged_at=objection.lodged_at,
        ),
    )
    return objection
