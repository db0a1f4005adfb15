"""The overview of a unit over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from abdi.auth import Principal, requires
from gateway.composition.composing import compose
from gateway.composition.endpoints import (
    IMPERSONAL,
    NOT_MODIFIED,
    Asking,
    ComposedRouter,
    composed_answer,
)
from gateway.overviews.reading import GATE, sections_of
from gateway.overviews.schemas import OverviewRead
from gateway.policy import READ_COMPOSED

router = ComposedRouter(prefix="/v1/units", tags=["overviews"])


@router.get("/{unit_id}/overview", response_model=OverviewRead, responses=NOT_MODIFIED)
async def get_overview(
    unit_id: UUID,
    request: Request,
    _: Annotated[Principal, requires(READ_COMPOSED)],
    *,
    caller: Asking,
) -> Response:
    """A unit with everything below it: people, vacancies, predicates, plans, training."""
    composed = await compose(caller, sections_of(unit_id), gate=GATE, required={GATE})
    return composed_answer(request, composed, cache=IMPERSONAL)
