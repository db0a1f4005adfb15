"""Declared conflicts of interest: who says so gets none of these cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.directory import Columns, scope
from abdi.i18n import Text
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import AlreadyExists, NotFound
from recruitment.applications.models import Application
from recruitment.selections.queries import get_selection_for
from recruitment.verifications.models import ConflictOfInterest, Verdict, VerificationCase, VerificationClaim
from recruitment.verifications.permissions import READ_VERIFICATION, VERIFY
from recruitment.verifications.queries import verifier_of
from recruitment.verifications.selection_schemas import ConflictWrite

MOST_SHOWN: Final = 500
_COLUMNS: Final = Columns(ConflictOfInterest.agency)


class ConflictKnown(AlreadyExists):
    """The person has declared this before."""

    code = "conflict-known"
    title = Text("Benturan kepentingan sudah dinyatakan", "This conflict of interest was declared before")


@dataclass(frozen=True)
class Declared:
    """A conflict with what the person had judged before."""

    conflict: ConflictOfInterest
    already_judged: Sequence[UUID]


async def declare_conflict(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, wanted: ConflictWrite
) -> Declared:
    """Say that a selection, or one applicant of it, is not for oneself to judge; own claims of it end.

    Raises NotFound, ConflictKnown.
    """
    selection = await get_selection_for(session, principal, VERIFY, selection_id=selection_id)
    me = verifier_of(principal)
    application = await _application(session, selection_id, wanted.application_id)
    applicant_id = application.applicant_id if application else None
    await _refuse_known(session, me, selection_id=selection_id, applicant_id=applicant_id)
    conflict = ConflictOfInterest(
        id=new_id(),
        agency=selection.agency,
        selection_id=selection_id,
        verifier_id=me,
        applicant_id=applicant_id,
        application_id=wanted.application_id,
        relation=wanted.relation,
        words=wanted.words,
        declared_at=context_of(session).clock.now(),
    )
    session.add(conflict)
    await session.flush()
    concerned = _concerned(conflict)
    cases = select(VerificationCase.id).where(*concerned)
    mine = VerificationClaim.verifier_id == me
    await session.execute(delete(VerificationClaim).where(mine, VerificationClaim.case_id.in_(cases)))
    judged = (
        select(Verdict.case_id)
        .join(VerificationCase, VerificationCase.id == Verdict.case_id)
        .where(Verdict.verifier_id == me, *concerned)
        .distinct()
        .limit(MOST_SHOWN)
    )
    return Declared(conflict, (await session.scalars(judged)).all())


async def list_conflicts(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, query: ListQuery
) -> Page[Any]:
    """A page of the conflicts declared for a selection, or for an applicant of it. Raises NotFound."""
    await get_selection_for(session, principal, READ_VERIFICATION, selection_id=selection_id)
    within = scope(principal, READ_VERIFICATION, _COLUMNS)
    wanted = select(ConflictOfInterest).where(ConflictOfInterest.selection_id == selection_id, within)
    return await paginate(session, wanted, query=query, keys=[ConflictOfInterest.id], row=lambda one: one)


def _concerned(conflict: ConflictOfInterest) -> list[Any]:
    if conflict.applicant_id is not None:
        return [VerificationCase.applicant_id == conflict.applicant_id]
    return [VerificationCase.selection_id == conflict.selection_id]


async def _application(
    session: AsyncSession, selection_id: UUID, application_id: UUID | None
) -> Application | None:
    if application_id is None:
        return None
    of_selection = Application.selection_id == selection_id, Application.submitted_at.is_not(None)
    found = await session.scalar(select(Application).where(Application.id == application_id, *of_selection))
    if found is None:
        raise NotFound
    return found


async def _refuse_known(
    session: AsyncSession, me: UUID, *, selection_id: UUID, applicant_id: UUID | None
) -> None:
    known = select(ConflictOfInterest.id).where(ConflictOfInterest.verifier_id == me)
    if applicant_id is None:
        known = known.where(
            ConflictOfInterest.applicant_id.is_(None), ConflictOfInterest.selection_id == selection_id
        )
    else:
        known = known.where(ConflictOfInterest.applicant_id == applicant_id)
    if (found := await session.scalar(known)) is not None:
        raise ConflictKnown(conflict_id=found)
