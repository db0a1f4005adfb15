"""The labels of all services in one answer."""

from typing import Any

import pytest
from fastapi import FastAPI

from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from gateway.labels.reading import LabelShelf

PREDICATES = {"id": {"good": "Baik"}, "en": {"good": "Good"}}


@pytest.fixture(autouse=True)
def labels_of_services(services: dict[str, Any]) -> None:
    """Performance and training say what their codes are called; the others have none."""
    for name, service in services.items():
        service.answers["/v1/labels"] = {"data": {}, "missing": []}
        if name in {"performance", "training"}:
            service.in_language["/v1/labels"] = {
                language: {"data": {"predicate": codes, "state": {"open": f"{name} {language}"}}}
                for language, codes in PREDICATES.items()
            }


@pytest.mark.parametrize(("asked", "language"), [("id", "id"), ("en-GB,id;q=0.5", "en"), ("fr", "id")])
async def test_everybody_gets_labels_in_the_language_of_the_request(
    client: ServiceClient, *, asked: str, language: str
) -> None:
    answer = await client.get("/v1/labels", headers={"Accept-Language": asked})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-language"] == language
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert "Accept-Language" in answer.headers["vary"]
    body = answer.json()
    assert body["data"]["predicate"] == PREDICATES[language]
    assert body["missing"] == []


async def test_set_with_two_meanings_is_kept_apart(client: ServiceClient) -> None:
    data = (await client.get("/v1/labels")).json()["data"]
    assert data["performance.state"] == {"open": "performance id"}
    assert data["training.state"] == {"open": "training id"}
    assert "state" not in data


async def test_known_answer_is_not_sent_again(client: ServiceClient) -> None:
    etag = (await client.get("/v1/labels")).headers["etag"]
    again = await client.get("/v1/labels", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=3600"
    other = {"If-None-Match": etag, "Accept-Language": "en"}
    assert (await client.get("/v1/labels", headers=other)).status_code == 200


async def test_services_are_asked_once(client: ServiceClient, services: dict[str, Any]) -> None:
    for _ in range(3):
        await client.get("/v1/labels")
    assert [len(service.asked) for service in services.values()] == [1] * len(services)


@pytest.mark.parametrize("mode", ["failing", "slow", "no json"])
async def test_service_that_never_answered_is_named(
    client: ServiceClient, services: dict[str, Any], mode: str
) -> None:
    services["performance"].mode = mode
    answer = await client.get("/v1/labels")
    assert answer.json()["missing"] == ["performance"]
    assert answer.json()["data"]["predicate"] == PREDICATES["id"]
    assert answer.headers["cache-control"] == "no-cache"
    services["performance"].mode = "well"
    assert (await client.get("/v1/labels")).json()["missing"] == []


async def test_labels_of_a_service_outlive_its_absence(
    app: FastAPI, client: ServiceClient, services: dict[str, Any]
) -> None:
    app.state.labels = LabelShelf(fresh_for=0)
    whole = (await client.get("/v1/labels")).json()
    services["performance"].mode = "failing"
    assert (await client.get("/v1/labels")).json() == whole


async def test_unknown_query_parameter_is_refused(client: ServiceClient) -> None:
    assert_problem(await client.get("/v1/labels?language=en"), 422, "malformed")
