"""Who may ask in tests, and a client that asks in their name with real tokens."""

import json
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any, Final, Self
from uuid import NAMESPACE_OID, UUID, uuid5

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from abdi.clock import new_id
from abdi.settings import APPLICANT_ISSUER, ServiceSettings
from abdi.testing.databases import connected, run_apart
from abdi.tokens import Grant, Principal, TokenIssuer, TokenSigner

ADDRESS = "http://service.test"
ASSIGNED: Final = frozenset(
    {"unit_officer", "agency_officer", "committee_member", "decision_maker", "auditor"}
)
LONG_AGO: Final = date(2000, 1, 1)


def officer(agency: str, **facts: Any) -> Principal:
    """A personnel officer of `agency` (its BKN code)."""
    return _person("agency_officer", agency, **facts)


def employee(employee_id: UUID | None = None, agency: str | None = None, **facts: Any) -> Principal:
    """The civil servant `employee_id`, in person."""
    return _person("employee", agency, **{"employee_id": employee_id or new_id(), **facts})


def auditor(agency: str, **facts: Any) -> Principal:
    """An inspector of one agency."""
    return _person("auditor", agency, **facts)


def unit_officer(agency: str, unit_id: UUID, **facts: Any) -> Principal:
    """Who keeps the records of one unit and those below it."""
    return _person("unit_officer", agency, **{"unit_id": unit_id, **facts})


def decision_maker(agency: str, **facts: Any) -> Principal:
    """The one who appoints (PPK)."""
    return _person("decision_maker", agency, **facts)


def committee_member(agency: str, **facts: Any) -> Principal:
    """A member of a selection committee."""
    return _person("committee_member", agency, **facts)


def agency_system(agency: str, *scopes: str) -> Principal:
    """The computer of another agency, with the permissions that its token names."""
    return Principal(
        subject=f"system-{agency}",
        kind="agency_system",
        agency=agency,
        roles=frozenset({"agency_system"}),
        scopes=frozenset(scopes),
    )


def applicant(applicant_id: UUID | None = None) -> Principal:
    """Somebody who applies, with an account of ours."""
    own = applicant_id or new_id()
    return Principal(subject=str(own), kind="applicant", applicant_id=own, roles=frozenset({"applicant"}))


def stranger() -> Principal:
    """Somebody with a valid token and no role at all."""
    return Principal(subject="stranger", kind="person")


def service_account(name: str) -> Principal:
    """Another service of ours."""
    return Principal(subject=f"service:{name}", kind="service", roles=frozenset({"service"}))


def _person(role: str, agency: str | None, **facts: Any) -> Principal:
    unit_id = facts.pop("unit_id", None)
    given: dict[str, Any] = {"subject": f"{role}-{agency}", "roles": frozenset({role}), **facts}
    if given.get("employee_id") is None:
        given["employee_id"] = uuid5(NAMESPACE_OID, f"{given['subject']}/{unit_id}")
    made = Principal(kind="person", agency=agency, **given)
    if agency is None or not ASSIGNED & made.roles:
        return made
    return made.model_copy(update={"grants": tuple(_grants(made, agency, unit_id))})


def _grants(person: Principal, agency: str, unit_id: UUID | None) -> Iterator[Grant]:
    for role in sorted(ASSIGNED & person.roles):
        yield Grant(
            id=uuid5(NAMESPACE_OID, f"{person.employee_id}/{role}/{agency}/{unit_id}"),
            role=role,
            agency=agency,
            unit_id=unit_id if role == "unit_officer" else None,
        )


class _Promised(httpx.AsyncBaseTransport):
    """The app in the same process, whose reads answer 409 only where their route promises it.

    A client made from the contract meets such an answer unprepared, and generated requests meet it by
    chance only.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        route: BaseRoute | None = None

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal route
            await self._app(scope, receive, send)
            route = scope.get("route")

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        response = await transport.handle_async_request(request)
        if request.method == "GET" and response.status_code == HTTPStatus.CONFLICT:
            assert isinstance(route, APIRoute)
            assert HTTPStatus.CONFLICT in route.responses, f"{route.name} needs responses=MAY_CONFLICT"
        return response


class ServiceClient(httpx.AsyncClient):
    """A client of the app under test, in the same process; `as_` gives one that has signed in.

    Tokens give nobody a role: `as_` writes the roles that the principal says into the service's directory.
    """

    def __init__(self, app: FastAPI, issuer: TokenIssuer, headers: dict[str, str] | None = None) -> None:
        transport = _Promised(app)
        super().__init__(transport=transport, base_url=ADDRESS, headers=headers)
        self._app = app
        self._issuer = issuer

    def as_(self, principal: Principal) -> Self:
        """The same service, asked by `principal`, whose grants its directory then knows."""
        settings = self._app.state.kit.settings
        if principal.grants and isinstance(settings, ServiceSettings):
            run_apart(lambda: _appoint(settings.database_url, principal))
        return type(self)(self._app, self._issuer, {"Authorization": f"Bearer {self.token_of(principal)}"})

    @property
    def knows_applicants(self) -> bool:
        """Whether the app lets applicants in."""
        return self._app.state.kit.settings.applicant_keys is not None

    def token_of(self, principal: Principal) -> str:
        """A token of whoever gives such a principal its tokens: the provider, or the app for applicants."""
        return self._signer(principal).issue(principal)

    def _signer(self, principal: Principal) -> TokenSigner:
        if principal.kind != "applicant":
            return self._issuer
        kit = self._app.state.kit
        key = json.loads(kit.settings.applicant_signing_key.get_secret_value())
        return TokenSigner(key, issuer=APPLICANT_ISSUER, clock=kit.clock)


async def _appoint(database_url: str, person: Principal) -> None:
    async with connected(database_url) as connection:
        await connection.execute(
            """
            INSERT INTO directory_person (employee_id, agency, is_in_service) VALUES ($1, $2, true)
            ON CONFLICT (employee_id) DO NOTHING
            """,
            person.employee_id,
            person.agency,
        )
        for grant in person.grants:
            await connection.execute(
                """
                INSERT INTO directory_grant
                    (id, employee_id, role, agency, unit_id, kind, purpose, starts_on, is_ended)
                VALUES ($1, $2, $3, $4, $5, 'role', $6, $7, false)
                ON CONFLICT (id) DO NOTHING
                """,
                grant.id,
                person.employee_id,
                grant.role,
                grant.agency,
                grant.unit_id,
                grant.purpose,
                LONG_AGO,
            )
