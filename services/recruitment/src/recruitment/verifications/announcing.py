"""Announcing the administrative result: everybody at once, and fixed from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.dates import in_words
from abdi.db.context import context_of
from abdi.faults import crash_at
from abdi.i18n import Text
from abdi.jobs import Job, JobRun, JobState
from abdi.messaging import publish
from abdi.notify import Notice, notify_all
from abdi.problems import RuleBroken
from recruitment.objections.rules import ObjectionStage, days_of
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.rules.clock import ObjectionDays
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.stages import StageCode, StageDays
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.verification_steps.asking import ask_for_step, step_job
from recruitment.verification_steps.kinds import VerificationStepKind, VerificationStepStage
from recruitment.verifications.events import AdministrativeResultAnnounced
from recruitment.verifications.faults import CasesOpen, ResultAnnounced
from recruitment.verifications.manifests import fact_of, record_announcement, result_of
from recruitment.verifications.permissions import ANNOUNCE_VERIFICATION
from recruitment.verifications.queries import (
    count_waiting,
    list_announcements,
    must_be_under_way,
    schedule_of,
)

CHUNK: Final = 2_000
_LOCK: Final = text("""
    SELECT count(*) FROM (
        SELECT FROM verification_case WHERE selection_id = :selection_id ORDER BY id FOR UPDATE
    ) AS locked
""")
_APPLY: Final = text("""
    UPDATE application AS a
    SET state = c.outcome, reasons = c.reasons, state_since = :now, version = a.version + 1,
        updated_at = now()
    FROM verification_case AS c
    WHERE c.application_id = a.id AND a.selection_id = :selection_id AND a.state = 'submitted'
        AND c.state = 'decided'
""")
_TOLD: Final = text("""
    SELECT id, applicant_id, state FROM application
    WHERE selection_id = :selection_id AND state IN ('eligible', 'not_eligible') AND id > :after
    ORDER BY id LIMIT :chunk
""")
_SUBJECT: Final = Text("Hasil seleksi administrasi", "Result of the administrative selection")
_BODY: Final = Text(
    "Hasil seleksi administrasi {selection} sudah diumumkan. Lihat hasil dan alasannya pada pendaftaran Anda."
    " Sanggah dapat diajukan {first} sampai {last}.",
    "The result of the administrative selection of {selection} was announced. Your application shows it with"
    " its reasons. Objections are possible from {first} to {last}.",
)


async def ask_for_announcement(session: AsyncSession, principal: Principal, selection_id: UUID) -> Job:
    """Ask for the announcement of the administrative result.

    Raises NotFound, SelectionNotUnderWay, ResultAnnounced, CasesOpen, StepUnderWay, RuleBroken outside the
    scheduled days.
    """
    ready = await _ready(session, principal, selection_id)
    return await ask_for_step(session, principal, ready.selection, kind=VerificationStepKind.ANNOUNCEMENT)


async def announce_result(run: JobRun, selection_id: UUID) -> None:
    """Announce who is eligible (MS) and who is not (TMS), everybody at once; every applicant is told.

    Raises what asking for it raises.
    """
    async with run.unit() as session:
        ready = await _ready(session, run.principal, selection_id, is_locked=True)
        await run.say(VerificationStepStage.ANNOUNCING, done=0)
        now = context_of(session).clock.now()
        await session.execute(_APPLY, {"selection_id": selection_id, "now": now})
        announcement = await record_announcement(session, ready.selection, number=1)
        publish(session, AdministrativeResultAnnounced(**fact_of(ready.selection, announcement)))
        told = await _tell(run, session, ready, rows=sum(announcement.manifest["counts"].values()))
        crash_at("verification_steps.before_settle")
        result = result_of(announcement, ready.days)
        await run.settle(session, JobState.FINISHED, done=told, rows=told, result=result)


ANNOUNCEMENT_JOB: Final = step_job(VerificationStepKind.ANNOUNCEMENT, announce_result, ANNOUNCE_VERIFICATION)


@dataclass(frozen=True)
class _Ready:
    """A selection whose result can be announced today, with the days of objections that follow."""

    selection: Selection
    days: ObjectionDays


async def _ready(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, is_locked: bool = False
) -> _Ready:
    selection = await get_selection_for(
        session, principal, ANNOUNCE_VERIFICATION, selection_id=selection_id, is_locked=is_locked
    )
    must_be_under_way(selection)
    if await list_announcements(session, selection_id):
        raise ResultAnnounced
    if is_locked:
        await session.execute(_LOCK, {"selection_id": selection_id})
    await _refuse_while_open(session, selection_id)
    _, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    schedule = await schedule_of(session, selection_id)
    today = context_of(session).clock.today(selection.time_zone)
    _refuse_unscheduled(schedule, standard, today)
    return _Ready(selection, days_of(schedule, ObjectionStage.ADMINISTRATIVE, today, standard=standard))


async def _refuse_while_open(session: AsyncSession, selection_id: UUID) -> None:
    counts, oldest = await count_waiting(session, selection_id)
    if oldest is not None:
        seconds = (context_of(session).clock.now() - oldest).total_seconds()
        raise CasesOpen(counts=counts, oldest_since=oldest, oldest_seconds=max(0, int(seconds)))


def _refuse_unscheduled(
    schedule: Mapping[StageCode, StageDays], standard: CpnsSelection, today: date
) -> None:
    # Announced later than scheduled, the days for objections would be fewer than the law gives.
    stage = schedule.get(StageCode.ADMINISTRATIVE_RESULT)
    if stage is None or stage.starts_on <= today <= stage.ends_on:
        return
    first, last = in_words(stage.starts_on), in_words(stage.ends_on)
    reason = SelectionReason(
        **source("clock.result_day", standard),
        passed=False,
        required={"from": stage.starts_on.isoformat(), "until": stage.ends_on.isoformat()},
        found=today.isoformat(),
        message=Text(
            f"Hasil seleksi administrasi diumumkan {first.id} sampai {last.id}.",
            f"The administrative result is announced from {first.en} to {last.en}.",
        ),
        remedy=Text("Ubah jadwal lebih dahulu.", "Change the schedule first."),
    )
    raise RuleBroken(reasons=[reason])


async def _tell(run: JobRun, session: AsyncSession, ready: _Ready, *, rows: int) -> int:
    """Tell every applicant of the result; how many were told."""
    body, after, told = _body(ready.days), UUID(int=0), 0
    asked = {"selection_id": ready.selection.id, "chunk": CHUNK}
    while people := (await session.execute(_TOLD, asked | {"after": after})).all():
        notices = [
            Notice(
                recipient_id=person.applicant_id,
                agency=ready.selection.agency,
                kind="administrative_result.announced",
                subject=_SUBJECT,
                body=body,
                params={"selection": ready.selection.name},
            )
            for person in people
        ]
        await notify_all(session, notices)
        after, told = people[-1].id, told + len(people)
        await run.say(VerificationStepStage.TELLING, done=told, rows=rows)
    return told


def _body(days: ObjectionDays) -> Text:
    first, last = in_words(days.objection_from), in_words(days.objection_until)
    return Text(
        _BODY.id.replace("{first}", first.id).replace("{last}", last.id),
        _BODY.en.replace("{first}", first.en).replace("{last}", last.en),
    )
