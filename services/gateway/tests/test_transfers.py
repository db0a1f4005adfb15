"""Files on their way through the gateway, to a real server behind it."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem

ADDRESS = "/v1/imports/employees"
PIECES = 40
PIECE = b"0123456789abcdef" * 16_384


@pytest.fixture
def settings_overrides(settings_overrides: dict[str, Any]) -> dict[str, Any]:
    return settings_overrides | {"upload_limit": len(PIECE) * PIECES, "body_limit": len(PIECE)}


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield PIECE


async def test_file_larger_than_any_other_body_goes_through_whole(client: ServiceClient, peer: Any) -> None:
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "k1"}
    answer = await client.as_(officer("5671")).post(
        f"{ADDRESS}?dry_run=true", content=pieces(PIECES), headers=headers
    )
    assert answer.status_code == 201
    (sent,) = peer.requests
    assert sent["target"] == f"{ADDRESS}?dry_run=true".encode()
    assert hashlib.sha256(sent["body"]).digest() == hashlib.sha256(PIECE * PIECES).digest()
    assert (sent["headers"]["content-type"], sent["headers"]["idempotency-key"]) == ("text/csv", "k1")


async def test_file_above_the_limit_is_refused_announced_or_not(client: ServiceClient, peer: Any) -> None:
    by = client.as_(officer("5671"))
    assert_problem(await by.post(ADDRESS, content=PIECE * (PIECES + 1)), 413, "too-large")
    assert_problem(await by.post(ADDRESS, content=pieces(PIECES + 1)), 413, "too-large")
    assert peer.requests == []


async def test_refusal_of_the_service_comes_through_without_the_file(
    client: ServiceClient, peer: Any
) -> None:
    for _ in range(12):  # more than a breaker bears: a refusal is no failure
        answer = await client.as_(officer("5671")).post("/v1/imports/ranks", content=pieces(PIECES))
        assert (answer.status_code, answer.json()) == (403, {"code": "forbidden"})
    assert peer.received == 0


async def test_file_of_nobody_is_not_found(client: ServiceClient) -> None:
    answer = await client.as_(officer("5671")).post("/v1/imports/secrets", content=PIECE)
    assert_problem(answer, 404, "not-found")


async def test_only_files_may_be_larger(client: ServiceClient) -> None:
    answer = await client.as_(officer("5671")).post("/v1/employees", content=pieces(2))
    assert_problem(answer, 413, "too-large")
