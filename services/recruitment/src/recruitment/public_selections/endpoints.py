"""HTTP for the public: announced selections without sign-in, as answers and as files."""

import asyncio
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import public
from abdi.http import DbSession, ServiceRouter, set_etag
from abdi.http.dependencies import Locale
from abdi.paging import ListQuery, Page
from recruitment.official_lists.contents import ListTooLong, OfficialList
from recruitment.official_lists.documents import as_pdf
from recruitment.official_lists.endpoints import (
    FRESH,
    LONGEST_PDF,
    LONGEST_XLSX,
    PDF,
    XLSX,
    Address,
    answers_with,
    file_answer,
)
from recruitment.official_lists.spreadsheets import as_xlsx
from recruitment.public_selections.calendars import calendar_of
from recruitment.public_selections.feeds import feed_of, news_of
from recruitment.public_selections.lists import formations_list
from recruitment.public_selections.queries import (
    Size,
    get_announced,
    list_announced,
    list_formations,
    list_latest_changes,
    list_latest_endings,
    list_whole,
    sizes_of,
)
from recruitment.public_selections.records import (
    changes_shown,
    formation_shown,
    requirements_of,
    shown,
)
from recruitment.public_selections.schemas import (
    PublicChangeRead,
    PublicFormationFilters,
    PublicFormationRead,
    PublicSelectionFilters,
    PublicSelectionRead,
    RequirementsRead,
)
from recruitment.selections.queries import list_changes
from recruitment.selections.standards import standard_of

router = ServiceRouter(prefix="/v1/public", tags=["public"], dependencies=[public])

ATOM: Final = "application/atom+xml"
CALENDAR: Final = "text/calendar; charset=utf-8"
NEWEST: Final = 100
"""Entries of the feed; who wants all of them reads the list with `changed_since`."""


@router.get("/selections.atom", name="get_public_feed", response_class=Response, responses=answers_with(ATOM))
async def read_feed(session: DbSession, *, locale: Locale, address: Address) -> Response:
    """What was announced, moved and ended lately, as an Atom feed."""
    changes = await list_latest_changes(session, limit=NEWEST)
    ended = await list_latest_endings(session, limit=NEWEST)
    content = feed_of(news_of(changes, ended)[:NEWEST], address=address, locale=locale)
    return file_answer(content, ATOM, locale=locale)


@router.get(
    "/selections/{selection_id}.ics",
    name="get_public_calendar",
    response_class=Response,
    responses=answers_with(CALENDAR),
)
async def read_calendar(
    selection_id: UUID, *, session: DbSession, locale: Locale, address: Address
) -> Response:
    """The schedule as a calendar to subscribe to."""
    selection = await get_announced(session, selection_id)
    changes = changes_shown(await list_changes(session, selection_id))
    at = f"{address}/v1/public/selections/{selection_id}"
    content = calendar_of(selection, changes, address=at, locale=locale)
    return file_answer(content, CALENDAR, locale=locale, name="jadwal.ics")


@router.get(
    "/selections/{selection_id}/formations.pdf",
    name="get_public_formations_pdf",
    response_class=Response,
    responses=answers_with(PDF),
)
async def read_formations_pdf(
    selection_id: UUID, *, session: DbSession, locale: Locale, address: Address
) -> Response:
    """The formations of the announcement as an official list on paper."""
    what = await _formations(session, selection_id, address=address, kind="pdf", limit=LONGEST_PDF)
    return file_answer(await asyncio.to_thread(as_pdf, what, locale), PDF, locale=locale, name="formasi.pdf")


@router.get(
    "/selections/{selection_id}/formations.xlsx",
    name="get_public_formations_xlsx",
    response_class=Response,
    responses=answers_with(XLSX),
)
async def read_formations_xlsx(
    selection_id: UUID, *, session: DbSession, locale: Locale, address: Address
) -> Response:
    """The formations of the announcement as an official list for spreadsheets."""
    what = await _formations(session, selection_id, address=address, kind="xlsx", limit=LONGEST_XLSX)
    return file_answer(
        await asyncio.to_thread(as_xlsx, what, locale), XLSX, locale=locale, name="formasi.xlsx"
    )


@router.get("/selections", name="list_public_selections")
async def read_selections(
    session: DbSession,
    response: Response,
    *,
    filters: Annotated[PublicSelectionFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[PublicSelectionRead]:
    """Announced selections of every agency; with `changed_since` what changed, the oldest change first."""
    response.headers["Cache-Control"] = FRESH
    page = await list_announced(session, filters=filters, query=query)
    sizes = await sizes_of(session, [one.id for one in page.data])
    data = [shown(one, sizes.get(one.id, Size())) for one in page.data]
    return Page[PublicSelectionRead](data=data, page=page.page)


@router.get("/selections/{selection_id}", name="get_public_selection")
async def read_selection(
    selection_id: UUID, response: Response, *, session: DbSession
) -> PublicSelectionRead:
    """One announced selection with its schedule."""
    selection = await get_announced(session, selection_id)
    _say_fresh(response, selection.version)
    return shown(selection, (await sizes_of(session, [selection_id])).get(selection_id, Size()))


@router.get("/selections/{selection_id}/formations", name="list_public_formations")
async def read_formations(
    selection_id: UUID,
    response: Response,
    *,
    session: DbSession,
    filters: Annotated[PublicFormationFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[PublicFormationRead]:
    """Formations of a selection with openings and ages, by education, place, need and words."""
    selection = await get_announced(session, selection_id)
    _, standard = await standard_of(session, version=selection.rule_set)
    response.headers["Cache-Control"] = FRESH
    page = await list_formations(session, selection_id, filters=filters, query=query)
    data = [formation_shown(one, standard) for one in page.data]
    return Page[PublicFormationRead](data=data, page=page.page)


@router.get("/selections/{selection_id}/requirements", name="get_public_requirements")
async def read_requirements(
    selection_id: UUID, response: Response, *, session: DbSession
) -> RequirementsRead:
    """Documents, tests with weights, thresholds and ages, with the regulation behind each."""
    selection = await get_announced(session, selection_id)
    _, standard = await standard_of(session, version=selection.rule_set)
    _say_fresh(response, selection.version)
    return requirements_of(selection, standard)


@router.get("/selections/{selection_id}/changes", name="list_public_changes")
async def read_changes(
    selection_id: UUID, response: Response, *, session: DbSession
) -> list[PublicChangeRead]:
    """Every version of the schedule, why it was changed, and which stages it moved."""
    selection = await get_announced(session, selection_id)
    _say_fresh(response, selection.version)
    return changes_shown(await list_changes(session, selection_id))


async def _formations(
    session: DbSession, selection_id: UUID, *, address: str, kind: str, limit: int
) -> OfficialList:
    selection = await get_announced(session, selection_id)
    _, standard = await standard_of(session, version=selection.rule_set)
    formations = await list_whole(session, selection_id, limit=limit + 1)
    if len(formations) > limit:
        raise ListTooLong(limit=limit)
    at = f"{address}/v1/public/selections/{selection_id}/formations.{kind}"
    return formations_list(selection, formations, standard, address=at)


def _say_fresh(response: Response, version: int) -> None:
    set_etag(response, version)
    response.headers["Cache-Control"] = FRESH
