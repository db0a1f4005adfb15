"""Announcing the administrative result again, after the objections."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.notify import Notice, notify_all
from abdi.problems import RuleBroken
from abdi.reasons import Reason
from recruitment.objections.faults import ObjectionsUnanswered, ResultNotAnnounced
from recruitment.objections.models import Objection
from recruitment.objections.queries import Result, count_by_state, find_waiting
from recruitment.objections.rules import ObjectionStage, ObjectionState, check_objections_over
from recruitment.objections.service import Ground, days_after, ground_of
from recruitment.selections.rules.clock import check_reannouncement
from recruitment.verifications.events import AdministrativeResultReannounced
from recruitment.verifications.faults import ResultAnnounced
from recruitment.verifications.manifests import fact_of, record_announcement
from recruitment.verifications.models import AdministrativeAnnouncement
from recruitment.verifications.permissions import ANNOUNCE_VERIFICATION
from recruitment.verifications.queries import get_selection, list_announcements, must_be_under_way

_SUBJECT = Text(
    "Pengumuman pascasanggah seleksi administrasi", "Administrative result announced after objections"
)
_BODY = Text(
    "Hasil seleksi administrasi {selection} diumumkan kembali setelah masa sanggah.",
    "The administrative result of {selection} was announced again after the objections.",
)


@dataclass(frozen=True)
class Reannounced:
    """The second announcement, with what the clock says of it."""

    announcement: AdministrativeAnnouncement
    warnings: list[Reason]


async def reannounce_result(session: AsyncSession, principal: Principal, selection_id: UUID) -> Reannounced:
    """Announce the administrative result again, when every objection is answered and none can come any more.

    Raises NotFound, SelectionNotUnderWay, ResultNotAnnounced, ResultAnnounced, RuleBroken,
    ObjectionsUnanswered.
    """
    selection = await get_selection(
        session, principal, ANNOUNCE_VERIFICATION, selection_id=selection_id, is_locked=True
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
    announcement = await record_announcement(session, selection, number=2)
    states = (await count_by_state(session, selection_id)).get(ObjectionStage.ADMINISTRATIVE, {})
    publish(
        session,
        AdministrativeResultReannounced(
            **fact_of(selection, announcement),
            objections=sum(states.values()),
            accepted=states.get(ObjectionState.ACCEPTED, 0),
        ),
    )
    await _tell_objectors(session, ground)
    in_time = check_reannouncement(ground.today, days, ground.standard)
    return Reannounced(announcement, [] if in_time.passed else [in_time])


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


async def _tell_objectors(session: AsyncSession, ground: Ground) -> None:
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
    await notify_all(session, notices)
