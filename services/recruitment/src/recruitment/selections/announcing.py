"""Announcing a selection, changing its schedule afterwards, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, RuleBroken
from recruitment.policy import ANNOUNCE_SELECTION
from recruitment.selections.announcement_schemas import Announcement, Reschedule
from recruitment.selections.cancelling import end_applications, release_formations
from recruitment.selections.completing import judge_completion
from recruitment.selections.events import (
    SelectionAnnounced,
    SelectionCancelled,
    SelectionCompleted,
    SelectionRescheduled,
)
from recruitment.selections.judging import Judgement, judge_announcement, judge_reschedule
from recruitment.selections.models import ScheduleChange, Selection
from recruitment.selections.queries import get_selection
from recruitment.selections.records import set_stages, stage_facts, stages_as_kept
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.selections.standards import standard_of
from recruitment.selections.states import SelectionState, check_step


class AnnouncementNumberTaken(AlreadyExists):
    """The agency has another announcement of this number."""

    code = "announcement-number-taken"
    title = Text("Nomor pengumuman sudah dipakai", "The announcement number is taken")


@dataclass(frozen=True)
class Announced:
    """What became of it: the selection, and what was found."""

    selection: Selection
    judgement: Judgement
    is_dry_run: bool


async def announce_selection(
    session: AsyncSession,
    principal: Principal,
    selection_id: UUID,
    *,
    notice: Announcement,
    seen_version: int,
    is_dry_run: bool,
) -> Announced:
    """Announce a draft and bind it to a version of the rules; a dry run only says what would be found.

    Raises NotFound, Forbidden, PreconditionFailed, SelectionNotInState, StandardMissing,
    AnnouncementNumberTaken, RuleBroken.
    """
    selection = await _selection_for(session, principal, selection_id, step="announcement")
    check_version(selection, seen_version)
    await _refuse_taken_number(session, selection, notice.announcement_number)
    version, standard = await standard_of(session, intake=selection.intake, version=notice.rule_set)
    today = context_of(session).clock.today(selection.time_zone)
    judgement = await judge_announcement(session, selection, standard, today=today)
    if is_dry_run:
        return Announced(selection, judgement, is_dry_run)
    if judgement.refusals:
        raise RuleBroken(reasons=judgement.refusals)
    now = context_of(session).clock.now()
    selection.state, selection.announced_at = SelectionState.ANNOUNCED, now
    selection.rule_set, selection.announcement_number = version, notice.announcement_number
    _keep_schedule(session, selection, warnings=judgement.warnings)
    publish(
        session,
        SelectionAnnounced(
            **_fact(selection),
            schedule_version=selection.schedule_version,
            stages=stage_facts(selection.stages),
            rule_set=version,
            formations=judgement.formations,
            openings=judgement.openings,
            announced_at=now,
        ),
    )
    await session.flush()
    return Announced(selection, judgement, is_dry_run)


async def reschedule_selection(
    session: AsyncSession,
    principal: Principal,
    selection_id: UUID,
    *,
    change: Reschedule,
    seen_version: int,
    is_dry_run: bool,
) -> Announced:
    """Change an announced schedule; what it said before stays visible.

    Raises NotFound, Forbidden, PreconditionFailed, SelectionNotInState, RuleBroken.
    """
    selection = await _selection_for(session, principal, selection_id, step="reschedule")
    check_version(selection, seen_version)
    _, standard = await standard_of(session, version=selection.rule_set)
    today = context_of(session).clock.today(selection.time_zone)
    judgement = await judge_reschedule(session, selection, change.stages, standard=standard, today=today)
    if is_dry_run:
        return Announced(selection, judgement, is_dry_run)
    if judgement.refusals:
        raise RuleBroken(reasons=judgement.refusals)
    say_reason(session, change.reason)
    set_stages(selection, change.stages)
    _keep_schedule(
        session,
        selection,
        warnings=judgement.warnings,
        reason=change.reason,
        reference=change.reference,
    )
    publish(
        session,
        SelectionRescheduled(
            **_fact(selection),
            schedule_version=selection.schedule_version,
            stages=stage_facts(selection.stages),
            reason=change.reason,
            reference=change.reference,
        ),
    )
    await session.flush()
    return Announced(selection, judgement, is_dry_run)


async def complete_selection(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, seen_version: int
) -> Selection:
    """Close a selection that came to its end.

    Raises NotFound, Forbidden, PreconditionFailed, SelectionNotInState, RuleBroken while something of it is
    still to be done.
    """
    selection = await _selection_for(session, principal, selection_id, step="completion")
    check_version(selection, seen_version)
    if missing := [one for one in await judge_completion(session, selection_id) if not one.passed]:
        raise RuleBroken(reasons=missing)
    selection.state = SelectionState.COMPLETED
    selection.ended_at = context_of(session).clock.now()
    publish(session, SelectionCompleted(**_fact(selection)))
    await session.flush()
    return selection


async def cancel_selection(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, reason: str, seen_version: int
) -> Selection:
    """Call a selection off; once announced, the public sees that and why.

    Its applications end with it and are told, and its formations are free again.

    Raises NotFound, Forbidden, PreconditionFailed, SelectionNotInState.
    """
    selection = await _selection_for(session, principal, selection_id, step="cancellation")
    check_version(selection, seen_version)
    say_reason(session, reason)
    selection.state, selection.end_reason = SelectionState.CANCELLED, reason
    selection.ended_at = context_of(session).clock.now()
    await session.flush()
    await release_formations(session, selection)
    ended = await end_applications(session, selection)
    publish(session, SelectionCancelled(**_fact(selection), reason=reason, applications=ended))
    await session.flush()
    return selection


async def _selection_for(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, step: str
) -> Selection:
    selection = await get_selection(session, principal, selection_id, is_locked=True)
    permitted(decide(principal, ANNOUNCE_SELECTION, Resource(selection.agency)))
    check_step(selection.state, step)
    return selection


async def _refuse_taken_number(session: AsyncSession, selection: Selection, number: str) -> None:
    same = select(Selection.id).where(
        Selection.agency == selection.agency,
        Selection.announcement_number == number,
        Selection.id != selection.id,
    )
    taken = await session.scalar(same)
    if taken is not None:
        raise AnnouncementNumberTaken(selection_id=taken)


def _keep_schedule(
    session: AsyncSession,
    selection: Selection,
    *,
    warnings: Sequence[SelectionReason],
    reason: str | None = None,
    reference: str | None = None,
) -> None:
    selection.schedule_version += 1
    session.add(
        ScheduleChange(
            selection_id=selection.id,
            schedule_version=selection.schedule_version,
            stages=stages_as_kept(selection.stages),
            reason=reason,
            reference=reference,
            warnings=[one.model_dump(mode="json") for one in warnings],
            announced_at=context_of(session).clock.now(),
        )
    )


def _fact(selection: Selection) -> dict[str, object]:
    return {
        "agency": selection.agency,
        "selection_id": selection.id,
        "intake": selection.intake,
        "name": selection.name,
        "announcement_number": selection.announcement_number,
    }
