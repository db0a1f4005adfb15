"""Who may rise in rank, and why or why not."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.directory import scope
from abdi.http import DbSession, Locale, ServiceRouter
from abdi.paging import ListQuery, Page
from abdi.policy import others
from promotion.eligibilities.queries import list_eligibilities
from promotion.eligibilities.schemas import EligibilityFilter, EligibilityRead, EligibilitySummary
from promotion.eligibilities.service import fresh_eligibility
from promotion.policy import ELIGIBILITIES, READ_ELIGIBILITY

router = ServiceRouter(prefix="/v1/eligibilities", tags=["eligibilities"])
Reader = Annotated[Principal, requires(READ_ELIGIBILITY)]


@router.get("", name="list_eligibilities")
async def read_eligibilities(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[EligibilityFilter, Depends()],
) -> Page[EligibilitySummary]:
    """The latest outcomes for everybody the caller may see."""
    page = await list_eligibilities(
        session,
        scope(principal, READ_ELIGIBILITY, ELIGIBILITIES),
        query=query,
        row=EligibilitySummary.model_validate,
        filters=filters,
    )
    note_read(request, "eligibility.list", others(principal, (item.employee_id for item in page.data)))
    return page


@router.get("/{employee_id}", name="get_eligibility")
async def read_eligibility(
    employee_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Reader,
    locale: Locale,
) -> EligibilityRead:
    """One employee's eligibility for regular promotion, explained rule by rule.

    A stored answer has an ETag. Once its effective date has passed, the answer is made anew for the next
    period, without one.
    """
    visible = scope(principal, READ_ELIGIBILITY, ELIGIBILITIES)
    eligibility, is_fresh = await fresh_eligibility(session, employee_id, visible)
    note_read(request, "eligibility.read", others(principal, [employee_id]))
    response.headers["Content-Language"] = locale
    response.headers["Vary"] = "Accept-Language"
    if not is_fresh:
        # Each language is a representation of its own; nobody changes an answer, so none is sent back.
        response.headers["ETag"] = f'"{eligibility.version}-{locale}"'
    return EligibilityRead.of(eligibility, locale)
