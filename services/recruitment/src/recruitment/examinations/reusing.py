"""Choosing the SKD of an earlier intake instead of a new sitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Permission
from abdi.problems import AlreadyExists, NotFound, RuleBroken
from abdi.reasons import Reason
from recruitment.applications.models import Application
from recruitment.examinations.events import SkdReuseConfirmed
from recruitment.examinations.models import SkdReuse, SkdSitting
from recruitment.examinations.queries import get_application
from recruitment.examinations.service import result_of
from recruitment.formations.models import Formation
from recruitment.policy import CONFIRM_REUSE
from recruitment.selections.models import Selection
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.reuse import ReuseClaim, check_reuse
from recruitment.selections.rules.standard import GENERAL, CpnsSelection
from recruitment.selections.standards import standard_of


class SittingOfThisYear(AlreadyExists):
    """Somebody who sat this year's SKD, or chose an earlier one, chooses no other."""

    code = "skd-of-this-year"
    title = Text("Nilai SKD untuk lamaran ini sudah ada", "This application has its SKD already")


@dataclass(frozen=True)
class Reuse:
    """An earlier sitting for an application, with the rules that were asked."""

    application_id: UUID
    applicant_id: UUID
    sitting_id: UUID
    exam_year: int
    scores: SkdScores
    confirmed_at: datetime | None
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class _Case:
    application: Application
    education_then: str
    standard: CpnsSelection
    category: str


async def list_choices(
    session: AsyncSession, principal: Principal, permission: Permission, *, application_id: UUID
) -> list[Reuse]:
    """The earlier sittings of the person of an application, with what allows or forbids each today.

    Raises NotFound, StandardMissing.
    """
    application = await get_application(session, principal, permission, application_id=application_id)
    chosen = await session.get(SkdReuse, application_id)
    earlier = select(SkdSitting).where(
        SkdSitting.applicant_id == application.applicant_id,
        SkdSitting.exam_year < application.intake,
        SkdSitting.standing == "taking_part",
    )
    found = (await session.scalars(earlier.order_by(SkdSitting.exam_year.desc(), SkdSitting.id))).all()
    return [await _judged(session, application, sitting, chosen=chosen) for sitting in found]


async def confirm_reuse(
    session: AsyncSession, principal: Principal, *, application_id: UUID, sitting_id: UUID
) -> Reuse:
    """Let an earlier sitting of one's own count for an application.

    Raises NotFound, SittingOfThisYear, StandardMissing, RuleBroken.
    """
    application = await get_application(session, principal, CONFIRM_REUSE, application_id=application_id)
    sitting = await session.scalar(
        select(SkdSitting).where(
            SkdSitting.id == sitting_id,
            SkdSitting.applicant_id == application.applicant_id,
            SkdSitting.application_id != application.id,
        )
    )
    if sitting is None:
        raise NotFound
    await _must_be_free(session, application_id)
    reuse = await _judged(session, application, sitting)
    broken = [reason for reason in reuse.reasons if not reason.passed]
    if broken:
        raise RuleBroken(reasons=broken)
    clock = context_of(session).clock
    session.add(
        SkdReuse(
            application_id=application_id,
            sitting_id=sitting.id,
            applicant_id=application.applicant_id,
            agency=application.agency,
            confirmed_at=clock.now(),
        )
    )
    publish(session, _confirmed(application, sitting, clock.today()))
    await session.flush()
    return Reuse(**{**reuse.__dict__, "confirmed_at": clock.now()})


async def _must_be_free(session: AsyncSession, application_id: UUID) -> None:
    own = select(SkdSitting.id).where(SkdSitting.application_id == application_id)
    if await session.scalar(own) is not None:
        raise SittingOfThisYear(current_state="sat", allowed=[])
    if await session.get(SkdReuse, application_id, with_for_update=True) is not None:
        raise SittingOfThisYear(current_state="reused", allowed=[])


async def _judged(
    session: AsyncSession, application: Application, sitting: SkdSitting, *, chosen: SkdReuse | None = None
) -> Reuse:
    case = await _case_of(session, application, sitting)
    is_chosen = chosen is not None and chosen.sitting_id == sitting.id
    clock = context_of(session).clock
    on = clock.day_of(chosen.confirmed_at) if chosen is not None and is_chosen else clock.today()
    scores = result_of(sitting).scores
    if scores is None:
        raise NotFound
    claim = ReuseClaim(
        intake=sitting.exam_year,
        skd=scores,
        is_same_person=sitting.applicant_id == application.applicant_id,
        education_then=case.education_then,
        education_now=application.education_level,
        has_passed_administration=application.state == "eligible",
        confirmed_on=on,
        category=case.category,
    )
    return Reuse(
        application.id,
        application.applicant_id,
        sitting.id,
        sitting.exam_year,
        scores,
        chosen.confirmed_at if chosen is not None and is_chosen else None,
        check_reuse(claim, case.standard),
    )


async def _case_of(session: AsyncSession, application: Application, sitting: SkdSitting) -> _Case:
    wanted = (
        select(Selection.rule_set, Formation.post_group)
        .join(Application, Application.selection_id == Selection.id)
        .join(Formation, Formation.id == Application.formation_id)
        .where(Application.id == application.id)
    )
    row = (await session.execute(wanted)).one()
    _, standard = await standard_of(session, intake=application.intake, version=row.rule_set)
    then = select(Application.education_level).where(Application.id == sitting.application_id)
    education = await session.scalar(then) or ""
    return _Case(application, education, standard, _category(application.need, row.post_group, standard))


def _category(need: str, post_group: str | None, standard: CpnsSelection) -> str:
    """The threshold of the need; groups of posts have one of their own within the general need."""
    if need == GENERAL and post_group is not None and post_group in standard.thresholds:
        return post_group
    return need


def _confirmed(application: Application, sitting: SkdSitting, on: date) -> SkdReuseConfirmed:
    return SkdReuseConfirmed(
        agency=application.agency,
        application_id=application.id,
        sitting_id=sitting.id,
        exam_year=sitting.exam_year,
        confirmed_on=on,
    )
