"""Which role may call which route, read from the built services: nothing runs, no database is needed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from abdi.auth.permissions import is_public, permission_of
from abdi.dev.built import built_apps
from abdi.dev.suite import ALL
from abdi.http.permissions import flat_routes
from abdi.policy import Permission, Reach

ROLES: Final = (
    "employee",
    "superior",
    "unit_officer",
    "agency_officer",
    "committee_member",
    "decision_maker",
    "auditor",
    "agency_system",
    "service",
    "applicant",
)
PUBLIC: Final = "public"
CALLERS: Final = (*ROLES, PUBLIC)
DOCUMENTS: Final = frozenset({"/openapi.json", "/docs", "/docs/oauth2-redirect"})
ALLOWED: Final = "allowed"
MASKED: Final = "masked"
DENIED: Final = "denied"
NO_EMPLOYEE: Final = frozenset({"agency_system", "service", "applicant", PUBLIC})
_EVERYTHING: Final = {Reach.EVERYWHERE.value: frozenset[str]()}


class RouteUndecided(RuntimeError):  # noqa: N818 - errors are named by the fact
    """A route, or a rule, of which the matrix cannot say who may use it."""


Cell = Mapping[str, frozenset[str]]
"""What one kind of caller may: each reach with the fields that it does not show. Empty when it is denied."""


def decision_of(cell: Cell) -> str:
    """Allowed, masked (allowed, but somewhere not all fields are shown) or denied."""
    if not cell:
        return DENIED
    return MASKED if any(cell.values()) else ALLOWED


@dataclass(frozen=True)
class Row:
    """One route, or (without a path) one permission that is asked for inside routes."""

    operation: str
    permission: str | None
    cells: Mapping[str, Cell]
    method: str = ""
    path: str = ""
    is_not_own: bool = False
    article: str | None = None


@dataclass(frozen=True)
class ServiceMatrix:
    """One service: its routes, and the permissions that only its use cases ask for."""

    service: str
    routes: Sequence[Row]
    inside: Sequence[Row]

    @property
    def counts(self) -> Counter[str]:
        """How many decisions of each kind its routes make."""
        return Counter(decision_of(cell) for row in self.routes for cell in row.cells.values())


def read_suite(services: Sequence[str] = ALL) -> list[ServiceMatrix]:
    """The matrix of every service. Raises RouteUndecided."""
    with built_apps(services) as apps:
        return [_read_service(service, app) for service, app in apps.items()]


def read_app(service: str, app: FastAPI, permissions: Sequence[Permission] = ()) -> ServiceMatrix:
    """The matrix of a built app; `permissions` are all that its policy lists. Raises RouteUndecided."""
    routes = [row for route in flat_routes(app.router) for row in _rows(service, route)]
    routes.sort(key=lambda row: (row.path, row.method))
    asked = {row.permission for row in routes}
    inside = [_row_of(permission, operation="") for permission in permissions if permission.name not in asked]
    return ServiceMatrix(service, routes, sorted(inside, key=lambda row: str(row.permission)))


def _read_service(service: str, app: FastAPI) -> ServiceMatrix:
    listed = vars(import_module(f"{service}.policy")).values()
    return read_app(service, app, [item for item in listed if isinstance(item, Permission)])


def _rows(service: str, route: BaseRoute) -> Iterator[Row]:
    if not isinstance(route, Route):
        raise RouteUndecided(f"{service}: {route!r} is no route that says who may call it")
    permission = permission_of(route)
    is_open = is_public(route) or (not isinstance(route, APIRoute) and route.path in DOCUMENTS)
    if permission is None and not is_open:
        raise RouteUndecided(f"{service}: {route.path} says neither a permission nor that it is public")
    for method in sorted((route.methods or set()) - {"HEAD"}):
        yield _row_of(permission, operation=route.name, method=method, path=route.path)


def _row_of(permission: Permission | None, *, operation: str, method: str = "", path: str = "") -> Row:
    if permission is None:
        everybody = dict.fromkeys(CALLERS, _EVERYTHING)
        return Row(operation, None, everybody, method=method, path=path)
    unknown = permission.roles - set(ROLES)
    if unknown:
        raise RouteUndecided(f"{permission.name} names roles that nobody holds: {', '.join(sorted(unknown))}")
    return Row(
        operation,
        permission.name,
        {caller: _cell(permission, caller) for caller in CALLERS},
        method=method,
        path=path,
        is_not_own=permission.not_own,
        article=permission.article,
    )


def _cell(permission: Permission, role: str) -> Cell:
    held = {role} if role in NO_EMPLOYEE else {role, "employee"}
    found: dict[str, frozenset[str]] = {}
    for rule in permission.rules:
        if rule.role in held:
            # As `decide` does: what one rule shows, another one cannot hide.
            known = found.get(rule.reach.value, rule.masked)
            found[rule.reach.value] = known & rule.masked
    if found.get(Reach.EVERYWHERE.value) == frozenset():
        return _EVERYTHING
    return found
