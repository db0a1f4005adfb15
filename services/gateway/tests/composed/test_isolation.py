"""One bad service costs the others nothing: pools of their own, a breaker each, readiness that says so."""

import asyncio
import time
from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.testing.principals import ServiceClient, officer

PATIENCE = 12.0
MANY = 100


@pytest.fixture
def settings_overrides(services: dict[str, Any]) -> dict[str, Any]:
    """Few connections and much patience: test, gateway and services share one processor here."""
    urls = {f"{name}_url": service.url for name, service in services.items()}
    limits = {"upstream_timeout": PATIENCE, "upstream_waiting": 11.0, "upstream_connections": 10}
    return {**urls, **limits, "breaker_pause": 4.0}


async def profile(client: ServiceClient, person: UUID, *sections: str) -> httpx.Response:
    return await client.get(f"/v1/employees/{person}/profile", params={"sections": sections})


async def test_slow_service_does_not_starve_the_calls_to_others(
    client: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    rina = client.as_(officer("5671"))
    services["training"].mode = "hanging"
    started = time.monotonic()
    answers = await asyncio.gather(*(profile(rina, person, "promotion", "training") for _ in range(MANY)))
    took = time.monotonic() - started
    assert {answer.status_code for answer in answers} == {200}
    missing = [answer.json()["meta"]["missing"] for answer in answers]
    assert {one["service"] for entry in missing for one in entry} == {"training"}
    reasons = {one["reason"] for entry in missing for one in entry}
    assert reasons == {"timeout", "overloaded"}
    assert took < 2 * PATIENCE, f"{MANY} profiles took {took:.1f} s"


async def test_breaker_spares_the_failing_service_and_closes_by_itself(
    client: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    rina = client.as_(officer("5671"))
    services["promotion"].mode = "failing"
    await asyncio.gather(*(profile(rina, person) for _ in range(6)))
    asked = len(services["promotion"].asked)
    started = time.monotonic()
    body = (await profile(rina, person)).json()
    assert time.monotonic() - started < PATIENCE / 2
    assert body["meta"]["missing"][0]["reason"] == "breaker_open"
    assert len(services["promotion"].asked) == asked
    ready = (await client.get("/readyz")).json()
    assert (ready["status"], ready["checks"]["promotion"]) == ("degraded", "breaker_open")
    assert 'upstream_breaker_state{upstream="promotion"} 2.0' in (await client.get("/metrics")).text
    services["promotion"].mode = "well"
    async with asyncio.timeout(60):
        while (await profile(rina, person)).json()["meta"]["partial"]:  # noqa: ASYNC110 - time alone closes it
            await asyncio.sleep(0.05)
    assert (await client.get("/readyz")).json()["status"] == "ok"


async def test_dead_services_do_not_hold_up_readiness(
    client: ServiceClient, services: dict[str, Any]
) -> None:
    for service in services.values():
        await service.stop()
    started = time.monotonic()
    answer = await client.get("/readyz")
    assert time.monotonic() - started < 2
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
