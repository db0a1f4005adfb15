"""The route class: one unit of work a request."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import InvalidRequestError

from abdi.clock import new_id
from abdi.testing.databases import TestDatabase


async def rows(database: TestDatabase, query: str) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(database.admin_url)
    try:
        return [dict(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_write_is_committed_with_its_audit_entry(
    client: httpx.AsyncClient, database: TestDatabase
) -> None:
    request_id = str(new_id())
    answer = await client.post("/v1/notes", json={"title": "one"}, headers={"X-Request-ID": request_id})

    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["x-request-id"] == request_id
    assert [row["title"] for row in await rows(database, "SELECT title FROM note")] == ["one"]
    (entry,) = await rows(database, "SELECT actor, agency, action, request_id FROM audit_entry")
    assert entry == {
        "actor": "person-1",
        "agency": "5671",
        "action": "write_note",
        "request_id": request_id,
    }


async def test_failing_commit_is_500_and_stores_nothing(
    client: httpx.AsyncClient, database: TestDatabase
) -> None:
    answer = await client.post(
        "/v1/notes", json={"title": "one", "kind": "refused at commit"}, headers={"Idempotency-Key": "k"}
    )

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal-error"
    assert "too late" not in answer.text
    for table in ("note", "audit_entry", "idempotency_record"):
        assert await rows(database, f"SELECT 1 FROM {table}") == []


async def test_returned_error_is_refused(client: httpx.AsyncClient, database: TestDatabase) -> None:
    answer = await client.post("/v1/notes/returned-error")

    assert answer.status_code == 500
    assert await rows(database, "SELECT 1 FROM note") == []


@pytest.mark.parametrize("deed", ["changing", "publishing"])
async def test_reader_that_does_something_is_refused(
    client: httpx.AsyncClient, database: TestDatabase, deed: str
) -> None:
    answer = await client.get(f"/v1/notes/{deed}")

    assert answer.status_code == 500
    for table in ("note", "outbox", "audit_entry"):
        assert await rows(database, f"SELECT 1 FROM {table}") == []


async def test_stream_cannot_use_the_session_that_was_closed(client: httpx.AsyncClient) -> None:
    with pytest.raises(InvalidRequestError):
        await client.get("/v1/notes/stream")


async def test_lost_race_on_a_unique_title_is_409(client: httpx.AsyncClient) -> None:
    await client.post("/v1/notes", json={"title": "one"})
    answer = await client.post("/v1/notes", json={"title": "one"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "already-exists"


async def test_read_is_audited_before_the_answer(client: httpx.AsyncClient, database: TestDatabase) -> None:
    note = (await client.post("/v1/notes", json={"title": "one"})).json()
    answer = await client.get(f"/v1/notes/{note['id']}")

    assert answer.status_code == 200
    (entry,) = await rows(database, "SELECT actor, action, subjects FROM read_entry")
    assert (entry["actor"], entry["action"]) == ("person-1", "note.read")
    assert note["id"] in entry["subjects"]


async def test_known_version_is_304(client: httpx.AsyncClient) -> None:
    note = (await client.post("/v1/notes", json={"title": "one"})).json()
    answer = await client.get(f"/v1/notes/{note['id']}", headers={"If-None-Match": '"7", W/"1"'})

    assert answer.status_code == 304
    assert answer.content == b""


async def test_change_needs_the_latest_version(client: httpx.AsyncClient) -> None:
    note = (await client.post("/v1/notes", json={"title": "one"})).json()
    address = f"/v1/notes/{note['id']}"

    async def change(title: str, headers: dict[str, str]) -> int:
        return (await client.patch(address, json={"title": title}, headers=headers)).status_code

    assert await change("two", {}) == 428
    assert await change("two", {"If-Match": '"2"'}) == 412
    assert await change("two", {"If-Match": '"1"'}) == 200
    assert await change("three", {"If-Match": '"1"'}) == 412


@pytest.mark.parametrize("version", ["abc", 'W/"1"', "*", "1", '"one"', '"1", "2"', ""])
async def test_version_that_is_none_is_malformed(client: httpx.AsyncClient, version: str) -> None:
    note = (await client.post("/v1/notes", json={"title": "one"})).json()
    headers = {"If-Match": version, "Accept-Language": "en"}
    answer = await client.patch(f"/v1/notes/{note['id']}", json={"title": "two"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    (error,) = answer.json()["errors"]
    assert (error["in"], error["pointer"], error["code"]) == ("header", "/If-Match", "invalid_version")
    assert "as in ETag" in error["message"]


async def test_lost_race_on_a_version_is_412(app: FastAPI, client: httpx.AsyncClient) -> None:
    note = (await client.post("/v1/notes", json={"title": "one"})).json()
    address, headers = f"/v1/notes/{note['id']}", {"If-Match": '"1"'}
    slow = asyncio.create_task(client.patch(address, json={"title": "late", "kind": "slow"}, headers=headers))
    await app.state.entered.wait()
    quick = await client.patch(address, json={"title": "early"}, headers=headers)
    app.state.gate.set()

    assert (quick.status_code, (await slow).status_code) == (200, 412)
    assert (await client.get(address)).json()["title"] == "early"


@pytest.mark.parametrize("path", ["/v1/notes", "/v1/notes/open", "/v1/notes/crash"])
async def test_unknown_parameter_is_422(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, params={"colour": "blue"}, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"in": "query", "pointer": "/colour", "code": "unknown_parameter", "message": "unknown parameter"}
    ]


async def test_twin_in_progress_is_409_and_then_the_answer_is_replayed(
    app: FastAPI, client: httpx.AsyncClient, database: TestDatabase
) -> None:
    def write() -> Any:
        body = {"title": "one", "kind": "slow"}
        return client.post("/v1/notes", json=body, headers={"Idempotency-Key": "key-1"})

    first = asyncio.create_task(write())
    await app.state.entered.wait()
    twin = await write()
    app.state.gate.set()
    answer, replayed = await first, await write()

    assert (answer.status_code, twin.status_code, replayed.status_code) == (201, 409, 201)
    assert (twin.json()["code"], twin.headers["retry-after"]) == ("request-in-progress", "1")
    assert replayed.json() == answer.json()
    assert replayed.headers["etag"] == answer.headers["etag"]
    assert replayed.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in answer.headers
    assert len(await rows(database, "SELECT 1 FROM note")) == 1


async def test_what_was_read_for_an_answer_is_noted_each_time_it_is_given(
    client: httpx.AsyncClient, database: TestDatabase
) -> None:
    body, headers = {"title": "one", "kind": "looked up"}, {"Idempotency-Key": "key-1"}
    note = (await client.post("/v1/notes", json=body, headers=headers)).json()
    again = await client.post("/v1/notes", json=body, headers=headers)

    assert again.headers["idempotency-replayed"] == "true"
    entries = await rows(database, "SELECT action, purpose, subjects, request_id FROM read_entry")
    assert [(entry["action"], entry["purpose"]) for entry in entries] == [("note.look_up", "comparison")] * 2
    assert all(note["id"] in entry["subjects"] for entry in entries)
    assert len({entry["request_id"] for entry in entries}) == 2


async def test_key_with_another_body_is_422(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "key-1"}
    await client.post("/v1/notes", json={"title": "one"}, headers=headers)
    answer = await client.post("/v1/notes", json={"title": "two"}, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency-key-reused"


async def test_same_key_of_two_people_means_two_requests(
    app: FastAPI, make_client: Callable[..., httpx.AsyncClient], database: TestDatabase
) -> None:
    for number in (1, 2):
        async with make_client(app, f"person-{number}") as client:
            body = {"title": f"note {number}"}
            answer = await client.post("/v1/notes", json=body, headers={"Idempotency-Key": "same"})
            assert answer.status_code == 201

    assert len(await rows(database, "SELECT 1 FROM note")) == 2


async def test_failed_request_may_be_repeated_under_its_key(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "key-1"}
    refused = await client.post("/v1/notes", json={"title": None}, headers=headers)
    answer = await client.post("/v1/notes", json={"title": "one"}, headers=headers)

    assert (refused.status_code, answer.status_code) == (422, 201)


async def test_expired_answer_is_forgotten(client: httpx.AsyncClient, database: TestDatabase) -> None:
    headers = {"Idempotency-Key": "key-1"}
    await client.post("/v1/notes", json={"title": "one"}, headers=headers)
    await rows(database, "UPDATE idempotency_record SET expires_at = now() - interval '1 second' RETURNING 1")
    answer = await client.post("/v1/notes", json={"title": "two"}, headers=headers)

    assert answer.status_code == 201
    assert "idempotency-replayed" not in answer.headers
