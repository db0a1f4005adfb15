"""What passes the gateway without sign-in, and how much of it at once."""

from typing import Any

import pytest

from abdi.problems import Unavailable
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem
from gateway.forwarding.rooms import Room


async def test_the_public_passes_without_a_token(client: ServiceClient, peer: Any) -> None:
    answer = await client.get("/v1/public/selections?intake=2024", headers={"If-None-Match": '"3"'})
    assert answer.status_code == 200
    (sent,) = peer.requests
    assert sent["target"] == b"/v1/public/selections?intake=2024"
    assert sent["headers"]["if-none-match"] == '"3"'


async def test_who_is_signed_in_is_not_told_where_nobody_has_to_be(client: ServiceClient, peer: Any) -> None:
    assert (await client.as_(officer("5671")).get("/v1/public/selections")).status_code == 200
    (sent,) = peer.requests
    assert "authorization" not in sent["headers"]


@pytest.mark.parametrize("path", ["/v1/selections", "/v1/publicity", "/v1/selections/public/x"])
async def test_everything_else_still_asks_who_calls(client: ServiceClient, peer: Any, path: str) -> None:
    assert_problem(await client.get(path), 401, "unauthenticated")
    assert peer.requests == []


def test_a_full_room_sends_the_next_one_away_until_somebody_leaves() -> None:
    room = Room(2)
    with room:
        with room, pytest.raises(Unavailable), room:
            pytest.fail("a third one came in")
        with room:
            pass


async def test_a_crowd_without_sign_in_is_told_to_come_again(client: ServiceClient, app: Any) -> None:
    app.state.public_room = Room(0)
    answer = await client.get("/v1/public/selections")
    assert_problem(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    assert (await client.as_(officer("5671")).get("/v1/selections")).status_code == 200
