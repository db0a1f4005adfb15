"""Who looked at an employee, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic_core import to_json

from abdi.auth import Principal, requires
from abdi.paging import DEFAULT_LIMIT, LARGEST_LIMIT, PageInfo
from gateway.composition.endpoints import NOT_MODIFIED, Asking, ComposedRouter, composed_answer
from gateway.policy import READ_COMPOSED
from gateway.readers.reading import LONGEST_CURSOR, cursor_at, read_readers
from gateway.readers.schemas import ReadersRead

router = ComposedRouter(prefix="/v1/employees", tags=["readers"])


@router.get("/{employee_id}/readers", response_model=ReadersRead, responses=NOT_MODIFIED)
async def list_readers(
    employee_id: UUID,
    request: Request,
    _: Annotated[Principal, requires(READ_COMPOSED)],
    *,
    caller: Asking,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="entries of a page")] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=LONGEST_CURSOR, description="`next_cursor` of the page before")
    ] = None,
) -> Response:
    """Who looked at the employee's data: one entry per request, with who, what, why and when.

    For the employee, officers of the agency and auditors. A page may hold fewer entries than asked for.
    """
    merged, composed = await read_readers(caller, employee_id, limit=limit, cursor=cursor)
    page = PageInfo(next_cursor=cursor_at(merged.following), has_more=merged.following is not None)
    return composed_answer(request, composed, data=to_json(merged.entries), page=page)
