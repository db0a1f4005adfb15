"""HTTP for rankings: computed and published by the agency, read by everybody once they are published."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from sqlalchemy import event
from sqlalchemy.orm import Session

from abdi.audit import note_read
from abdi.auth import Principal, public, requires
from abdi.bulk.endpoints import LOOK_AGAIN_SECONDS, answers_later
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.kit import kit_of
from abdi.paging import DEFAULT_LIMIT, LARGEST_LIMIT, ListQuery, Page
from abdi.policy import others
from recruitment.policy import COMPUTE_RANKING, PUBLISH_RANKING, READ_OUTCOME, READ_RANKING
from recruitment.rankings import service
from recruitment.rankings.models import Ranking
from recruitment.rankings.outcomes import explain
from recruitment.rankings.queries import (
    find_published,
    get_outcome,
    get_public_ranking,
    get_ranking,
    list_changed,
    list_changes,
    list_public_rankings,
    list_public_rows,
    list_rankings,
    list_rows,
)
from recruitment.rankings.records import change_of, outcome_of, row_of, shown
from recruitment.rankings.schemas import (
    OutcomeRead,
    PublicRankingFilters,
    PublicRankingRead,
    PublicRowRead,
    RankingChangeRead,
    RankingCreate,
    RankingDiscard,
    RankingFilters,
    RankingRead,
    RankingRowRead,
    RowFilters,
)

router = ServiceRouter(prefix="/v1", tags=["rankings"])

Computer = Annotated[Principal, requires(COMPUTE_RANKING)]
Publisher = Annotated[Principal, requires(PUBLISH_RANKING)]
Reader = Annotated[Principal, requires(READ_RANKING)]
Asker = Annotated[Principal, requires(READ_OUTCOME)]
_ACCEPTED = answers_later("It is worked on; Location says where to follow it")


class RowQuery(ListQuery):
    """A page of rows, which never change."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="rows of a page")] = DEFAULT_LIMIT,
        cursor: Annotated[
            str | None, Query(max_length=2_000, description="`next_cursor` of the page before")
        ] = None,
    ) -> None:
        super().__init__(request, response, limit=limit, cursor=cursor, changed_since=None)


@router.post("/selections/{selection_id}/rankings", status_code=202, responses=_ACCEPTED)
async def start_ranking(
    selection_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Computer,
    body: RankingCreate,
) -> RankingRead:
    """Rank everybody of a stage, in the background; a published stage is ranked again with a reason."""
    ranking = await service.start_ranking(session, principal, selection_id, wanted=body)
    return await _later(request, response, session=session, ranking=ranking)


