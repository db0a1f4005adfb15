"""HTTP for selections: drafts, their formations, announcing, rescheduling and ending."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from recruitment.policy import ANNOUNCE_SELECTION, PREPARE_SELECTION, READ_SELECTION
from recruitment.selections import announcing, choosing, service
from recruitment.selections.announcement_schemas import (
    AnnouncedRead,
    Announcement,
    Ending,
    Reschedule,
    ScheduleChangeRead,
)
from recruitment.selections.choosing_schemas import ChosenFormationRead, FormationBatch, TakenRead
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection, list_changes, list_formations, list_selections
from recruitment.selections.records import shown
from recruitment.selections.schemas import (
    SelectionCreate,
    SelectionFilters,
    SelectionRead,
    SelectionUpdate,
)

router = ServiceRouter(prefix="/v1/selections", tags=["selections"])

Reader = Annotated[Principal, requires(READ_SELECTION)]
Preparer = Annotated[Principal, requires(PREPARE_SELECTION)]
Announcer = Annotated[Principal, requires(ANNOUNCE_SELECTION)]
ValidateOnly = Annotated[bool, Query(description="only say what would be found; nothing is changed")]


@router.post("", status_code=201)
async def create_selection(
    session: DbSession, principal: Preparer, *, body: SelectionCreate, response: Response
) -> SelectionRead:
    """Create a draft, also as a copy of an earlier selection."""
    selection = await service.create_selection(session, principal, body)
    response.headers["Location"] = f"/v1/selections/{selection.id}"
    return _answered(selection, response)


@router.get("", name="list_selections")
async def read_selections(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[SelectionFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[SelectionRead]:
    """Selections of the caller's agency, drafts too."""
    page = await list_selections(session, principal, filters=filters, query=query)
    return Page[SelectionRead](data=[shown(one) for one in page.data], page=page.page)


@router.get("/{selection_id}", name="get_selection")
async def read_selection(
    selection_id: UUID, response: Response, *, session: DbSession, principal: Reader
) -> SelectionRead:
    """One selection with its stages, tests and documents."""
    return _answered(await get_selection(session, principal, selection_id), response)


@router.patch("/{selection_id}")
async def change_selection(
    selection_id: UUID,
    body: SelectionUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Preparer,
    if_match: IfMatch,
) -> SelectionRead:
    """Change a draft; weights of tests are checked against the caps of the agency's kind."""
    selection = await service.change_selection(
        session, principal, selection_id, update=body, seen_version=if_match
    )
    return _answered(selection, response)


@router.get("/{selection_id}/formations", name="list_selection_formations")
async def read_selection_formations(
    selection_id: UUID, *, session: DbSession, principal: Reader, query: Annotated[ListQuery, Depends()]
) -> Page[ChosenFormationRead]:
    """The formations that a selection fills."""
    await get_selection(session, principal, selection_id)
    page = await list_formations(session, selection_id, query=query)
    data = [ChosenFormationRead.model_validate(one) for one in page.data]
    return Page[ChosenFormationRead](data=data, page=page.page)


@router.post("/{selection_id}/formations:batch")
async def add_selection_formations(
    selection_id: UUID, body: FormationBatch, *, session: DbSession, principal: Preparer, answer: BatchAnswer
) -> BatchRead:
    """Add up to 500 approved formations to a draft."""
    wanted = [item.formation_id for item in body.items]
    return answer.of(await choosing.add_formations(session, principal, selection_id, formation_ids=wanted))


@router.post("/{selection_id}/formation-removals:batch")
async def remove_selection_formations(
    selection_id: UUID, body: FormationBatch, *, session: DbSession, principal: Preparer, answer: BatchAnswer
) -> BatchRead:
    """Take up to 500 formations out of a draft."""
    wanted = [item.formation_id for item in body.items]
    return answer.of(await choosing.remove_formations(session, principal, selection_id, formation_ids=wanted))


@router.post("/{selection_id}/approved-formations")
async def add_approved_formations(
    selection_id: UUID, *, session: DbSession, principal: Preparer
) -> TakenRead:
    """Add every approved formation of the agency and intake that no selection has."""
    return TakenRead(added=await choosing.add_approved_formations(session, principal, selection_id))


@router.get("/{selection_id}/schedule-changes", name="list_schedule_changes")
async def read_schedule_changes(
    selection_id: UUID, *, session: DbSession, principal: Reader
) -> list[ScheduleChangeRead]:
    """Every schedule that was announced, the first one first."""
    await get_selection(session, principal, selection_id)
    return [ScheduleChangeRead.model_validate(one) for one in await list_changes(session, selection_id)]


@router.post("/{selection_id}/announcement")
async def announce_selection(
    selection_id: UUID,
    body: Announcement,
    response: Response,
    *,
    session: DbSession,
    principal: Announcer,
    if_match: IfMatch,
    validate_only: ValidateOnly = False,
) -> AnnouncedRead:
    """Announce a draft, once the rules allow it; from then on everybody sees it."""
    outcome = await announcing.announce_selection(
        session, principal, selection_id, notice=body, seen_version=if_match, is_dry_run=validate_only
    )
    return _outcome(outcome, response)


@router.post("/{selection_id}/reschedule")
async def reschedule_selection(
    selection_id: UUID,
    body: Reschedule,
    response: Response,
    *,
    session: DbSession,
    principal: Announcer,
    if_match: IfMatch,
    validate_only: ValidateOnly = False,
) -> AnnouncedRead:
    """Change an announced schedule; what is over stays as it was."""
    outcome = await announcing.reschedule_selection(
        session, principal, selection_id, change=body, seen_version=if_match, is_dry_run=validate_only
    )
    return _outcome(outcome, response)


@router.post("/{selection_id}/completion")
async def complete_selection(
    selection_id: UUID, response: Response, *, session: DbSession, principal: Announcer, if_match: IfMatch
) -> SelectionRead:
    """Close a selection that came to its end."""
    selection = await announcing.complete_selection(session, principal, selection_id, seen_version=if_match)
    return _answered(selection, response)


@router.post("/{selection_id}/cancellation")
async def cancel_selection(
    selection_id: UUID,
    body: Ending,
    response: Response,
    *,
    session: DbSession,
    principal: Announcer,
    if_match: IfMatch,
) -> SelectionRead:
    """Call a selection off."""
    selection = await announcing.cancel_selection(
        session, principal, selection_id, reason=body.reason, seen_version=if_match
    )
    return _answered(selection, response)


def _outcome(outcome: announcing.Announced, response: Response) -> AnnouncedRead:
    return AnnouncedRead(
        **dict(_answered(outcome.selection, response)),
        reasons=list(outcome.judgement.reasons),
        is_accepted=not outcome.judgement.refusals,
        is_dry_run=outcome.is_dry_run,
    )


def _answered(selection: Selection, response: Response) -> SelectionRead:
    """The selection with its ETag."""
    set_etag(response, selection.version)
    return shown(selection)
