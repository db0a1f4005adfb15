"""Who looked at a person's data in this service; every service with a database answers it."""

from functools import lru_cache
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit.queries import find_agency, list_looks
from abdi.audit.reads import note_read
from abdi.audit.schemas import LookRead
from abdi.auth.permissions import requires
from abdi.directory.standing import resource_of
from abdi.http.dependencies import DbSession
from abdi.http.route import ServiceRouter
from abdi.paging import DEFAULT_LIMIT, LARGEST_LIMIT, ListQuery, Page
from abdi.policy import Permission, decide, everywhere, in_agency, is_self, others, own, visible
from abdi.problems import NotFound
from abdi.tokens import Principal


class LooksQuery(ListQuery):
    """A list in pages that has no changes: what is in it stays as it is."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="rows of a page")] = DEFAULT_LIMIT,
        cursor: Annotated[
            str | None, Query(max_length=2_000, description="`next_cursor` of the page before")
        ] = None,
    ) -> None:
        super().__init__(request, response, limit=limit, cursor=cursor)


def permission_to_read(service: str) -> Permission:
    """Seeing who looked: the person, the agency's officers and auditors, our own services."""
    return Permission(
        name=f"{service}.reads.read",
        rules=(
            own(),
            own("applicant"),
            in_agency("agency_officer"),
            in_agency("auditor"),
            everywhere(),
        ),
    )


@lru_cache
def reads_router(service: str) -> ServiceRouter:
    """The router for `service`, whose name begins the permission's."""
    router = ServiceRouter(prefix="/v1/reads", tags=["reads"])
    permission = permission_to_read(service)

    @router.get("", name="list_reads")
    async def read_looks(
        request: Request,
        *,
        session: DbSession,
        principal: Annotated[Principal, requires(permission)],
        employee_id: Annotated[UUID, Query(description="about whom; applicants name themselves")],
        query: Annotated[LooksQuery, Depends()],
    ) -> Page[LookRead]:
        """Who looked at one person's data here, by request, the newest first; oneself is not in it."""
        agency = await find_agency(session, employee_id)
        if agency is None and not is_self(principal, employee_id):
            raise NotFound
        visible(
            decide(principal, permission, await resource_of(session, agency=agency, employee_id=employee_id))
        )
        note_read(request, "reads.list", others(principal, [employee_id]))
        return await list_looks(session, employee_id, query)

    return router
