"""Yearly evaluations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.directory import scope
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from performance.evaluations.completing import complete_evaluations
from performance.evaluations.models import Evaluation
from performance.evaluations.queries import get_evaluation, list_evaluations, list_versions
from performance.evaluations.schemas import (
    EvaluationBatch,
    EvaluationCorrection,
    EvaluationCreate,
    EvaluationFilter,
    EvaluationHistoryRead,
    EvaluationRead,
    EvaluationVersionRead,
)
from performance.evaluations.service import correct_evaluation
from performance.policy import COMPLETE_EVALUATION, EVALUATIONS, READ_EVALUATION

router = ServiceRouter(prefix="/v1/evaluations", tags=["evaluations"])
Reader = Annotated[Principal, requires(READ_EVALUATION)]
Evaluator = Annotated[Principal, requires(COMPLETE_EVALUATION)]


@router.post("", status_code=201, name="complete_evaluation")
async def post_evaluation(
    body: EvaluationCreate, response: Response, *, session: DbSession, principal: Evaluator
) -> EvaluationRead:
    """Complete the evaluation of one employee for one year; the predicate follows from both ratings."""
    evaluation = only(await complete_evaluations(session, principal, [body]))
    response.headers["Location"] = f"/v1/evaluations/{evaluation.id}"
    return _read(evaluation, response)


@router.post(":batch", name="complete_evaluations")
async def post_evaluations(
    body: EvaluationBatch, *, session: DbSession, principal: Evaluator, answer: BatchAnswer
) -> BatchRead:
    """Complete up to 500 evaluations at once, as those of a unit; an outcome for each."""
    return answer.of(await complete_evaluations(session, principal, body.items))


@router.post("/{evaluation_id}/correction", name="correct_evaluation")
async def post_correction(
    evaluation_id: UUID,
    body: EvaluationCorrection,
    response: Response,
    *,
    session: DbSession,
    principal: Evaluator,
    if_match: IfMatch,
) -> EvaluationRead:
    """Correct a completed evaluation for a stated reason; what it said before is kept."""
    evaluation = await correct_evaluation(
        session, principal, evaluation_id=evaluation_id, correction=body, seen_version=if_match
    )
    return _read(evaluation, response)


@router.get("", name="list_evaluations")
async def read_evaluations(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[EvaluationFilter, Depends()],
) -> Page[EvaluationRead]:
    """Evaluations that the caller may see."""
    visible = scope(principal, READ_EVALUATION, EVALUATIONS)
    page = await list_evaluations(
        session, visible, query=query, filters=filters, row=EvaluationRead.model_validate
    )
    note_read(request, "evaluation.list", others(principal, (item.employee_id for item in page.data)))
    return page


@router.get("/{evaluation_id}", name="get_evaluation")
async def read_evaluation(
    evaluation_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> EvaluationHistoryRead:
    """One evaluation with everything it said before."""
    visible = scope(principal, READ_EVALUATION, EVALUATIONS)
    evaluation = await get_evaluation(session, evaluation_id, visible)
    note_read(request, "evaluation.read", others(principal, [evaluation.employee_id]))
    versions = await list_versions(session, evaluation_id)
    return EvaluationHistoryRead(
        **_read(evaluation, response).model_dump(),
        history=[EvaluationVersionRead.model_validate(version) for version in versions],
    )


def _read(evaluation: Evaluation, response: Response) -> EvaluationRead:
    set_etag(response, evaluation.version)
    return EvaluationRead.model_validate(evaluation)
