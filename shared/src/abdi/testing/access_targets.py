"""One real request of every route, which the access suite makes as everybody who must be refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import APIRoute

from abdi.auth import Permission, Principal, is_public, permission_of
from abdi.clock import new_id
from abdi.http.permissions import flat_routes

HOME: Final = "5671"
ABROAD: Final = "6671"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A valid request to one route, about a real object, and who is entitled to it.

    Args:
        operation: the route's operation id.
        by: somebody whose request succeeds; asked last.
        path: the ids in the address.
        query: the query, if the route needs one.
        body: a body that is accepted, so that a refusal is one of authority.
        content: a file to send instead of `body`, with its media type.
        version: sent as If-Match.
        employee_id: the person about whom the object is; the suite gives them a superior and a unit.
        unit_id: the object's unit, for what is about no person.
        seen_by: callers who may read it all the same (`COLLEAGUES`, `EVERYBODY`); acting is refused with 403.
        absent: values of `path` that name nothing, where they are no UUIDs.
        shows: what the entitled caller's list contains; for lists and searches.
        is_repeated: a route of code that another target tries in full, under the same permission; a few
            callers do.
    """

    operation: str
    by: Principal
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    content: tuple[bytes, str] | None = None
    version: int | None = None
    employee_id: UUID | None = None
    unit_id: UUID | None = None
    seen_by: frozenset[str] = frozenset()
    absent: Mapping[str, Any] = field(default_factory=dict)
    shows: str | None = None
    is_repeated: bool = False

    def nowhere(self) -> Iterator["Target"]:
        """The same request about what does not exist: all ids replaced, and the last one alone."""
        yield replace(self, path=self._without(*self.path), query=self._unknown_person())
        if len(self.path) > 1:
            yield replace(self, path={**self.path, **self._without([*self.path][-1])})

    def _without(self, *names: str) -> dict[str, Any]:
        return {name: self.absent.get(name, str(new_id())) for name in names}

    def _unknown_person(self) -> dict[str, Any]:
        return {name: str(new_id()) if name == "employee_id" else value for name, value in self.query.items()}


@dataclass(frozen=True)
class Address:
    """A route that is not public: how it is called, and what it asks for."""

    operation: str
    method: str
    path: str
    permission: Permission

    @property
    def is_object(self) -> bool:
        """Whether an id stands in the address."""
        return "{" in self.path

    def is_part(self, part: tuple[str, ...]) -> bool:
        """Whether the permission's name begins in one of these ways."""
        return self.permission.name.startswith(part)


def addresses_of(app: FastAPI) -> dict[str, Address]:
    """Every route that asks who calls, by its operation id."""
    found: dict[str, Address] = {}
    for route in flat_routes(app.router):
        permission = permission_of(route)
        if isinstance(route, APIRoute) and permission is not None and not is_public(route):
            (method,) = sorted(route.methods or [])
            assert route.name not in found, f"operation id {route.name} is used twice"
            found[route.name] = Address(route.name, method, route.path_format, permission)
    return found
