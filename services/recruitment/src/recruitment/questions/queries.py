"""Finding questions within what the principal may see, and published answers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.policy import QUESTION_COLUMNS, READ_QUESTION
from recruitment.questions.models import PublishedAnswer, Question
from recruitment.questions.schemas import AnswerFilters, QuestionFilters


async def get_question(
    session: AsyncSession, principal: Principal, question_id: UUID, *, is_locked: bool = False
) -> Question:
    """A question that the principal may see. Raises NotFound."""
    within = scope(principal, READ_QUESTION, QUESTION_COLUMNS)
    wanted = select(Question).where(Question.id == question_id, within)
    found = await session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_questions(
    session: AsyncSession, principal: Principal, *, filters: QuestionFilters, query: ListQuery
) -> Page[Any]:
    """A page of the questions that the principal may see, the oldest first."""
    wanted = select(Question).where(scope(principal, READ_QUESTION, QUESTION_COLUMNS))
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(Question, name) == value)
    return await paginate(session, wanted, query=query, keys=[Question.id], row=lambda found: found)


async def count_waiting(session: AsyncSession, selection_id: UUID, applicant_id: UUID) -> int:
    """How many questions of one person about a selection wait for an answer."""
    counted = select(func.count()).where(
        Question.selection_id == selection_id,
        Question.applicant_id == applicant_id,
        Question.state == "asked",
    )
    return (await session.execute(counted)).scalar_one()


async def published_for(session: AsyncSession, question_ids: Collection[UUID]) -> dict[UUID, PublishedAnswer]:
    """What was published of these questions."""
    wanted = select(PublishedAnswer).where(PublishedAnswer.question_id.in_(question_ids))
    return {found.question_id: found for found in await session.scalars(wanted)}


async def list_published(
    session: AsyncSession, selection_id: UUID, *, filters: AnswerFilters, query: ListQuery
) -> Page[Any]:
    """A page of the published answers of a selection, the oldest first."""
    wanted = select(PublishedAnswer).where(PublishedAnswer.selection_id == selection_id)
    for word in (filters.text or "").split():
        texts = (PublishedAnswer.question, PublishedAnswer.answer)
        wanted = wanted.where(or_(*(column.icontains(word, autoescape=True) for column in texts)))
    return await paginate(session, wanted, query=query, keys=[PublishedAnswer.id], row=lambda found: found)
