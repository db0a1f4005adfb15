"""Which query parameters a route knows."""

from typing import Annotated

from fastapi import Depends, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from abdi.auth import public
from abdi.http import ServiceRouter
from abdi.http.route import query_names

router = ServiceRouter(prefix="/v1/things", dependencies=[public])


class Filters(BaseModel):
    colour: str | None = None
    born_from: str | None = Field(default=None, alias="bornFrom")


async def dependency(since: int = 0) -> int:
    return since


@router.get("/{thing_id}")
async def list_things(
    thing_id: int,
    filters: Annotated[Filters, Query()],
    since: Annotated[int, Depends(dependency)],
    tags: Annotated[list[str] | None, Query(alias="tag")] = None,
) -> None:
    """Everything that may name a parameter."""


def test_names_of_route_model_and_dependency_are_known() -> None:
    (route,) = router.routes
    assert isinstance(route, APIRoute)
    assert sorted(query_names(route.dependant)) == ["bornFrom", "colour", "since", "tag"]
