"""The check that every route says who may call it."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from starlette.routing import BaseRoute

from abdi.auth.permissions import is_public, permission_of


class RouteWithoutPermissionError(RuntimeError):
    """A route declares neither a permission nor that it is public; the service does not start."""


def check_permissions(routers: Sequence[APIRouter]) -> None:
    """Raises RouteWithoutPermissionError for the first route that says nothing."""
    for router in routers:
        for route in flat_routes(router):
            if permission_of(route) is None and not is_public(route):
                name = getattr(route, "path", repr(route))
                raise RouteWithoutPermissionError(f"{name}: declare requires(...) or public")


def flat_routes(router: APIRouter) -> Iterator[BaseRoute]:
    """The routes of `router` and of the routers included in it, which FastAPI keeps as branches."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if isinstance(included, APIRouter):
            yield from flat_routes(included)
        else:
            yield route
