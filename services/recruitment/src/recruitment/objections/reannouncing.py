"""Announcing the administrative result again, after the objections."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.faults import crash_at
from abdi.i18n import Text
from abdi.jobs import Job, JobRun, JobState
from abdi.messaging import publish
from abdi.notify import Notice, notify_all
from abdi.problems import RuleBroken
from recruitment.objections.faults import ObjectionsUnanswered, ResultNotAnnounced
from recruitment.objections.models import Objection
from recruitment.objections.queries import Result, count_by_state, find_waiting
from recruitment.objections.rules import ObjectionStage, ObjectionState, check_objections_over
from recruitment.objections.service import Ground, days_after, ground_of
from recruitment.selections.queries import get_selection_for
from recruitment.selections.rules.clock import ObjectionDays, check_reannouncement
from recruitment.verification_steps.asking import ask_for_step, step_job
from recruitment.verification_steps.kinds import VerificationStepKind, VerificationStepStage
from recruitment.verifications.events import AdministrativeResultReannounced
from recruitment.verifications.faults import ResultAnnounced
from recruitment.verifications.manifests import fact_of, record_announcement, result_of
from recruitment.verifications.permissions import ANNOUNCE_VERIFICATION
from recruitment.verifications.queries import list_announcements, must_be_under_way

CHUNK: Final = 2_000
_SUBJECT = Text(
    "Pengumuman pascasanggah seleksi administrasi", "Administrative result announced after objections"
)
_BODY = Text(
    "Hasil seleksi administrasi {selection} diumumkan kembali setelah masa sanggah.",
    "The administrative result of {selection} was announced again after the objections.",
)


async def ask_for_reannouncement(session: AsyncSession, principal: Principal, selection_id: UUID) -> Job:
    """Ask for the administrative result to be announced again.

    Raises NotFound, SelectionNotUnderWay, ResultNotAnnounced, ResultAnnounced, RuleBroken,
    ObjectionsUnanswered, StepUnderWay.
    """
    ground, _ = await _ready(session, principal, selection_id)
    kind = VerificationStepKind.REANNOUNCEMENT
    return await ask_for_step(session, principal, ground.selection, kind=kind)


async def reannounce_result(run: JobRun, selection_id: UUID) -> None:
    """Announce the administrative result again, when every objection is answered and none can come any more.

    Raises what asking for it raises.
    """
    async with run.unit() as session:
        ground, days = await _ready(session, run.principal, selection_id, is_locked=True)
        await run.say(VerificationStepStage.ANNOUNCING, done=0)
        announcement = await record_announcement(session, ground.selection, number=2)
        states = (await count_by_state(session, selection_id)).get(ObjectionStage.ADMINISTRATIVE, {})
        publish(
            session,
            AdministrativeResultReannounced(
                **fact_of(ground.selection, announcement),
                objections=sum(states.values()),
                accepted=states.get(ObjectionState.ACCEPTED, 0),
            ),
        )
        told = await _tell_objectors(run, session, ground)
        crash_at("verification_steps.before_settle")
        in_time = check_reannouncement(ground.today, days, ground.standard)
        result = result_of(announcement, None, [] if in_time.passed else [in_time])
        await run.settle(session, JobState.FINISHED, done=told, rows=told, result=result)


REANNOUNCEMENT_JOB: Final = step_job(
    VerificationStepKind.REANNOUNCEMENT, reannounce_result, ANNOUNCE_VERIFICATION
)


async def _ready(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, is_locked: bool = False
) -> tuple[Ground, ObjectionDays]:
    """The selection with the days of its objections, when its result may be announced again today."""
    selection = await get_selection_for(
        session, principal, ANNOUNCE_VERIFICATION, selection_id=selection_id, is_locked=is_locked
    )
    must_be_under_way(selection)
    known = await list_announcements(session, selection_id)
    if not known:
        raise ResultNotAnnounced
    if len(known) > 1:
        raise ResultAnnounced
    ground = await ground_of(session, selection_id)
    result = Result(known[0].announced_at)
    days = await days_after(session, ground, result, stage=ObjectionStage.ADMINISTRATIVE)
    over = check_objections_over(ground.today, days, ground.standard)
    if not over.passed:
        raise RuleBroken(reasons=[over])
    await _refuse_unanswered(session, selection_id)
    return ground, days


async def _refuse_unanswered(session: AsyncSession, selection_id: UUID) -> None:
    waiting = await find_waiting(session, selection_id, ObjectionStage.ADMINISTRATIVE)
    if waiting.oldest_since is not None:
        age = context_of(session).clock.now() - waiting.oldest_since
        raise ObjectionsUnanswered(
            count=waiting.waiting,
            oldest_id=waiting.oldest_id,
            oldest_since=waiting.oldest_since,
            oldest_seconds=max(0, int(age.total_seconds())),
        )


async def _tell_objectors(run: JobRun, session: AsyncSession, ground: Ground) -> int:
    """Tell everybody who objected; how many were told."""
    objectors = select(Objection.applicant_id).where(
        Objection.selection_id == ground.selection.id, Objection.stage == ObjectionStage.ADMINISTRATIVE
    )
    notices = [
        Notice(
            recipient_id=applicant_id,
            agency=ground.selection.agency,
            kind="administrative_result.reannounced",
            subject=_SUBJECT,
            body=_BODY,
            params={"selection": ground.selection.name},
        )
        for applicant_id in await session.scalars(objectors)
    ]
    for start in range(0, len(notices), CHUNK):
        await notify_all(session, notices[start : start + CHUNK])
        done = min(start + CHUNK, len(notices))
        await run.say(VerificationStepStage.TELLING, done=done, rows=len(notices))
    return len(notices)
