"""The caller over HTTP."""

from typing import Annotated

from fastapi import Request, Response

from abdi.auth import Principal, authenticate, requires
from gateway.composition.composing import compose
from gateway.composition.endpoints import NOT_MODIFIED, Asking, ComposedRouter, composed_answer
from gateway.me.reading import sections_about
from gateway.me.schemas import MeRead
from gateway.policy import READ_COMPOSED

router = ComposedRouter(prefix="/v1/me", tags=["me"])


@router.get("", response_model=MeRead, responses=NOT_MODIFIED)
async def get_me(
    request: Request, _: Annotated[Principal, requires(READ_COMPOSED)], *, caller: Asking
) -> Response:
    """Who I am, what I may do and how far, and what waits for me."""
    principal = await authenticate(request)  # as the token says it, before anything was added
    return composed_answer(request, await compose(caller, sections_about(principal)))
