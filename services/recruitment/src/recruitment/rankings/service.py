"""Use cases about rankings: compute, publish, discard."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.http import check_version
from abdi.i18n import Text
from abdi.jobs import Job, ask_for_job
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, RuleBroken
from recruitment.policy import COMPUTE_RANKING, PUBLISH_RANKING
from recruitment.rankings.computing import COMPUTE
from recruitment.rankings.models import Ranking
from recruitment.rankings.publishing import PUBLISH
from recruitment.rankings.queries import count_open, find_published, get_ranking, lock_stage
from recruitment.rankings.rules import check_correction, check_order, check_ready
from recruitment.rankings.schemas import RankingCreate
from recruitment.rankings.states import STEPS, RankingNotInState, RankingState, check_step
from recruitment.selections.queries import get_selection
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.selections.states import allowed_in

_OPEN: Final = (RankingState.COMPUTING, RankingState.COMPUTED)


class SelectionNotAnnounced(Conflict):
    """Only what was announced and is not over is ranked."""

    code = "selection-not-announced"
    title = Text("Seleksi tidak dalam status diumumkan", "The selection is not announced")


async def start_ranking(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, wanted: RankingCreate
) -> Ranking:
    """Ask for the ranking of a stage; it is computed in the background.

    Raises NotFound, Forbidden, SelectionNotAnnounced, StandardMissing, RankingNotInState, RuleBroken.
    """
    selection = await get_selection(session, principal, selection_id)
    permitted(decide(principal, COMPUTE_RANKING, Resource(selection.agency)))
    if selection.state != "announced":
        raise SelectionNotAnnounced(current_state=selection.state, allowed=allowed_in(selection.state))
    version, standard = await standard_of(session, version=selection.rule_set)
    earlier = await lock_stage(session, selection_id, wanted.stage)
    for ranking in earlier:
        if ranking.state in _OPEN:
            allowed = sorted(STEPS[RankingState(ranking.state)])
            raise RankingNotInState(current_state=ranking.state, allowed=allowed, ranking_id=ranking.id)
    await _check(session, selection_id, wanted, earlier=earlier, standard=standard)
    if wanted.reason:
        say_reason(session, wanted.reason)
    ranking = Ranking(
        id=new_id(),
        agency=selection.agency,
        selection_id=selection_id,
        stage=wanted.stage,
        number=len(earlier) + 1,
        state=RankingState.COMPUTING,
        rule_set=version,
        reason=wanted.reason,
        manifest={},
    )
    ranking.job_id = (await _ask(session, COMPUTE, principal, ranking=ranking)).id
    session.add(ranking)
    await session.flush()
    return ranking


async def publish_ranking(
    session: AsyncSession, principal: Principal, ranking_id: UUID, *, seen_version: int
) -> Ranking:
    """Ask for a computed ranking to be published as a whole, in the background; it can never change again.

    Raises NotFound, Forbidden, PreconditionFailed, RankingNotInState.
    """
    ranking = await get_ranking(session, principal, ranking_id, is_locked=True)
    permitted(decide(principal, PUBLISH_RANKING, Resource(ranking.agency)))
    check_version(ranking, seen_version)
    check_step(ranking.state, "publication")
    ranking.job_id = (await _ask(session, PUBLISH, principal, ranking=ranking)).id
    await session.flush()
    return ranking


async def discard_ranking(
    session: AsyncSession, principal: Principal, ranking_id: UUID, *, reason: str, seen_version: int
) -> Ranking:
    """Say that a ranking will not be published; it stays as it is, and its number is not used again.

    Raises NotFound, Forbidden, PreconditionFailed, RankingNotInState.
    """
    ranking = await get_ranking(session, principal, ranking_id, is_locked=True)
    permitted(decide(principal, COMPUTE_RANKING, Resource(ranking.agency)))
    check_version(ranking, seen_version)
    check_step(ranking.state, "discard")
    say_reason(session, reason)
    ranking.state = RankingState.DISCARDED
    await session.flush()
    return ranking


async def _check(
    session: AsyncSession,
    selection_id: UUID,
    wanted: RankingCreate,
    *,
    earlier: Sequence[Ranking],
    standard: CpnsSelection,
) -> None:
    """Raises RuleBroken for a stage skipped, scores that are missing, a correction without a reason."""
    skd = await find_published(session, selection_id, "skd") if wanted.stage == "final" else None
    order = check_order(wanted.stage, is_skd_published=skd is not None, standard=standard)
    if not order.passed:
        raise RuleBroken(reasons=[order])
    goes_on = standard.results.skd.goes_on
    found = await count_open(session, selection_id, skd=skd, goes_on=goes_on)
    is_again = any(one.state == RankingState.PUBLISHED for one in earlier)
    reasons = [
        check_correction(wanted.reason, is_again=is_again, standard=standard),
        *check_ready(
            standard,
            unjudged=found.unjudged,
            participants=found.participants,
            without_scores=found.without_scores,
        ),
    ]
    broken = [reason for reason in reasons if not reason.passed]
    if broken:
        raise RuleBroken(reasons=broken)


async def _ask(session: AsyncSession, kind: str, principal: Principal, *, ranking: Ranking) -> Job:
    params = {"ranking_id": str(ranking.id)}
    return await ask_for_job(session, kind, principal, agency=ranking.agency, params=params)
