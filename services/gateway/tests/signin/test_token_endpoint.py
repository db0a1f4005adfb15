"""What development's token endpoint gives, and its refusals as RFC 6749 words them."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from abdi.auth import Principal
from abdi.clock import FixedClock
from abdi.problems import Unauthenticated
from abdi.testing.principals import ServiceClient

ID, SECRET = "portal", "s3cret:with/all+signs"
SYSTEM = {"grant_type": "client_credentials", "client_id": ID, "client_secret": SECRET}
DEMO = {"grant_type": "urn:abdi:demo"}
READ, PLAN = "personnel.employees.read", "performance.plan.read"


async def principal_in(app: FastAPI, answer: httpx.Response) -> Principal:
    """Whom the answered token names, as every service would see it."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    principal: Principal = await app.state.kit.verifier.verify(answer.json()["access_token"])
    return principal


@pytest.mark.parametrize(
    ("asked", "scopes"),
    [({}, {READ, PLAN}), ({"scope": READ}, {READ}), ({"scope": f"{PLAN} {READ}"}, {READ, PLAN})],
)
async def test_agency_system_gets_the_scopes_that_it_asks_for(
    app: FastAPI, client: ServiceClient, asked: dict[str, str], scopes: set[str]
) -> None:
    answer = await client.post("/dev/token", data=SYSTEM | asked)
    system = await principal_in(app, answer)
    assert (system.subject, system.kind, system.agency) == ("client:portal", "agency_system", "5671")
    assert system.scopes == scopes == set(answer.json()["scope"].split())
    assert answer.json()["token_type"] == "Bearer"


async def test_scope_of_one_service_is_enough_to_pass_the_gateway(client: ServiceClient) -> None:
    granted = await client.post("/dev/token", data=SYSTEM | {"scope": READ})
    headers = {"Authorization": f"Bearer {granted.json()['access_token']}"}
    assert (await client.get("/v1/employees", headers=headers)).status_code == 200


async def test_credentials_may_come_in_the_header(app: FastAPI, client: ServiceClient) -> None:
    asked = {"grant_type": "client_credentials"}
    encoded = httpx.BasicAuth(ID, "s3cret%3Awith%2Fall%2Bsigns")  # as RFC 6749, 2.3.1 wants it
    assert (
        await principal_in(app, await client.post("/dev/token", data=asked, auth=encoded))
    ).agency == "5671"


async def test_systems_token_ends_after_ten_minutes(
    app: FastAPI, client: ServiceClient, clock: FixedClock
) -> None:
    answer = await client.post("/dev/token", data=SYSTEM)
    assert answer.json()["expires_in"] == 600
    clock.advance(timedelta(minutes=10, seconds=59))
    await principal_in(app, answer)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        await principal_in(app, answer)


async def test_person_of_the_demo_signs_in(app: FastAPI, client: ServiceClient) -> None:
    person = await principal_in(app, await client.post("/dev/token", data=DEMO | {"person": "siti"}))
    assert (person.subject, person.kind, person.agency) == ("demo:siti", "person", "5671")
    assert str(person.employee_id) == "0192f4c3-5a7e-7bbb-8000-123456789012"


async def test_people_are_listed_without_their_numbers(client: ServiceClient) -> None:
    (siti,) = (await client.get("/dev/people")).json()["people"]
    assert siti == {"name": "siti", "label": "four years in rank", "agency": "5671", "roles": ["employee"]}


async def test_nobody_is_listed_before_the_demo_is_loaded(
    client: ServiceClient, issuer_settings: dict[str, Any]
) -> None:
    await asyncio.to_thread(Path(issuer_settings["dev_people_file"]).unlink)
    assert (await client.get("/dev/people")).json() == {"people": []}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"client_id": ID}, "invalid_request"),
        ({"grant_type": "password", "username": "siti", "password": "x"}, "unsupported_grant_type"),
        (SYSTEM | {"scope": "personnel.employees.write"}, "invalid_scope"),
        (SYSTEM | {"scope": f"{READ} openid"}, "invalid_scope"),
        (DEMO, "invalid_grant"),
        (DEMO | {"person": "nobody"}, "invalid_grant"),
        (DEMO | {"person": "journey"}, "invalid_grant"),
        ({"grant_type": ["client_credentials", "client_credentials"]}, "invalid_request"),
    ],
)
async def test_refusal_has_the_code_of_the_standard(
    client: ServiceClient, form: dict[str, Any], error: str
) -> None:
    answer = await client.post("/dev/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert "access_token" not in answer.text


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "x"}, {"client_secret": ""}, {"client_id": "other"}, {"client_id": ""}]
)
async def test_wrong_secret_and_unknown_client_look_the_same(
    client: ServiceClient, wrong: dict[str, str]
) -> None:
    answer = await client.post("/dev/token", data=SYSTEM | wrong)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert answer.json()["error_description"] == "unknown client or wrong secret"


async def test_credentials_given_twice_are_refused(client: ServiceClient) -> None:
    answer = await client.post("/dev/token", data=SYSTEM, auth=(ID, SECRET))
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("header", ["Basic", "Basic !!", "Basic bm9jb2xvbg==", "Basic /w=="])
async def test_unreadable_credentials_are_refused(client: ServiceClient, header: str) -> None:
    form = {"grant_type": "client_credentials"}
    answer = await client.post("/dev/token", data=form, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"grant_type": "urn:abdi:demo"}', "application/json"),
        (b"grant_type", "application/x-www-form-urlencoded"),
        (b"a=1&" * 50 + b"b=2", "application/x-www-form-urlencoded"),
        (b"grant_type=\xff", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_form_is_refused(client: ServiceClient, content: bytes, kind: str) -> None:
    answer = await client.post("/dev/token", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
