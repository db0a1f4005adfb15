"""Use cases about questions: ask, answer for everybody, decline."""

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.notify import Notice, notify
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, Forbidden
from recruitment.policy import ANSWER_QUESTION, ASK_QUESTION
from recruitment.public_selections.queries import get_announced
from recruitment.questions.models import PublishedAnswer, Question
from recruitment.questions.queries import count_waiting, get_question, published_for
from recruitment.questions.schemas import Answer
from recruitment.selections.states import SelectionNotInState, SelectionState

MOST_WAITING: Final = 5
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('recruitment.question.' || :who, 0))")
_ANSWERED: Final = Text("Pertanyaan Anda dijawab", "Your question was answered")
_DECLINED: Final = Text("Pertanyaan Anda tidak dijawab", "Your question was not answered")


class TooManyQuestions(Conflict):
    """So many questions of one person wait already."""

    code = "too-many-questions"
    title = Text("Terlalu banyak pertanyaan menunggu jawaban", "Too many questions are waiting")


class QuestionNotInState(Conflict):
    """The question is in a state that does not allow this."""

    code = "question-not-in-state"
    title = Text("Status pertanyaan tidak mengizinkan ini", "The question's state does not allow this")


async def ask_question(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, words: str
) -> Question:
    """Ask about an announced selection.

    Raises NotFound, Forbidden, SelectionNotInState, TooManyQuestions.
    """
    selection = await get_announced(session, selection_id)
    applicant_id = principal.applicant_id
    if applicant_id is None:
        raise Forbidden
    permitted(decide(principal, ASK_QUESTION, Resource(selection.agency, applicant_id)))
    if selection.state != SelectionState.ANNOUNCED:
        raise SelectionNotInState(current_state=selection.state, allowed=[])
    await session.execute(_LOCK, {"who": str(applicant_id)})
    if await count_waiting(session, selection_id, applicant_id) >= MOST_WAITING:
        raise TooManyQuestions(limit=MOST_WAITING)
    question = Question(
        id=new_id(),
        agency=selection.agency,
        selection_id=selection_id,
        applicant_id=applicant_id,
        words=words,
        state="asked",
    )
    session.add(question)
    await session.flush()
    return question


async def answer_question(
    session: AsyncSession, principal: Principal, question_id: UUID, *, answer: Answer, seen_version: int
) -> tuple[Question, PublishedAnswer]:
    """Answer for everybody, and tell who asked; answering again corrects what was published.

    Raises NotFound, Forbidden, PreconditionFailed, QuestionNotInState.
    """
    question = await _question_for(session, principal, question_id, seen_version=seen_version)
    if question.state == "declined":
        raise QuestionNotInState(current_state=question.state, allowed=[])
    now = context_of(session).clock.now()
    published = (await published_for(session, [question.id])).get(question.id)
    if published is None:
        published = PublishedAnswer(
            id=new_id(), selection_id=question.selection_id, question_id=question.id, published_at=now
        )
        session.add(published)
    published.question, published.answer = answer.question, answer.answer
    question.state, question.updated_at = "answered", now
    await session.flush()
    await _tell(session, question, _ANSWERED, said=answer.answer)
    return question, published


async def decline_question(
    session: AsyncSession, principal: Principal, question_id: UUID, *, reason: str, seen_version: int
) -> Question:
    """Leave a question unanswered, and tell who asked why.

    Raises NotFound, Forbidden, PreconditionFailed, QuestionNotInState.
    """
    question = await _question_for(session, principal, question_id, seen_version=seen_version)
    if question.state != "asked":
        allowed = ["answer"] if question.state == "answered" else []
        raise QuestionNotInState(current_state=question.state, allowed=allowed)
    say_reason(session, reason)
    question.state, question.reason = "declined", reason
    await session.flush()
    await _tell(session, question, _DECLINED, said=reason)
    return question


async def _question_for(
    session: AsyncSession, principal: Principal, question_id: UUID, *, seen_version: int
) -> Question:
    question = await get_question(session, principal, question_id, is_locked=True)
    permitted(decide(principal, ANSWER_QUESTION, Resource(question.agency, question.applicant_id)))
    check_version(question, seen_version)
    return question


async def _tell(session: AsyncSession, question: Question, subject: Text, *, said: str) -> None:
    await notify(
        session,
        Notice(
            recipient_id=question.applicant_id,
            kind="question.answered",
            subject=subject,
            body=Text("{said}", "{said}"),
            params={"said": said},
            agency=question.agency,
        ),
    )
