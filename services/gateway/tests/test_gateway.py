"""What passes the gateway, what does not, and what it says when a service is away."""

from typing import Any

import pytest

from abdi.testing.principals import ServiceClient, employee, officer, stranger
from abdi.testing.problems import assert_problem
from abdi.testing.suites import HttpSuite
from gateway.resources import RESOURCES, service_for


class TestHttp(HttpSuite):
    """The promises that every service makes."""


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("employees", "personnel"),
        ("employees/018f/ranks", "personnel"),
        ("evaluations:batch", "performance"),
        ("eligibilities/018f", "promotion"),
        ("training-needs/018f", "training"),
        ("performance-summaries/018f", "performance"),
        ("unit-summaries/018f", None),
        ("candidates", "recruitment"),
        ("imports/employees", "personnel"),
        ("imports/evaluations/018f/errors", "performance"),
        ("exports/courses", "training"),
        ("imports", None),
        ("imports/secrets", None),
        ("secrets", None),
        ("", None),
    ],
)
def test_resource_belongs_to_one_service(path: str, service: str | None) -> None:
    assert service_for(path) == service


async def test_request_goes_on_as_it_came(client: ServiceClient, peer: Any) -> None:
    signed_in = client.as_(officer("5671"))
    headers = {"If-Match": '"3"', "Idempotency-Key": "k1", "Cookie": "a=b", "X-Forwarded-For": "6.6.6.6"}
    answer = await signed_in.post("/v1/employees/a%2Fb?x=1&x=2", json={"a": 1}, headers=headers)
    assert (answer.status_code, answer.json()) == (201, {"path": "/v1/employees/a/b"})
    (sent,) = peer.requests
    assert sent["target"] == b"/v1/employees/a%2Fb?x=1&x=2"
    assert sent["body"] == b'{"a":1}'
    assert sent["headers"]["if-match"] == '"3"'
    assert sent["headers"]["idempotency-key"] == "k1"
    assert sent["headers"]["authorization"] == signed_in.headers["authorization"]
    assert sent["headers"]["x-request-id"] == answer.headers["x-request-id"]
    assert "cookie" not in sent["headers"]
    assert "x-forwarded-for" not in sent["headers"]


async def test_answer_keeps_only_what_has_a_meaning_here(client: ServiceClient) -> None:
    answer = await client.as_(employee()).get("/v1/employees")
    assert answer.headers["etag"] == '"7"'
    assert "rel=" in answer.headers["link"]
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


async def test_answer_says_what_may_be_done_and_what_it_depends_on(client: ServiceClient) -> None:
    answer = await client.as_(officer("5671")).delete("/v1/employees/unwritable")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.headers["vary"] == "Accept-Language"


async def test_head_reaches_the_service_as_get(client: ServiceClient, peer: Any) -> None:
    answer = await client.as_(officer("5671")).head("/v1/employees")
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (200, b"", '"7"')
    assert [sent["method"] for sent in peer.requests] == ["GET"]


async def test_large_answer_is_streamed_whole(client: ServiceClient, peer: Any) -> None:
    answer = await client.as_(officer("5671")).get("/v1/employees/large")
    assert len(answer.content) == peer.large


async def test_redirects_are_not_followed(client: ServiceClient) -> None:
    answer = await client.as_(officer("5671")).get("/v1/employees/elsewhere")
    assert answer.status_code == 307


async def test_unknown_resource_is_not_found(client: ServiceClient, peer: Any) -> None:
    assert_problem(await client.as_(officer("5671")).get("/v1/secrets"), 404, "not-found")
    assert not peer.requests


async def test_what_a_signed_in_person_may_do_is_left_to_the_service(
    client: ServiceClient, peer: Any
) -> None:
    assert_problem(await client.get("/v1/employees"), 401, "unauthenticated")
    assert not peer.requests
    assert (await client.as_(stranger()).get("/v1/employees")).status_code == 200
    assert len(peer.requests) == 1


@pytest.mark.parametrize("path", ["/v1/eligibilities", "/v1/employees/slow"])
async def test_absent_or_slow_service_is_unavailable(client: ServiceClient, path: str) -> None:
    answer = await client.as_(officer("5671")).get(path)
    body = assert_problem(answer, 503, "unavailable")
    assert body["upstream"] in RESOURCES.values()
    assert int(answer.headers["retry-after"]) > 0


async def test_service_that_is_away_degrades_and_does_not_close_the_door(
    client: ServiceClient, peer: Any
) -> None:
    answer = await client.get("/readyz")
    there = ("start", "personnel", "performance", "training", "recruitment")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"] == {**dict.fromkeys(there, "ok"), "promotion": "unavailable"}
    peer.is_ready = False
    assert (await client.get("/readyz")).json()["checks"]["personnel"] == "unavailable"
