"""Announcing the administrative result: everybody at once, and fixed from then on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.dates import in_words
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.notify import Notice, notify_all
from abdi.problems import RuleBroken
from abdi.reasons import Reason
from recruitment.objections.rules import ObjectionStage, days_of
from recruitment.selections.models import Selection
from recruitment.selections.rules.clock import ObjectionDays
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.stages import StageCode, StageDays
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.verifications.events import AdministrativeResultAnnounced
from recruitment.verifications.faults import CasesOpen, ResultAnnounced
from recruitment.verifications.manifests import fact_of, record_announcement
from recruitment.verifications.models import AdministrativeAnnouncement
from recruitment.verifications.permissions import ANNOUNCE_VERIFICATION
from recruitment.verifications.queries import (
    count_waiting,
    get_selection,
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


@dataclass(frozen=True)
class Announced:
    """An announcement with the days of objections that follow."""

    announcement: AdministrativeAnnouncement
    days: ObjectionDays | None
    warnings: list[Reason] = field(default_factory=list)


async def announce_result(session: AsyncSession, principal: Principal, selection_id: UUID) -> Announced:
    """Announce who is eligible (MS) and who is not (TMS), set-based; every applicant is told.

    Raises NotFound, SelectionNotUnderWay, ResultAnnounced, CasesOpen, RuleBroken outside the scheduled days.
    """
    selection = await get_selection(
        session, principal, ANNOUNCE_VERIFICATION, selection_id=selection_id, is_locked=True
    )
    must_be_under_way(selection)
    if await list_announcements(session, selection_id):
        raise ResultAnnounced
    await session.execute(_LOCK, {"selection_id": selection_id})
    await _refuse_while_open(session, selection_id)
    _, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    schedule = await schedule_of(session, selection_id)
    today = context_of(session).clock.today(selection.time_zone)
    _refuse_unscheduled(schedule, standard, today)
    now = context_of(session).clock.now()
    await session.execute(_APPLY, {"selection_id": selection_id, "now": now})
    announcement = await record_announcement(session, selection, number=1)
    publish(session, AdministrativeResultAnnounced(**fact_of(selection, announcement)))
    days = days_of(schedule, ObjectionStage.ADMINISTRATIVE, today, standard=standard)
    await _tell(session, selection, days)
    return Announced(announcement, days)


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


async def _tell(session: AsyncSession, selection: Selection, days: ObjectionDays) -> None:
    first, last = in_words(days.objection_from), in_words(days.objection_until)
    body = Text(
        _BODY.id.replace("{first}", first.id).replace("{last}", last.id),
        _BODY.en.replace("{first}", first.en).replace("{last}", last.en),
    )
    after = UUID(int=0)
    while rows := (
        await session.execute(_TOLD, {"selection_id": selection.id, "after": after, "chunk": CHUNK})
    ).all():
        notices = [
            Notice(
                recipient_id=row.applicant_id,
                agency=selection.agency,
                kind="administrative_result.announced",
                subject=_SUBJECT,
                body=body,
                params={"selection": selection.name},
            )
            for row in rows
        ]
        await notify_all(session, notices)
        after = rows[-1].id
