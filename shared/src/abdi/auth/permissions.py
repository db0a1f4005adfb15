"""Permissions of routes: declared as a dependency, inspected when the service is built."""

from collections.abc import Iterator
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict
from starlette.routing import BaseRoute

from abdi.problems import Forbidden, Unauthenticated
from abdi.tokens import Principal

_bearer = HTTPBearer(
    auto_error=False, bearerFormat="JWT", description="Access token of the identity provider"
)


class Permission(BaseModel):
    """The right to do one thing, held by any of `roles`."""

    model_config = ConfigDict(frozen=True)

    name: str
    roles: frozenset[str]

    def allows(self, principal: Principal) -> bool:
        """Whether one of the principal's roles holds this permission."""
        return not self.roles.isdisjoint(principal.roles)


def authenticate(request: Request) -> Principal:
    """The principal of this request, verified once and kept on `request.state.principal`.

    Raises Unauthenticated when the bearer token is absent or not valid.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:
        return known
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    principal: Principal = request.app.state.kit.verifier.verify(token.strip())
    request.state.principal = principal
    structlog.contextvars.bind_contextvars(principal=principal.subject)
    return principal


class _Require:
    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(
        self,
        request: Request,
        _documented: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Principal:
        principal = authenticate(request)
        if not self.permission.allows(principal):
            raise Forbidden
        return principal


async def _anybody() -> None:
    """The marker of routes without sign-in."""


public: Any = Depends(_anybody)
"""Marks a route that needs no sign-in: `dependencies=[public]`."""


def requires(permission: Permission) -> Any:
    """A dependency that gives the principal, if it holds `permission`.

    `principal: Annotated[Principal, requires(READ_EMPLOYEE)]`. Without a valid token the route answers 401,
    without the permission 403.
    """
    return Depends(_Require(permission))


def _calls(dependant: Dependant) -> Iterator[Any]:
    for needed in dependant.dependencies:
        yield needed.call
        yield from _calls(needed)


def permission_of(route: BaseRoute) -> Permission | None:
    """The permission that `route` declares, if any."""
    if not isinstance(route, APIRoute):
        return None
    return next((call.permission for call in _calls(route.dependant) if isinstance(call, _Require)), None)


def is_public(route: BaseRoute) -> bool:
    """Whether `route` says that it needs no sign-in."""
    return isinstance(route, APIRoute) and any(call is _anybody for call in _calls(route.dependant))
