"""HTTP for objections: the applicant's own, and the queue of those who answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.bulk.endpoints import answers_later, follow_later
from abdi.db.context import context_of
from abdi.http import DbSession, ServiceRouter, set_etag
from abdi.http.dependencies import Locale
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.objections import answering, reannouncing, service
from recruitment.objections.models import Objection, ObjectionAnswer
from recruitment.objections.queries import (
    answers_of,
    count_by_ground,
    count_by_state,
    find_waiting,
    get_objection,
    get_own_application,
    list_objections,
    list_objections_of,
)
from recruitment.objections.rules import ObjectionStage
from recruitment.objections.schemas import (
    AnswerBatch,
    AnswerItem,
    AnswerWrite,
    ObjectionCreate,
    ObjectionFigures,
    ObjectionFiguresRead,
    ObjectionFilters,
    ObjectionLodgedRead,
    ObjectionOwnRead,
    ObjectionRead,
    ObjectionWindowRead,
    OldestObjectionRead,
    OwnObjectionsRead,
)
from recruitment.policy import ANNOUNCE_VERIFICATION, ANSWER_OBJECTION, LODGE_OBJECTION, READ_OBJECTION
from recruitment.selections.queries import get_selection_for
from recruitment.verification_steps.asking import location_of
from recruitment.verification_steps.records import shown as step_shown
from recruitment.verification_steps.schemas import VerificationStepRead

router = ServiceRouter(prefix="/v1", tags=["objections"])

Objector = Annotated[Principal, requires(LODGE_OBJECTION)]
Reader = Annotated[Principal, requires(READ_OBJECTION)]
Answerer = Annotated[Principal, requires(ANSWER_OBJECTION)]
Announcer = Annotated[Principal, requires(ANNOUNCE_VERIFICATION)]
_ACCEPTED = answers_later("It is worked on; Location says where to follow it")


@router.post("/applications/{application_id}/objections", status_code=201)
async def lodge_objection(
    application_id: UUID,
    body: ObjectionCreate,
    response: Response,
    *,
    session: DbSession,
    principal: Objector,
) -> ObjectionLodgedRead:
    """Object to a result of one's own application: once for each result, within the days for it."""
    lodged = await service.lodge_objection(session, principal, application_id, wanted=body)
    response.headers["Location"] = f"/v1/applications/{application_id}/objections"
    set_etag(response, lodged.objection.version)
    whole = ObjectionOwnRead.model_validate(lodged.objection)
    return ObjectionLodgedRead(**dict(whole), warnings=lodged.warnings)


@router.get("/applications/{application_id}/objections")
async def list_own_objections(
    application_id: UUID, session: DbSession, principal: Objector
) -> OwnObjectionsRead:
    """One's own objections with their answers, and when one is possible."""
    application = await get_own_application(session, principal, application_id)
    objections = await list_objections_of(session, application_id)
    windows = await service.list_windows(session, application, objections)
    return OwnObjectionsRead(
        objections=[ObjectionOwnRead.model_validate(one) for one in objections],
        windows=[
            ObjectionWindowRead(
                stage=window.stage,
                objections_from=window.days.objection_from,
                objections_until=window.days.objection_until,
                answers_until=window.days.answers_until,
                may_object=window.may_object,
                reasons=window.reasons,
            )
            for window in windows
        ],
    )


@router.get("/objections", name="list_objections")
async def read_objections(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[ObjectionFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[ObjectionRead]:
    """The queue of objections within what the caller may see, who waits longest first."""
    page = await list_objections(session, principal, filters=filters, query=query)
    note_read(request, "objection.list", others(principal, (one.applicant_id for one in page.data)))
    answers = await answers_of(session, [objection.id for objection in page.data])
    data = [_shown(objection, answers.get(objection.id)) for objection in page.data]
    return Page[ObjectionRead](data=data, page=page.page)


@router.get("/objections/{objection_id}", name="get_objection")
async def read_objection(
    objection_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> ObjectionRead:
    """One objection with its answer."""
    objection, answer = await get_objection(session, principal, objection_id)
    note_read(request, "objection.read", others(principal, [objection.applicant_id]))
    set_etag(response, objection.version)
    return _shown(objection, answer)


@router.post("/objections/{objection_id}/answer")
async def answer_objection(
    objection_id: UUID,
    body: AnswerWrite,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Answerer,
) -> ObjectionRead:
    """Accept or reject an objection to a case that one did not verify."""
    item = AnswerItem(id=objection_id, **dict(body))
    objection = only(await answering.answer_objections(session, principal, [item]))
    note_read(request, "objection.read", others(principal, [objection.applicant_id]))
    set_etag(response, objection.version)
    return _shown(objection, (await answers_of(session, [objection.id]))[objection.id])


@router.post("/objections/answers:batch")
async def answer_objections(
    body: AnswerBatch, *, session: DbSession, principal: Answerer, answer: BatchAnswer
) -> BatchRead:
    """ObjectionOutcome up to 500 objections; a refused answer does not hold up the others."""
    return answer.of(await answering.answer_objections(session, principal, body.items))


@router.get("/selections/{selection_id}/objection-figures")
async def get_objection_figures(
    selection_id: UUID, session: DbSession, principal: Reader
) -> ObjectionFiguresRead:
    """Where the objections of a selection stand: states, grounds, and what waits longest."""
    await get_selection_for(session, principal, READ_OBJECTION, selection_id=selection_id)
    states = await count_by_state(session, selection_id)
    return ObjectionFiguresRead(
        selection_id=selection_id,
        stages={
            stage: ObjectionFigures(
                states=states.get(stage, {}), waiting=await _waiting(session, selection_id, stage)
            )
            for stage in ObjectionStage
        },
        grounds=await count_by_ground(session, selection_id),
    )


@router.post("/selections/{selection_id}/administrative-reannouncement", status_code=202, responses=_ACCEPTED)
async def reannounce_administrative_result(
    selection_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Announcer,
    locale: Locale,
) -> VerificationStepRead:
    """Announce the administrative result again, once every objection is answered."""
    job = await reannouncing.ask_for_reannouncement(session, principal, selection_id)
    follow_later(request, response, session, location=location_of(selection_id, job.id))
    return step_shown(job, locale=locale)


async def _waiting(
    session: AsyncSession, selection_id: UUID, stage: ObjectionStage
) -> OldestObjectionRead | None:
    waiting = await find_waiting(session, selection_id, stage)
    if waiting.oldest_id is None or waiting.oldest_since is None:
        return None
    age = context_of(session).clock.now() - waiting.oldest_since
    return OldestObjectionRead(
        oldest_id=waiting.oldest_id,
        oldest_since=waiting.oldest_since,
        oldest_seconds=max(0, int(age.total_seconds())),
    )


def _shown(objection: Objection, answer: ObjectionAnswer | None) -> ObjectionRead:
    made = {"answered_by", "note"}
    plain = {name: getattr(objection, name) for name in ObjectionRead.model_fields if name not in made}
    inside = {"answered_by": answer.answered_by, "note": answer.note} if answer else dict.fromkeys(made)
    return ObjectionRead(**plain, **inside)
