"""Development's issuer is like any other to those who verify, and is not there in production."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import ValidationError

from abdi.auth import TokenVerifier
from abdi.settings import AppSettings
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from abdi.tokens import DevKeys, TokenIssuer
from gateway.app import create_app
from gateway.settings import Settings

PRODUCTION: dict[str, Any] = {"env": "production", "token_issuer": "https://id.example.go.id"}


@pytest.fixture
async def address(issuer_settings: dict[str, Any], token_keys: DevKeys) -> AsyncIterator[str]:
    """A gateway on a real port, whose issuer is called by its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(**issuer_settings, token_issuer=url, token_keys_file=token_keys.public)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error"))
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.01)
    yield url
    server.should_exit = True
    await serving


async def test_service_that_knows_only_the_issuers_name_verifies_its_tokens(address: str) -> None:
    async with httpx.AsyncClient() as client:
        form = {"grant_type": "urn:abdi:demo", "person": "siti"}
        told = (await client.get(f"{address}/.well-known/openid-configuration")).json()
        token = (await client.post(told["token_endpoint"], data=form)).json()["access_token"]
    service = TokenVerifier(AppSettings(name="any", env="test", token_issuer=address))
    assert (await service.verify(token)).subject == "demo:siti"


async def test_key_set_has_no_private_part(client: ServiceClient) -> None:
    told = (await client.get("/dev/keys")).json()
    assert told["abdi:development"] is True
    assert all("d" not in key for key in told["keys"])


async def test_scopes_are_told(client: ServiceClient) -> None:
    told = (await client.get("/.well-known/openid-configuration")).json()
    assert told["scopes_supported"] == ["performance.plan.read", "personnel.employees.read"]


@pytest.mark.parametrize("path", ["/dev/people", "/dev/keys", "/.well-known/openid-configuration"])
@pytest.mark.parametrize("changes", [{"env": "test"}, {"dev_issuer_key_file": None}])
async def test_without_development_or_key_there_is_no_issuer(
    issuer_settings: dict[str, Any], token_keys: DevKeys, changes: dict[str, Any], path: str
) -> None:
    app = create_app(Settings(**(issuer_settings | {"token_keys_file": token_keys.public} | changes)))
    async with ServiceClient(app, TokenIssuer(token_keys)) as client:
        assert_problem(await client.get(path), 404, "not-found")
        assert_problem(
            await client.post("/dev/token", data={"grant_type": "urn:abdi:demo"}), 404, "not-found"
        )


@pytest.mark.parametrize("name", ["dev_issuer_key_file", "dev_clients_file", "dev_people_file"])
def test_production_refuses_every_part_of_the_issuer(name: str) -> None:
    create_app(Settings(**PRODUCTION))
    with pytest.raises(ValidationError, match="not in production"):
        Settings(**PRODUCTION | {name: Path("anything.json")})


def test_production_by_environment_refuses_developments_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "production")
    with pytest.raises(ValidationError, match="TOKEN_ISSUER"):
        create_app()
    monkeypatch.setenv("TOKEN_ISSUER", PRODUCTION["token_issuer"])
    create_app()
    monkeypatch.setenv("DEV_ISSUER_KEY_FILE", "token-private-key.json")
    with pytest.raises(ValidationError, match="DEV_ISSUER_KEY_FILE"):
        create_app()
