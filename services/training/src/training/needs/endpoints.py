"""Who needs training, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.directory import scope
from abdi.http import ClockNow, DbSession, Locale, ServiceRouter
from abdi.paging import ListQuery, Page
from abdi.policy import others
from training.needs.explanations import explain
from training.needs.queries import NEEDS, get_need, get_need_standard, list_answers, list_needs
from training.needs.schemas import AnswerRead, ExplainedNeedRead, NeedFilter, NeedRead
from training.policy import READ_NEED
from training.reasons import ReasonRead

router = ServiceRouter(prefix="/v1/training-needs", tags=["training-needs"])
Reader = Annotated[Principal, requires(READ_NEED)]


@router.get("", name="list_training_needs")
async def read_needs(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[NeedFilter, Depends()],
) -> Page[NeedRead]:
    """Needs of everybody whom the caller may see, closed and withdrawn ones included."""
    visible = scope(principal, READ_NEED, NEEDS)
    page = await list_needs(session, visible, query=query, filters=filters, row=NeedRead.model_validate)
    note_read(request, "training-need.list", others(principal, (item.employee_id for item in page.data)))
    return page


@router.get("/{need_id}", name="get_training_need")
async def read_need(
    need_id: UUID,
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    locale: Locale,
    clock: ClockNow,
) -> ExplainedNeedRead:
    """One need: the rule behind it, what was found, and the programmes that answer it."""
    need = await get_need(session, need_id, scope(principal, READ_NEED, NEEDS))
    note_read(request, "training-need.read", others(principal, [need.employee_id]))
    standard, _ = await get_need_standard(session, clock.today())
    answers = await list_answers(session, need)
    reasons = explain(need, standard, titles=[programme.title for programme in answers])
    return ExplainedNeedRead(
        **NeedRead.model_validate(need).model_dump(),
        reasons=[ReasonRead.of(reason, locale) for reason in reasons],
        answered_by=[AnswerRead.model_validate(programme) for programme in answers],
    )
