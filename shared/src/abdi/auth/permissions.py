"""Permissions of routes: declared as a dependency, inspected when the service is built."""

from collections.abc import Iterator
from typing import Any

import structlog
from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.openapi.models import HTTPBearer
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from starlette.routing import BaseRoute

from abdi.directory.authority import authority_of
from abdi.policy import Permission, claims, refusal
from abdi.problems import Forbidden, Unauthenticated
from abdi.tokens import Principal


async def authenticate(request: Request) -> Principal:
    """The principal of this request, verified once and kept on `request.state.principal`.

    Raises Unauthenticated when the bearer token is absent or not valid, Unavailable while the issuer's keys
    cannot be had.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:
        return known
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    principal: Principal = await request.app.state.kit.verifier.verify(token.strip())
    request.state.principal = principal
    structlog.contextvars.bind_contextvars(principal=principal.subject)
    return principal


class _Require(SecurityBase):
    model = HTTPBearer(bearerFormat="JWT", description="Access token of the identity provider")
    scheme_name = "HTTPBearer"

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Principal:
        return await authorise(request, self.permission)


async def authorise(request: Request, permission: Permission) -> Principal:
    """The principal with the authority of today, asked once a request and kept on `request.state.authorised`.

    Raises Forbidden without `permission`, and what `authenticate` raises.
    """
    principal = await _with_authority(request, await authenticate(request), permission)
    if not permission.allows(principal):
        raise Forbidden(reasons=[*refusal(principal, permission)])
    return principal


def basis_of(principal: Principal, permission: Permission) -> frozenset[str]:
    """On what the principal can base the permission today, each as a text that can be kept and compared."""
    return frozenset(
        f"{claim.rule.role} {claim.rule.reach} {claim.agency} {claim.employee_id} {claim.unit_id}"
        for claim in claims(principal, permission)
    )


async def _with_authority(request: Request, principal: Principal, permission: Permission) -> Principal:
    """The principal with the roles of today.

    In a process without a database everybody is only signed in: the scopes of an agency's system are
    judged where the data is, under the names of the permissions there.
    """
    kit: Any = request.app.state.kit
    if kit.engine is None:
        own = frozenset({"employee"} if principal.kind == "person" else {principal.kind})
        scopes = principal.scopes | {permission.name}
        return principal.model_copy(update={"roles": own, "scopes": scopes})
    known: Principal | None = getattr(request.state, "authorised", None)
    if known is None:
        known = await authority_of(request.state.session, principal, kit.clock.today())
        request.state.authorised = known
    return known


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
