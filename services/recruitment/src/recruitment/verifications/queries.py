"""Finding cases, their verdicts and whoever may not judge them, within what the principal may see."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Permission
from abdi.problems import Forbidden, NotFound
from recruitment.applications.models import Application
from recruitment.applications.rules import ApplicationState
from recruitment.selections.models import Selection, Stage
from recruitment.selections.rules.stages import StageCode, StageDays
from recruitment.selections.states import allowed_in
from recruitment.verifications.faults import SelectionNotUnderWay
from recruitment.verifications.models import (
    AdministrativeAnnouncement,
    ConflictOfInterest,
    Verdict,
    VerificationCase,
    VerificationClaim,
    VerificationSetting,
)
from recruitment.verifications.permissions import CASES, READ_VERIFICATION
from recruitment.verifications.schemas import CaseFilters

NOT_CANCELLED: Final = exists().where(
    Application.id == VerificationCase.application_id, Application.state != ApplicationState.CANCELLED
)
"""The cases that count: with its application a case ends, whatever was found before."""


def verifier_of(principal: Principal) -> UUID:
    """Who judges: always a person in service. Raises Forbidden."""
    if principal.employee_id is None:
        raise Forbidden
    return principal.employee_id


def must_be_under_way(selection: Selection) -> None:
    """Raises SelectionNotUnderWay for a draft, and for what is over."""
    if selection.state != "announced":
        raise SelectionNotUnderWay(current_state=selection.state, allowed=allowed_in(selection.state))


async def schedule_of(session: AsyncSession, selection_id: UUID) -> dict[StageCode, StageDays]:
    """The present schedule by stage."""
    stages = await session.scalars(select(Stage).where(Stage.selection_id == selection_id))
    return {StageCode(one.code): StageDays(StageCode(one.code), one.starts_on, one.ends_on) for one in stages}


async def find_setting(session: AsyncSession, selection_id: UUID) -> VerificationSetting | None:
    """How the selection is worked through, if anybody said so."""
    return await session.get(VerificationSetting, selection_id)


async def get_case(session: AsyncSession, principal: Principal, case_id: UUID) -> VerificationCase:
    """A case that the principal may see. Raises NotFound."""
    within = scope(principal, READ_VERIFICATION, CASES)
    found = await session.scalar(select(VerificationCase).where(VerificationCase.id == case_id, within))
    if found is None:
        raise NotFound
    return found


async def lock_cases(
    session: AsyncSession, principal: Principal, permission: Permission, *, case_ids: Collection[UUID]
) -> dict[UUID, VerificationCase]:
    """Those of these cases to which `permission` extends, locked in one order."""
    within = scope(principal, permission, CASES)
    wanted = select(VerificationCase).where(VerificationCase.id.in_(case_ids), within)
    locked = wanted.order_by(VerificationCase.id).with_for_update()
    return {case.id: case for case in await session.scalars(locked)}


async def list_cases(
    session: AsyncSession, principal: Principal, *, filters: CaseFilters, query: ListQuery, now: datetime
) -> Page[Any]:
    """A page of the cases that the principal may see, who waits longest first."""
    within = scope(principal, READ_VERIFICATION, CASES)
    wanted = select(VerificationCase).where(within, NOT_CANCELLED)
    given = filters.model_dump(exclude_none=True, exclude={"is_mine", "waiting_before"})
    for name, value in given.items():
        wanted = wanted.where(getattr(VerificationCase, name) == value)
    if filters.waiting_before is not None:
        wanted = wanted.where(VerificationCase.waits_since < filters.waiting_before)
    if filters.is_mine is not None:
        mine = exists().where(
            VerificationClaim.case_id == VerificationCase.id,
            VerificationClaim.verifier_id == principal.employee_id,
            VerificationClaim.expires_at > now,
        )
        wanted = wanted.where(mine if filters.is_mine else ~mine)
    keys = [VerificationCase.waits_since, VerificationCase.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda case: case)


async def verdicts_of(
    session: AsyncSession, cases: Collection[VerificationCase]
) -> dict[UUID, list[Verdict]]:
    """The verdicts of the present round of each case, in their order."""
    wanted = (
        select(Verdict)
        .join(VerificationCase, VerificationCase.id == Verdict.case_id)
        .where(Verdict.case_id.in_([case.id for case in cases]), Verdict.round == VerificationCase.round)
        .order_by(Verdict.case_id, Verdict.number)
    )
    found: dict[UUID, list[Verdict]] = defaultdict(list)
    for verdict in await session.scalars(wanted):
        found[verdict.case_id].append(verdict)
    return found


async def claims_of(
    session: AsyncSession, case_ids: Collection[UUID], now: datetime
) -> dict[UUID, list[VerificationClaim]]:
    """Who is at each case now."""
    wanted = select(VerificationClaim).where(
        VerificationClaim.case_id.in_(case_ids), VerificationClaim.expires_at > now
    )
    found: dict[UUID, list[VerificationClaim]] = defaultdict(list)
    for claim in await session.scalars(wanted.order_by(VerificationClaim.claimed_at)):
        found[claim.case_id].append(claim)
    return found


def covers(applicant_id: object, selection_id: object) -> ColumnElement[bool]:
    """Whether a declared conflict covers this applicant in this selection, as a condition."""
    return or_(
        ConflictOfInterest.applicant_id == applicant_id,
        and_(ConflictOfInterest.applicant_id.is_(None), ConflictOfInterest.selection_id == selection_id),
    )


async def conflicted_applications(
    session: AsyncSession, verifier_id: UUID, application_ids: Collection[UUID]
) -> set[UUID]:
    """Those of these applications that the person may not judge, as the person declared."""
    wanted = (
        select(Application.id)
        .join(ConflictOfInterest, covers(Application.applicant_id, Application.selection_id))
        .where(Application.id.in_(application_ids), ConflictOfInterest.verifier_id == verifier_id)
    )
    return set(await session.scalars(wanted))


async def ended_applications(session: AsyncSession, application_ids: Collection[UUID]) -> dict[UUID, str]:
    """Those of these applications that are not waiting for the result any more, with their states."""
    wanted = select(Application.id, Application.state).where(
        Application.id.in_(application_ids), Application.state != ApplicationState.SUBMITTED
    )
    return {row.id: row.state for row in await session.execute(wanted)}


async def verified_by(
    session: AsyncSession, verifier_id: UUID, application_ids: Collection[UUID]
) -> set[UUID]:
    """Those of these applications that the person judged, in whatever round."""
    wanted = select(Verdict.application_id).where(
        Verdict.verifier_id == verifier_id, Verdict.application_id.in_(application_ids)
    )
    return set(await session.scalars(wanted))


async def list_announcements(
    session: AsyncSession, selection_id: UUID
) -> Sequence[AdministrativeAnnouncement]:
    """The announcements of the administrative result, the first one first."""
    wanted = select(AdministrativeAnnouncement).where(AdministrativeAnnouncement.selection_id == selection_id)
    return (await session.scalars(wanted.order_by(AdministrativeAnnouncement.number))).all()


async def announced_among(session: AsyncSession, selection_ids: Collection[UUID]) -> set[UUID]:
    """Those of these selections whose administrative result was announced."""
    wanted = select(AdministrativeAnnouncement.selection_id).where(
        AdministrativeAnnouncement.selection_id.in_(selection_ids), AdministrativeAnnouncement.number == 1
    )
    return set(await session.scalars(wanted))


async def count_waiting(session: AsyncSession, selection_id: UUID) -> tuple[dict[str, int], datetime | None]:
    """Applications without a decision by the state of their case (`unchecked`: none), since when."""
    state = func.coalesce(VerificationCase.state, "unchecked")
    since = func.coalesce(VerificationCase.waits_since, Application.submitted_at)
    wanted = (
        select(state, func.count(), func.min(since))
        .select_from(Application)
        .outerjoin(VerificationCase, VerificationCase.application_id == Application.id)
        .where(
            Application.selection_id == selection_id,
            Application.state == "submitted",
            state != "decided",
        )
        .group_by(state)
    )
    rows = (await session.execute(wanted)).all()
    return {name: count for name, count, _ in rows}, min((oldest for *_, oldest in rows), default=None)
