"""Lists in pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI


async def write(client: httpx.AsyncClient, *titles: str, kind: str = "plain") -> None:
    for title in titles:
        assert (await client.post("/v1/notes", json={"title": title, "kind": kind})).status_code == 201


async def first_page(client: httpx.AsyncClient, **parameters: Any) -> tuple[list[str], str]:
    answer = (await client.get("/v1/notes", params={"limit": 2} | parameters)).json()
    return [note["title"] for note in answer["data"]], answer["page"]["next_cursor"]


async def test_rows_written_meanwhile_neither_repeat_nor_hide_others(client: httpx.AsyncClient) -> None:
    await write(client, "b", "d", "f", "h")
    seen, cursor = await first_page(client)
    await write(client, "a", "c", "e")
    following = (await client.get("/v1/notes", params={"cursor": cursor, "limit": 200})).json()

    assert seen == ["b", "d"]
    assert [note["title"] for note in following["data"]] == ["e", "f", "h"]
    assert (following["page"]["next_cursor"], following["page"]["has_more"]) == (None, False)


async def test_link_header_leads_through_the_whole_list(client: httpx.AsyncClient) -> None:
    titles = [f"note {number}" for number in range(5)]
    await write(client, *titles, kind="even more")
    await write(client, "other")
    answer = await client.get("/v1/notes", params={"limit": 2, "kind": "even more"})
    found = [note["title"] for note in answer.json()["data"]]
    while "next" in answer.links:
        answer = await client.get(answer.links["next"]["url"])
        found += [note["title"] for note in answer.json()["data"]]

    assert found == titles
    assert answer.json()["page"]["has_more"] is False


@pytest.mark.parametrize("limit", [0, 201, "many"])
async def test_limit_out_of_bounds_is_422(client: httpx.AsyncClient, limit: int | str) -> None:
    assert (await client.get("/v1/notes", params={"limit": limit})).status_code == 422


async def test_invented_cursor_is_422(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/notes", params={"cursor": "invented"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "foreign_cursor")
    assert answer.json()["errors"][0]["message"].startswith("bukan")


async def test_cursor_under_other_filters_is_422(client: httpx.AsyncClient) -> None:
    await write(client, "a", "b", "c")
    _, cursor = await first_page(client)
    answer = await client.get("/v1/notes", params={"cursor": cursor, "kind": "plain"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "foreign_cursor")


async def test_cursor_of_somebody_else_is_422(
    app: FastAPI, client: httpx.AsyncClient, make_client: Callable[..., httpx.AsyncClient]
) -> None:
    await write(client, "a", "b", "c")
    _, cursor = await first_page(client)
    async with make_client(app, "person-2") as other:
        answer = await other.get("/v1/notes", params={"cursor": cursor})

    assert answer.status_code == 422


async def test_cursor_hides_what_it_holds(client: httpx.AsyncClient) -> None:
    await write(client, "a", "b", "c")
    _, cursor = await first_page(client)

    assert cursor.startswith("gAAAA")


async def test_changes_come_oldest_first(client: httpx.AsyncClient) -> None:
    await write(client, "b")
    await write(client, "a")
    before = datetime(2020, 1, 1, tzinfo=UTC)
    seen, _ = await first_page(client, changed_since=before.isoformat())
    later, _ = await first_page(client, changed_since=(before + timedelta(days=36_500)).isoformat())

    assert (seen, later) == (["b", "a"], [])


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00", "0"]
)
async def test_moment_that_no_calendar_holds_is_422(client: httpx.AsyncClient, moment: str) -> None:
    answer = await client.get("/v1/notes", params={"changed_since": moment})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/changed_since"
