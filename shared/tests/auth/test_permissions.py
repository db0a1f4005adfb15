from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI

from abdi.auth import Permission, Principal, TokenVerifier, is_public, permission_of, public, requires
from abdi.clock import FixedClock
from abdi.http.answers import install_error_answers
from abdi.observability import Metrics
from abdi.policy import everywhere
from abdi.settings import AppSettings, ServiceSettings
from abdi.testing.principals import ServiceClient, agency_system, officer, service_account
from abdi.tokens import TokenIssuer

READ = Permission(name="ledger.read", rules=(everywhere("employee"), everywhere("agency_system")))
router = APIRouter()


@router.get("/mine")
async def read_mine(principal: Annotated[Principal, requires(READ)]) -> dict[str, Any]:
    return {"agency": principal.agency}


@router.get("/guarded", dependencies=[requires(READ)])
async def read_guarded() -> None: ...


@router.get("/open", dependencies=[public])
async def read_open() -> dict[str, Any]:
    return {}


@router.get("/undeclared")
async def read_undeclared() -> None: ...


@pytest.fixture
async def caller(
    make_settings: Callable[..., ServiceSettings], tokens: TokenIssuer, clock: FixedClock
) -> AsyncIterator[ServiceClient]:
    app = FastAPI()
    app.include_router(router)
    settings = AppSettings(**make_settings().model_dump())
    app.state.kit = SimpleNamespace(
        verifier=TokenVerifier(settings, clock=clock), metrics=Metrics(), engine=None, settings=settings
    )
    install_error_answers(app)
    async with ServiceClient(app, tokens) as client:
        yield client


async def test_permitted_principal_reaches_the_endpoint(caller: ServiceClient) -> None:
    answer = await caller.as_(officer("5671")).get("/mine")
    assert (answer.status_code, answer.json()) == (200, {"agency": "5671"})


async def test_principal_without_the_role_is_forbidden(caller: ServiceClient) -> None:
    assert (await caller.as_(service_account("other")).get("/mine")).status_code == 403
    assert (await caller.as_(service_account("other")).get("/guarded")).status_code == 403


async def test_without_a_database_the_scopes_of_a_system_are_left_to_the_services(
    caller: ServiceClient,
) -> None:
    answer = await caller.as_(agency_system("5671", "another.thing.read")).get("/mine")
    assert answer.status_code == 200


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x.y.z", "Basic dTpw"])
async def test_without_a_valid_token_the_answer_asks_for_one(
    caller: ServiceClient, header: str | None
) -> None:
    answer = await caller.get("/mine", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_public_route_asks_for_nothing(caller: ServiceClient) -> None:
    assert (await caller.get("/open")).status_code == 200


def test_routes_tell_their_permission() -> None:
    mine, guarded, opened, undeclared = router.routes
    assert permission_of(mine) == permission_of(guarded) == READ
    assert [is_public(route) for route in router.routes] == [False, False, True, False]
    assert permission_of(opened) is permission_of(undeclared) is None
