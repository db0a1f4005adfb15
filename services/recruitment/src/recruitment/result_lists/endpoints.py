"""HTTP for official lists of results."""

import asyncio
from typing import Final
from uuid import UUID

from fastapi import Response

from abdi.auth import public
from abdi.http import DbSession, Locale, ServiceRouter
from recruitment.official_lists.contents import ListTooLong, OfficialList
from recruitment.official_lists.documents import as_pdf
from recruitment.official_lists.endpoints import (
    LONGEST_PDF,
    LONGEST_XLSX,
    PDF,
    XLSX,
    Address,
    answers_with,
    file_answer,
)
from recruitment.official_lists.spreadsheets import as_xlsx
from recruitment.result_lists.lists import results_list
from recruitment.result_lists.queries import get_published_stage, list_results

router = ServiceRouter(prefix="/v1/public/rankings", tags=["public"], dependencies=[public])

NAME: Final = "hasil"


@router.get(
    "/{ranking_id}/results.pdf",
    name="get_public_results_pdf",
    response_class=Response,
    responses=answers_with(PDF),
)
async def read_results_pdf(
    ranking_id: UUID, *, session: DbSession, locale: Locale, address: Address
) -> Response:
    """The published result as an official list on paper; a long one is had as XLSX or by the list of rows."""
    what = await _results(session, ranking_id, address=address, kind="pdf", limit=LONGEST_PDF)
    return file_answer(await asyncio.to_thread(as_pdf, what, locale), PDF, locale=locale, name=f"{NAME}.pdf")


@router.get(
    "/{ranking_id}/results.xlsx",
    name="get_public_results_xlsx",
    response_class=Response,
    responses=answers_with(XLSX),
)
async def read_results_xlsx(
    ranking_id: UUID, *, session: DbSession, locale: Locale, address: Address
) -> Response:
    """The published result as an official list for spreadsheets."""
    what = await _results(session, ranking_id, address=address, kind="xlsx", limit=LONGEST_XLSX)
    return file_answer(
        await asyncio.to_thread(as_xlsx, what, locale), XLSX, locale=locale, name=f"{NAME}.xlsx"
    )


async def _results(
    session: DbSession, ranking_id: UUID, *, address: str, kind: str, limit: int
) -> OfficialList:
    ranking, selection = await get_published_stage(session, ranking_id)
    rows = await list_results(session, ranking_id, limit=limit + 1)
    if len(rows) > limit:
        raise ListTooLong(limit=limit)
    return results_list(
        selection, ranking, rows, address=f"{address}/v1/public/rankings/{ranking_id}/results.{kind}"
    )
