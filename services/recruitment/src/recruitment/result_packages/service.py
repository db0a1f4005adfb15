"""Asking for a package, and how far it is."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.jobs import Job, ask_for_job, find_job
from abdi.policy import Resource, decide, permitted
from abdi.problems import NotFound
from recruitment.policy import MAKE_PACKAGE
from recruitment.rankings.queries import get_ranking
from recruitment.rankings.states import STEPS, RankingNotInState, RankingState
from recruitment.result_packages.making import MAKE
from recruitment.result_packages.models import ResultPackage


async def ask_for_package(
    session: AsyncSession, principal: Principal, ranking_id: UUID
) -> tuple[ResultPackage, Job | None]:
    """Have the package of a published ranking made, once: who asks again gets the same.

    After a failure it begins anew. Raises NotFound, Forbidden, RankingNotInState.
    """
    ranking = await get_ranking(session, principal, ranking_id, is_locked=True)
    permitted(decide(principal, MAKE_PACKAGE, Resource(ranking.agency)))
    if ranking.state != RankingState.PUBLISHED:
        allowed = sorted(STEPS[RankingState(ranking.state)])
        raise RankingNotInState(current_state=ranking.state, allowed=allowed)
    package = await session.get(ResultPackage, ranking_id, with_for_update=True)
    if package is not None:
        job = await find_job(session, package.job_id, kind=MAKE)
        if package.state == "ready" or (job is not None and job.state.is_open):
            return package, job
    params = {"ranking_id": str(ranking_id)}
    job = await ask_for_job(session, MAKE, principal, agency=ranking.agency, params=params)
    if package is None:
        package = ResultPackage(ranking_id=ranking_id, agency=ranking.agency, state="making")
        session.add(package)
    package.job_id = job.id
    await session.flush()
    return package, job


async def get_package(
    session: AsyncSession, principal: Principal, ranking_id: UUID
) -> tuple[ResultPackage, Job | None]:
    """The package of a ranking that the principal may see, and the job that makes it. Raises NotFound."""
    await get_ranking(session, principal, ranking_id)
    package = await session.get(ResultPackage, ranking_id)
    if package is None:
        raise NotFound
    job = await find_job(session, package.job_id, kind=MAKE)
    if job is None or not job.state.is_open:
        await session.refresh(package)  # both end in one transaction, which may have come in between
    return package, job
