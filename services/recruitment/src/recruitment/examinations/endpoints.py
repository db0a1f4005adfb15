"""Scores over HTTP; files of them come in at `/v1/imports`."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.directory import scope
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.applications.models import Application
from recruitment.examinations import queries, service
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.examinations.reusing import Reuse, confirm_reuse, list_choices
from recruitment.examinations.schemas import (
    ReuseCreate,
    ReuseRead,
    ScoreChangeRead,
    ScoreFilters,
    SittingHistoryRead,
    SittingRead,
    SittingUpdate,
    SkbScoreHistoryRead,
    SkbScoreRead,
    SkbScoreUpdate,
)
from recruitment.policy import CONFIRM_REUSE, READ_SCORE, RECORD_SCORE, SITTINGS, SKB_SCORES

router = ServiceRouter(prefix="/v1", tags=["tests"])
Reader = Annotated[Principal, requires(READ_SCORE)]
Recorder = Annotated[Principal, requires(RECORD_SCORE)]
Chooser = Annotated[Principal, requires(CONFIRM_REUSE)]


@router.get("/skd-sittings", name="list_skd_sittings")
async def read_sittings(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[ScoreFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[SittingRead]:
    """Sittings of SKD that the caller may see; an applicant sees the own ones."""
    visible = scope(principal, READ_SCORE, SITTINGS)
    page = await queries.list_scores(session, SkdSitting, visible, filters=filters, query=query)
    _note(request, principal, "score.list", scores=(row[0] for row in page.data))
    return Page[SittingRead](
        data=[_sitting(*row[:3], selection_id=row[3]) for row in page.data], page=page.page
    )


@router.get("/skd-sittings/{sitting_id}", name="get_skd_sitting")
async def read_sitting(
    sitting_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> SittingHistoryRead:
    """One sitting with everything it said before."""
    sitting = await queries.get_sitting(session, scope(principal, READ_SCORE, SITTINGS), sitting_id)
    _note(request, principal, "score.read", scores=[sitting])
    shown = await _sitting_of(session, sitting, response)
    history = await queries.list_changes(session, sitting.application_id, test_id=None)
    return SittingHistoryRead(**dict(shown), history=_history(history))


@router.patch("/skd-sittings/{sitting_id}", name="correct_skd_sitting")
async def correct_sitting(
    sitting_id: UUID,
    body: SittingUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Recorder,
    if_match: IfMatch,
) -> SittingRead:
    """Correct a sitting for a stated reason; what it said before is kept.

    A ranking that was computed stays as it is: the next one counts on the correction.
    """
    sitting = await service.correct_sitting(
        session, principal, sitting_id=sitting_id, update=body, seen_version=if_match
    )
    return await _sitting_of(session, sitting, response)


@router.get("/skb-scores", name="list_skb_scores")
async def read_skb_scores(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[ScoreFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[SkbScoreRead]:
    """Results in components of SKB that the caller may see; an applicant sees the own ones."""
    visible = scope(principal, READ_SCORE, SKB_SCORES)
    page = await queries.list_scores(session, SkbScore, visible, filters=filters, query=query)
    _note(request, principal, "score.list", scores=(row[0] for row in page.data))
    return Page[SkbScoreRead](data=[_skb(*row[:3], selection_id=row[3]) for row in page.data], page=page.page)


@router.get("/applications/{application_id}/skb-scores/{test_id}", name="get_skb_score")
async def read_skb_score(
    application_id: UUID,
    test_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Reader,
) -> SkbScoreHistoryRead:
    """One result with everything it said before."""
    visible = scope(principal, READ_SCORE, SKB_SCORES)
    score = await queries.get_skb_score(session, visible, application_id=application_id, test_id=test_id)
    _note(request, principal, "score.read", scores=[score])
    shown = await _skb_of(session, score, response)
    history = await queries.list_changes(session, application_id, test_id=test_id)
    return SkbScoreHistoryRead(**dict(shown), history=_history(history))


@router.patch("/applications/{application_id}/skb-scores/{test_id}", name="correct_skb_score")
async def correct_skb_score(
    application_id: UUID,
    test_id: UUID,
    body: SkbScoreUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Recorder,
    if_match: IfMatch,
) -> SkbScoreRead:
    """Correct a result for a stated reason; what it said before is kept."""
    place = (application_id, test_id)
    score = await service.correct_skb_score(
        session, principal, place=place, update=body, seen_version=if_match
    )
    return await _skb_of(session, score, response)


@router.get("/applications/{application_id}/skd-reuse", name="list_skd_reuse")
async def read_choices(
    application_id: UUID, request: Request, *, session: DbSession, principal: Reader
) -> list[ReuseRead]:
    """The earlier SKD sittings of the applicant, with the rules that allow each to count again or not."""
    found = await list_choices(session, principal, READ_SCORE, application_id=application_id)
    _note(request, principal, "score.read", scores=found)
    return [_reuse(one) for one in found]


@router.post("/applications/{application_id}/skd-reuse", status_code=201, name="confirm_skd_reuse")
async def post_reuse(
    application_id: UUID, body: ReuseCreate, *, session: DbSession, principal: Chooser
) -> ReuseRead:
    """Let one's earlier SKD count, instead of sitting it again; between the days that the rules give."""
    reuse = await confirm_reuse(session, principal, application_id=application_id, sitting_id=body.sitting_id)
    return _reuse(reuse)


def _note(
    request: Request, principal: Principal, action: str, *, scores: Iterable[SkdSitting | SkbScore | Reuse]
) -> None:
    # Both ids, as people ask who looked by either.
    seen = [one for one in scores if others(principal, [one.applicant_id])]
    note_read(request, action, (id_ for one in seen for id_ in (one.application_id, one.applicant_id)))


def _sitting(sitting: SkdSitting, number: str | None, name: str, *, selection_id: UUID) -> SittingRead:
    plain = {key: getattr(sitting, key) for key in SittingRead.model_fields if hasattr(sitting, key)}
    shown: dict[str, Any] = plain | {"participant_number": number, "name": name}
    return SittingRead(**shown, selection_id=selection_id, total=service.total_of(sitting))


def _skb(score: SkbScore, number: str | None, name: str, *, selection_id: UUID) -> SkbScoreRead:
    plain = {key: getattr(score, key) for key in SkbScoreRead.model_fields if hasattr(score, key)}
    shown: dict[str, Any] = plain | {"participant_number": number, "name": name}
    return SkbScoreRead(**shown | {"score": service.quantised(score.score)}, selection_id=selection_id)


async def _sitting_of(session: DbSession, sitting: SkdSitting, response: Response) -> SittingRead:
    set_etag(response, sitting.version)
    of = await session.get_one(Application, sitting.application_id)
    return _sitting(sitting, of.participant_number, of.name, selection_id=of.selection_id)


async def _skb_of(session: DbSession, score: SkbScore, response: Response) -> SkbScoreRead:
    set_etag(response, score.version)
    of = await session.get_one(Application, score.application_id)
    return _skb(score, of.participant_number, of.name, selection_id=of.selection_id)


def _history(changes: Iterable[Any]) -> list[ScoreChangeRead]:
    return [ScoreChangeRead.model_validate(change) for change in changes]


def _reuse(reuse: Reuse) -> ReuseRead:
    return ReuseRead(
        application_id=reuse.application_id,
        sitting_id=reuse.sitting_id,
        exam_year=reuse.exam_year,
        twk=reuse.scores.twk,
        tiu=reuse.scores.tiu,
        tkp=reuse.scores.tkp,
        total=reuse.scores.total,
        confirmed_at=reuse.confirmed_at,
        reasons=list(reuse.reasons),
    )
