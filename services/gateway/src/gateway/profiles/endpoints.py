"""The profile over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from abdi.auth import Principal, requires
from gateway.composition.composing import compose
from gateway.composition.endpoints import NOT_MODIFIED, Asking, ComposedRouter, composed_answer
from gateway.policy import READ_COMPOSED
from gateway.profiles.reading import SectionName, sections_of
from gateway.profiles.schemas import ProfileRead

router = ComposedRouter(prefix="/v1/employees", tags=["profiles"])

EVERY = frozenset(SectionName)


@router.get("/{employee_id}/profile", response_model=ProfileRead, responses=NOT_MODIFIED)
async def get_profile(
    employee_id: UUID,
    request: Request,
    _: Annotated[Principal, requires(READ_COMPOSED)],
    *,
    caller: Asking,
    sections: Annotated[
        list[SectionName] | None, Query(description="only these; repeat it for several (default: all)")
    ] = None,
    require: Annotated[
        list[SectionName] | None,
        Query(description="sections without which the answer is 503 (403, if they are not permitted)"),
    ] = None,
) -> Response:
    """Everything about one employee from all services; what is missing is named with its reason.

    The section `employee` is always there: if the registry refuses it, its refusal is the answer.
    """
    required = frozenset(require or ()) | {SectionName.EMPLOYEE}
    chosen = frozenset(sections) | required if sections else EVERY
    composed = await compose(
        caller, sections_of(employee_id, chosen), gate=SectionName.EMPLOYEE, required=required
    )
    return composed_answer(request, composed)
