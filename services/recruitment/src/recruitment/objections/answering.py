"""Answering objections, by somebody who did not verify the case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.notify import Notice, notify_all
from abdi.problems import NotFound, Problem, RuleBroken
from recruitment.applications.models import Application
from recruitment.objections.events import ObjectionAnswered
from recruitment.objections.faults import (
    AnsweredByVerifier,
    ObjectionNotInState,
)
from recruitment.objections.models import Objection, ObjectionAnswer
from recruitment.objections.queries import (
    Result,
    find_result,
    lock_applications,
    lock_objections,
)
from recruitment.objections.rules import (
    ObjectionStage,
    ObjectionState,
    answered_by_others,
    check_answer_day,
    check_fault,
)
from recruitment.objections.schemas import AnswerItem, ObjectionOutcome
from recruitment.objections.service import REFUSED, Ground, days_after, ground_of
from recruitment.selections.rules.clock import ObjectionDays
from recruitment.verifications.faults import ConflictDeclared
from recruitment.verifications.judging import conflict_reason
from recruitment.verifications.permissions import ANSWER_OBJECTION
from recruitment.verifications.queries import (
    conflicted_applications,
    verified_by,
    verifier_of,
)

Outcome = Objection | Problem
ELIGIBLE = "eligible"

_SUBJECT = Text("Sanggah Anda dijawab", "Your objection was answered")
_BODY = Text(
    "Sanggah Anda pada {selection} sudah dijawab. Lihat jawabannya pada pendaftaran Anda.",
    "Your objection in {selection} was answered. Your application shows the answer.",
)


@dataclass(frozen=True)
class _Desk:
    """What is known of the objections before they are answered."""

    me: UUID
    objections: Mapping[UUID, Objection]
    applications: Mapping[UUID, Application]
    verified: Collection[UUID]
    conflicted: Collection[UUID]
    grounds: Mapping[UUID, Ground]
    days: Mapping[tuple[UUID, str], ObjectionDays]


async def answer_objections(
    session: AsyncSession, principal: Principal, items: Sequence[AnswerItem]
) -> list[Outcome]:
    """Accept or reject objections; one outcome each, in their order.

    An accepted one to the administrative result makes the applicant eligible; one to the final result asks
    for a correction of the ranking.

    A refused one is the problem that says why: NotFound, ObjectionNotInState, AnsweredByVerifier,
    ConflictDeclared, RuleBroken. Raises Forbidden for who is no person.
    """
    desk = await _desk(session, principal, [item.id for item in items])

    def answer(item: AnswerItem) -> Objection:
        objection = desk.objections.get(item.id)
        if objection is None:
            raise NotFound
        _must_allow(desk, objection, item)
        _write(session, desk, objection, item=item)
        return objection

    outcomes = judge_each(items, answer)
    await session.flush()
    await _tell(session, desk, done_of(outcomes))
    return outcomes


async def _desk(session: AsyncSession, principal: Principal, objection_ids: Sequence[UUID]) -> _Desk:
    me = verifier_of(principal)
    objections = await lock_objections(session, principal, ANSWER_OBJECTION, objection_ids=objection_ids)
    application_ids = {objection.application_id for objection in objections.values()}
    applications = await lock_applications(session, application_ids)
    grounds: dict[UUID, Ground] = {}
    days: dict[tuple[UUID, str], ObjectionDays] = {}
    for objection in objections.values():
        selection_id, stage = objection.selection_id, ObjectionStage(objection.stage)
        if selection_id not in grounds:
            grounds[selection_id] = await ground_of(session, selection_id)
        if (selection_id, stage) not in days:
            result = await find_result(session, applications[objection.application_id], stage)
            result = result or Result(objection.lodged_at)
            days[selection_id, stage] = await days_after(session, grounds[selection_id], result, stage=stage)
    return _Desk(
        me=me,
        objections=objections,
        applications=applications,
        verified=await verified_by(session, me, application_ids),
        conflicted=await conflicted_applications(session, me, application_ids),
        grounds=grounds,
        days=days,
    )


def _must_allow(desk: _Desk, objection: Objection, item: AnswerItem) -> None:
    if objection.state != ObjectionState.LODGED:
        raise ObjectionNotInState(current_state=objection.state, allowed=[])
    ground = desk.grounds[objection.selection_id]
    if objection.application_id in desk.verified:
        raise AnsweredByVerifier(reasons=[answered_by_others(ground.standard)])
    if objection.application_id in desk.conflicted:
        raise ConflictDeclared(reasons=[conflict_reason()])
    checks = [
        check_answer_day(ground.today, desk.days[objection.selection_id, objection.stage], ground.standard)
    ]
    if item.outcome is ObjectionOutcome.ACCEPTED:
        checks.append(check_fault(item.fault, ground.standard))
    if broken := [check for check in checks if not check.passed]:
        raise RuleBroken(reasons=broken)


def _write(session: AsyncSession, desk: _Desk, objection: Objection, *, item: AnswerItem) -> None:
    now = context_of(session).clock.now()
    objection.state, objection.answered_at = ObjectionState(item.outcome), now
    objection.answer, objection.fault = item.words, item.fault
    is_accepted = item.outcome is ObjectionOutcome.ACCEPTED
    objection.needs_correction = is_accepted and objection.stage == ObjectionStage.FINAL
    application = desk.applications[objection.application_id]
    is_refused = application.state == REFUSED
    if is_accepted and is_refused and objection.stage == ObjectionStage.ADMINISTRATIVE:
        application.state, application.state_since, application.reasons = ELIGIBLE, now, []
    session.add(
        ObjectionAnswer(
            objection_id=objection.id, agency=objection.agency, answered_by=desk.me, note=item.note
        )
    )
    publish(
        session,
        ObjectionAnswered(
            agency=objection.agency,
            objection_id=objection.id,
            application_id=objection.application_id,
            selection_id=objection.selection_id,
            stage=objection.stage,
            state=objection.state,
            fault=item.fault,
            needs_correction=objection.needs_correction,
            answered_at=now,
        ),
    )


async def _tell(session: AsyncSession, desk: _Desk, answered: Sequence[Objection]) -> None:
    notices = [
        Notice(
            recipient_id=objection.applicant_id,
            agency=objection.agency,
            kind="objection.answered",
            subject=_SUBJECT,
            body=_BODY,
            params={"selection": desk.grounds[objection.selection_id].selection.name},
        )
        for objection in answered
    ]
    await notify_all(session, notices)
