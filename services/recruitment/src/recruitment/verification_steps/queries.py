"""Finding the steps of a selection; their jobs are their record."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.tables import job as jobs
from abdi.jobs import Job
from abdi.jobs.records import COLUMNS, JobState, job_of
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.verification_steps.kinds import VerificationStepKind
from recruitment.verification_steps.schemas import VerificationStepFilters
from recruitment.verifications.permissions import READ_VERIFICATION

_OPEN = [state.value for state in JobState if state.is_open]


async def find_open_step(
    session: AsyncSession, selection: Selection, kind: VerificationStepKind
) -> Job | None:
    """The step of this kind that waits or is under way."""
    wanted = _steps_of(selection).where(jobs.c.kind == kind.job, jobs.c.state.in_(_OPEN))
    row = (await session.execute(wanted.order_by(jobs.c.created_at).limit(1))).one_or_none()
    return None if row is None else job_of(row)


async def get_step(session: AsyncSession, principal: Principal, selection_id: UUID, *, step_id: UUID) -> Job:
    """A step of a selection whose verification the principal may read. Raises NotFound."""
    selection = await get_selection_for(session, principal, READ_VERIFICATION, selection_id=selection_id)
    row = (await session.execute(_steps_of(selection).where(jobs.c.id == step_id))).one_or_none()
    if row is None:
        raise NotFound
    return job_of(row)


async def list_steps(
    session: AsyncSession,
    principal: Principal,
    selection_id: UUID,
    *,
    filters: VerificationStepFilters,
    query: ListQuery,
) -> Page[Job]:
    """A page of the steps of a selection, the latest first. Raises NotFound."""
    selection = await get_selection_for(session, principal, READ_VERIFICATION, selection_id=selection_id)
    wanted = _steps_of(selection)
    if filters.kind is not None:
        wanted = wanted.where(jobs.c.kind == filters.kind.job)
    if filters.state is not None:
        wanted = wanted.where(jobs.c.state == filters.state.value)
    keys = [cast("Any", jobs.c.id)]
    return await paginate(session, wanted, query=query, keys=keys, row=job_of, is_descending=True)


def _steps_of(selection: Selection) -> Select[Any]:
    return select(*COLUMNS).where(
        jobs.c.kind.in_([kind.job for kind in VerificationStepKind]),
        jobs.c.agency == selection.agency,
        jobs.c.params["selection_id"].astext == str(selection.id),
    )
