"""HTTP for the code lists: for everybody who is signed in."""

from typing import Annotated, Final

from fastapi import Depends, Query

from abdi.auth import Permission, Principal, requires
from abdi.http import ServiceRouter
from abdi.paging import ListQuery, Page
from abdi.policy import everywhere
from personnel.code_lists import queries
from personnel.code_lists.schemas import CodeEntryRead, CodeListRead

READ_CODE_LISTS: Final = Permission(
    name="personnel.code_lists.read",
    rules=(everywhere("employee"), everywhere("agency_system"), everywhere()),
)

router = ServiceRouter(prefix="/v1/code-lists", tags=["code lists"])


@router.get("")
async def list_code_lists(
    _principal: Annotated[Principal, requires(READ_CODE_LISTS)], query: Annotated[ListQuery, Depends()]
) -> Page[CodeListRead]:
    """The lists that there are."""
    return queries.list_code_lists(query)


@router.get("/{name}")
async def list_entries(
    name: str,
    _principal: Annotated[Principal, requires(READ_CODE_LISTS)],
    *,
    query: Annotated[ListQuery, Depends()],
    q: Annotated[str | None, Query(max_length=100, description="part of a code or label")] = None,
) -> Page[CodeEntryRead]:
    """The codes of one list."""
    return await queries.list_entries(name, query, search=q)
