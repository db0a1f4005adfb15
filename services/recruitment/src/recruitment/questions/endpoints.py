"""HTTP for questions about selections."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, public, requires
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.policy import ANSWER_QUESTION, ASK_QUESTION, READ_QUESTION
from recruitment.public_selections.queries import get_announced
from recruitment.questions import service
from recruitment.questions.models import PublishedAnswer, Question
from recruitment.questions.queries import get_question, list_published, list_questions, published_for
from recruitment.questions.schemas import (
    Answer,
    AnswerFilters,
    Declining,
    PublishedRead,
    QuestionCreate,
    QuestionFilters,
    QuestionRead,
)

router = ServiceRouter(prefix="/v1", tags=["questions"])

FRESH = "public, max-age=60"
Reader = Annotated[Principal, requires(READ_QUESTION)]
Asker = Annotated[Principal, requires(ASK_QUESTION)]
Answerer = Annotated[Principal, requires(ANSWER_QUESTION)]


@router.post("/selections/{selection_id}/questions", status_code=201)
async def ask_question(
    selection_id: UUID, body: QuestionCreate, response: Response, *, session: DbSession, principal: Asker
) -> QuestionRead:
    """Ask about an announced selection; the answer comes as a notice, and is published."""
    question = await service.ask_question(session, principal, selection_id, words=body.words)
    response.headers["Location"] = f"/v1/questions/{question.id}"
    return _answered(question, None, response)


@router.get("/questions", name="list_questions")
async def read_questions(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[QuestionFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[QuestionRead]:
    """The own questions; for those who answer, all of the agency."""
    page = await list_questions(session, principal, filters=filters, query=query)
    _note(request, principal, "question.list", questions=page.data)
    published = await published_for(session, [one.id for one in page.data])
    data = [shown(one, published.get(one.id)) for one in page.data]
    return Page[QuestionRead](data=data, page=page.page)


@router.get("/questions/{question_id}", name="get_question")
async def read_question(
    question_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> QuestionRead:
    """One question."""
    question = await get_question(session, principal, question_id)
    _note(request, principal, "question.read", questions=[question])
    return _answered(question, (await published_for(session, [question_id])).get(question_id), response)


@router.post("/questions/{question_id}/answer")
async def answer_question(
    question_id: UUID,
    body: Answer,
    response: Response,
    *,
    session: DbSession,
    principal: Answerer,
    if_match: IfMatch,
) -> QuestionRead:
    """Answer for everybody, in words that name nobody; again, to correct it."""
    question, published = await service.answer_question(
        session, principal, question_id, answer=body, seen_version=if_match
    )
    return _answered(question, published, response)


@router.post("/questions/{question_id}/declining")
async def decline_question(
    question_id: UUID,
    body: Declining,
    response: Response,
    *,
    session: DbSession,
    principal: Answerer,
    if_match: IfMatch,
) -> QuestionRead:
    """Leave a question unanswered, with a reason for whoever asked."""
    question = await service.decline_question(
        session, principal, question_id, reason=body.reason, seen_version=if_match
    )
    return _answered(question, None, response)


@router.get("/public/selections/{selection_id}/answers", name="list_public_answers", dependencies=[public])
async def read_answers(
    selection_id: UUID,
    response: Response,
    *,
    session: DbSession,
    filters: Annotated[AnswerFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[PublishedRead]:
    """Questions about a selection that were answered, for everybody."""
    await get_announced(session, selection_id)
    response.headers["Cache-Control"] = FRESH
    page = await list_published(session, selection_id, filters=filters, query=query)
    return Page[PublishedRead](data=[PublishedRead.model_validate(one) for one in page.data], page=page.page)


def shown(question: Question, published: PublishedAnswer | None) -> QuestionRead:
    """A question as answers show it."""
    plain = {name: getattr(question, name) for name in QuestionRead.model_fields if name != "published"}
    return QuestionRead(**plain, published=PublishedRead.model_validate(published) if published else None)


def _note(request: Request, principal: Principal, action: str, *, questions: Sequence[Question]) -> None:
    note_read(request, action, others(principal, {one.applicant_id for one in questions}))


def _answered(question: Question, published: PublishedAnswer | None, response: Response) -> QuestionRead:
    set_etag(response, question.version)
    return shown(question, published)