@router.get("/rankings", name="list_rankings")
async def read_rankings(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[RankingFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[RankingRead]:
    """Rankings within what the caller may see, the oldest first."""
    page = await list_rankings(session, principal, filters=filters, query=query)
    changed = await list_changed(session, page.data)
    data = [shown(one, has_changed_scores=one.id in changed) for one in page.data]
    return Page[RankingRead](data=data, page=page.page)


@router.get("/rankings/{ranking_id}", name="get_ranking")
async def read_ranking(
    ranking_id: UUID, response: Response, session: DbSession, principal: Reader
) -> RankingRead:
    """One ranking: its state, its manifest, and what can be done next."""
    ranking = await get_ranking(session, principal, ranking_id)
    return await _shown(session, ranking, response)


@router.post("/rankings/{ranking_id}/publication", status_code=202, responses=_ACCEPTED)
async def publish_ranking(
    ranking_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Publisher,
    version: IfMatch,
) -> RankingRead:
    """Publish a computed ranking as a whole, in the background; after that it never changes."""
    ranking = await service.publish_ranking(session, principal, ranking_id, seen_version=version)
    return await _later(request, response, session=session, ranking=ranking)


@router.post("/rankings/{ranking_id}/discard")
async def discard_ranking(
    ranking_id: UUID,
    response: Response,
    *,
    session: DbSession,
    principal: Computer,
    body: RankingDiscard,
    version: IfMatch,
) -> RankingRead:
    """Say that a ranking will not be published."""
    ranking = await service.discard_ranking(
        session, principal, ranking_id, reason=body.reason, seen_version=version
    )
    return await _shown(session, ranking, response)


@router.get("/rankings/{ranking_id}/rows", name="list_ranking_rows")
async def read_rows(
    ranking_id: UUID,
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[RowFilters, Query()],
    query: Annotated[RowQuery, Depends()],
) -> Page[RankingRowRead]:
    """Everybody in a ranking."""
    ranking = await get_ranking(session, principal, ranking_id)
    page = await list_rows(session, ranking, filters=filters, query=query)
    _note(request, principal, "ranking.rows", people=[row.applicant_id for row, _ in page.data])
    return Page[RankingRowRead](data=[row_of(*found) for found in page.data], page=page.page)


@router.get("/rankings/{ranking_id}/rows/{application_id}", name="get_ranking_row")
async def read_outcome(
    ranking_id: UUID, application_id: UUID, request: Request, session: DbSession, principal: Asker
) -> OutcomeRead:
    """The outcome of one application: parts, weights, ranks, and the rule that decided."""
    ranking, row, participant_number = await get_outcome(
        session, principal, ranking_id, application_id=application_id
    )
    _note(request, principal, "ranking.row", people=[row.applicant_id])
    return outcome_of(ranking, row, participant_number, explained=await explain(session, ranking, row))


@router.get("/rankings/{ranking_id}/changes", name="list_ranking_changes")
async def read_changes(
    ranking_id: UUID,
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    query: Annotated[RowQuery, Depends()],
) -> Page[RankingChangeRead]:
    """Whose outcome is another one than in the version published before, and why."""
    ranking = await get_ranking(session, principal, ranking_id)
    before = await find_published(session, ranking.selection_id, ranking.stage, before=ranking.number)
    page = await list_changes(session, ranking, before, query=query)
    people = [(after or earlier).applicant_id for after, earlier, _ in page.data]
    _note(request, principal, "ranking.changes", people=people)
    return Page[RankingChangeRead](data=[change_of(found, ranking) for found in page.data], page=page.page)


@router.get("/public/rankings", name="list_public_rankings", dependencies=[public])
async def read_public_rankings(
    session: DbSession,
    *,
    filters: Annotated[PublicRankingFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[PublicRankingRead]:
    """Published rankings, for everybody; of one stage the highest number counts."""
    page = await list_public_rankings(session, filters=filters, query=query)
    data = [PublicRankingRead.model_validate(one) for one in page.data]
    return Page[PublicRankingRead](data=data, page=page.page)


@router.get("/public/rankings/{ranking_id}", name="get_public_ranking", dependencies=[public])
async def read_public_ranking(ranking_id: UUID, session: DbSession) -> PublicRankingRead:
    """One published ranking, for everybody."""
    return PublicRankingRead.model_validate(await get_public_ranking(session, ranking_id))


@router.get("/public/rankings/{ranking_id}/rows", name="list_public_ranking_rows", dependencies=[public])
async def read_public_rows(
    ranking_id: UUID,
    session: DbSession,
    *,
    filters: Annotated[RowFilters, Query()],
    query: Annotated[RowQuery, Depends()],
) -> Page[PublicRowRead]:
    """Everybody in a published ranking by participant number, without names, for everybody."""
    ranking = await get_public_ranking(session, ranking_id)
    page = await list_public_rows(session, ranking, filters=filters, query=query)
    return Page[PublicRowRead](data=[PublicRowRead.model_validate(one) for one in page.data], page=page.page)


async def _later(
    request: Request, response: Response, *, session: DbSession, ranking: Ranking
) -> RankingRead:
    kit = kit_of(request)

    def wake(_: Session) -> None:
        kit.wake_jobs()

    event.listen(session.sync_session, "after_commit", wake, once=True)
    response.headers["Location"] = f"/v1/rankings/{ranking.id}"
    response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
    return await _shown(session, ranking, response)


async def _shown(session: DbSession, ranking: Ranking, response: Response) -> RankingRead:
    set_etag(response, ranking.version)
    return shown(ranking, has_changed_scores=bool(await list_changed(session, [ranking])))


def _note(request: Request, principal: Principal, action: str, *, people: Sequence[Any]) -> None:
    note_read(request, action, others(principal, dict.fromkeys(people)))
