"""Which browsers' scripts may read the answers."""

from typing import Any

import pytest
from pydantic import ValidationError

from abdi.testing.principals import ServiceClient, officer
from gateway.settings import Settings

SPA = "https://abdi.example.go.id"
LAPTOP = "http://localhost:5173"
PREFLIGHT = {
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization,if-match,content-type",
}
ALLOWED = "access-control-allow-origin"
OTHERS = [
    "https://abdi.example.go.id.evil.test",
    "https://evil.test",
    "http://abdi.example.go.id",
    "https://abdi.example.go.id:8443",
    "https://ABDI.example.go.id",
    "null",
]


@pytest.fixture
def settings_overrides(settings_overrides: dict[str, Any]) -> dict[str, Any]:
    return settings_overrides | {"cors_origins": f"{SPA}, {LAPTOP}"}


@pytest.mark.parametrize("origin", [SPA, LAPTOP])
async def test_preflight_of_a_listed_origin_says_what_is_allowed(client: ServiceClient, origin: str) -> None:
    answer = await client.options("/v1/employees/1", headers={"Origin": origin, **PREFLIGHT})
    assert (answer.status_code, answer.headers[ALLOWED]) == (204, origin)
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "if-match", "content-type", "idempotency-key"))
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", OTHERS)
async def test_other_origin_gets_no_permission(client: ServiceClient, origin: str) -> None:
    preflight = await client.options("/v1/employees", headers={"Origin": origin, **PREFLIGHT})
    assert (preflight.status_code, ALLOWED in preflight.headers) == (405, False)
    answer = await client.as_(officer("5671")).get("/v1/employees", headers={"Origin": origin})
    assert (answer.status_code, ALLOWED in answer.headers) == (200, False)
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/employees", 200), ("/v1/secrets", 404), ("/v1/eligibilities", 503)]
)
async def test_answers_and_refusals_may_be_read(client: ServiceClient, path: str, status: int) -> None:
    answer = await client.as_(officer("5671")).get(path, headers={"Origin": SPA})
    assert (answer.status_code, answer.headers[ALLOWED]) == (status, SPA)
    exposed = answer.headers["access-control-expose-headers"]
    assert all(name in exposed for name in ("ETag", "Link", "Location", "Retry-After", "Content-Language"))


async def test_refusal_without_a_token_may_be_read(client: ServiceClient) -> None:
    answer = await client.get("/v1/employees", headers={"Origin": SPA})
    assert (answer.status_code, answer.headers[ALLOWED]) == (401, SPA)


async def test_answer_varies_by_origin_for_everybody(client: ServiceClient) -> None:
    answer = await client.get("/livez")
    assert "Origin" in answer.headers["vary"]
    assert ALLOWED not in answer.headers


async def test_options_without_a_preflight_stays_unavailable(client: ServiceClient) -> None:
    assert (await client.options("/livez", headers={"Origin": SPA})).status_code == 405


@pytest.mark.parametrize(
    ("env", "origins"),
    [
        ("production", "*"),
        ("production", "http://abdi.example.go.id"),
        ("test", "https://abdi.example.go.id/"),
        ("test", "https://abdi.example.go.id/app"),
        ("test", "https://*.example.go.id"),
        ("test", "https://someone@example.go.id"),
        ("test", "abdi.example.go.id"),
        ("test", "null"),
    ],
)
def test_what_is_no_exact_origin_is_refused(env: str, origins: str) -> None:
    good: dict[str, Any] = {"env": env, "token_issuer": "https://id.example.go.id"}
    assert Settings(**good, cors_origins=SPA).cors_origins == (SPA,)
    with pytest.raises(ValidationError, match="CORS_ORIGINS"):
        Settings(**good, cors_origins=origins)
