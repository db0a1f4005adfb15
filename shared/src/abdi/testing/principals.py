"""Who may ask in tests, and a client that asks in their name with real tokens."""

from typing import Any, Self
from uuid import UUID

import httpx
from fastapi import FastAPI

from abdi.clock import new_id
from abdi.tokens import Principal, TokenIssuer

ADDRESS = "http://service.test"


def officer(agency: str, **facts: Any) -> Principal:
    """A personnel officer of `agency` (its BKN code)."""
    return _person("agency_officer", agency, **facts)


def employee(employee_id: UUID | None = None, agency: str | None = None, **facts: Any) -> Principal:
    """The civil servant `employee_id`, in person."""
    return _person("employee", agency, **{"employee_id": employee_id or new_id(), **facts})


def auditor(agency: str | None = None, **facts: Any) -> Principal:
    """An inspector: of one agency, or of all."""
    return _person("auditor", agency, **facts)


def stranger() -> Principal:
    """Somebody with a valid token and no role at all."""
    return Principal(subject="stranger", kind="person")


def service_account(name: str) -> Principal:
    """Another service of ours."""
    return Principal(subject=f"service:{name}", kind="service", roles=frozenset({"service"}))


def _person(role: str, agency: str | None, **facts: Any) -> Principal:
    given: dict[str, Any] = {"subject": f"{role}-{agency}", "roles": frozenset({role}), **facts}
    return Principal(kind="person", agency=agency, **given)


class ServiceClient(httpx.AsyncClient):
    """A client of the app under test, in the same process; `as_` gives one that has signed in."""

    def __init__(self, app: FastAPI, issuer: TokenIssuer, headers: dict[str, str] | None = None) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        super().__init__(transport=transport, base_url=ADDRESS, headers=headers)
        self._app = app
        self._issuer = issuer

    def as_(self, principal: Principal) -> Self:
        """The same service, asked by `principal`."""
        token = self._issuer.issue(principal)
        return type(self)(self._app, self._issuer, {"Authorization": f"Bearer {token}"})
