"""Asking for a step, one of each kind at a time in a selection, and doing it as a job."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.i18n import Text
from abdi.jobs import Job, JobFailed, JobKind, JobRun, ask_for_job
from abdi.policy import Permission
from abdi.problems import Conflict, Problem, Unavailable
from recruitment.selections.models import Selection
from recruitment.verification_steps.kinds import VerificationStepKind
from recruitment.verification_steps.queries import find_open_step

Work = Callable[[JobRun, UUID], Awaitable[None]]
# Not the selection's own row: the step under way holds that one for as long as it takes.
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:asked, 0))")


class StepUnderWay(Conflict):
    """The same step of the same selection was asked for already; Location says where it is followed."""

    code = "verification-step-under-way"
    title = Text("Langkah ini sedang berjalan", "This step is under way already")

    def __init__(self, job: Job, location: str) -> None:
        super().__init__(current_state=job.state.value, allowed=[], step_id=job.id)
        self.headers["Location"] = location


async def ask_for_step(
    session: AsyncSession, principal: Principal, selection: Selection, *, kind: VerificationStepKind
) -> Job:
    """Ask for a step that nothing forbids as far as is known now. Raises StepUnderWay."""
    await session.execute(_ALONE, {"asked": f"{kind.job}/{selection.id}"})
    if known := await find_open_step(session, selection, kind):
        raise StepUnderWay(known, location_of(selection.id, known.id))
    params = {"selection_id": str(selection.id)}
    return await ask_for_job(session, kind.job, principal, agency=selection.agency, params=params)


def location_of(selection_id: UUID, step_id: UUID) -> str:
    """Where a step is followed."""
    return f"/v1/selections/{selection_id}/verification-steps/{step_id}"


def step_job(kind: VerificationStepKind, work: Work, permission: Permission) -> JobKind:
    """The jobs of a step: `work` gets the run and the selection's id.

    What it refuses ends the job with the code and the reasons with which a request would be refused.
    """

    async def run(job: JobRun) -> None:
        try:
            await work(job, UUID(job.job.params["selection_id"]))
        except Unavailable:
            raise  # it is tried again
        except Problem as refused:
            raise JobFailed.because_of(refused) from refused

    return JobKind(kind.job, run, permission)
