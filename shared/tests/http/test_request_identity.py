"""Whose word counts about the id of a request."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.clock import new_id
from abdi.http.middleware import RequestIdentity

OLD = UUID("01890a4e-5f3b-7c11-9a55-0d6f1c2b3a99")  # a UUIDv7 of 2023
RANDOM = UUID("7a3cbe4e-3d0e-4f6e-9d3b-6a7b8c9d0e1f")


async def _said(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["state"]["request_id"].encode()})


async def id_of(given: str | None, *, is_outer: bool = False) -> str:
    transport = httpx.ASGITransport(RequestIdentity(_said, is_outer=is_outer))
    async with httpx.AsyncClient(transport=transport, base_url="http://door.test") as client:
        headers = {} if given is None else {"X-Request-ID": given}
        answer = await client.get("/", headers=headers)
    assert answer.headers["x-request-id"] == answer.text
    return answer.text


async def test_service_keeps_the_id_of_the_door() -> None:
    made = str(new_id())
    assert await id_of(made) == made


async def test_two_ways_to_write_an_id_are_one() -> None:
    made = str(new_id())
    assert await id_of(made.upper()) == made


@pytest.mark.parametrize("given", [None, "", "a b", "request-0001", str(RANDOM), str(OLD)])
async def test_id_that_no_door_made_now_is_replaced(given: str | None) -> None:
    assert UUID(await id_of(given)).version == 7
    assert await id_of(given) != given


async def test_door_makes_every_id_itself() -> None:
    made = str(new_id())
    assert await id_of(made, is_outer=True) != made
