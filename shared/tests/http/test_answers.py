"""Every error is problem+json, in the reader's language, without our secrets."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from abdi.clock import new_id

PROBLEM = "application/problem+json"


async def test_unknown_address_is_404_in_indonesian_first(client: httpx.AsyncClient) -> None:
    request_id = str(new_id())
    answer = await client.get("/v1/nothing", headers={"X-Request-ID": request_id})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["content-language"] == "id"
    assert answer.json() == {
        "type": "urn:abdi:problem:not-found",
        "title": "Tidak ditemukan",
        "status": 404,
        "code": "not-found",
        "instance": request_id,
    }


async def test_title_follows_accept_language(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/nothing", headers={"Accept-Language": "de, en-GB;q=0.8, id;q=0.5"})

    assert answer.json()["title"] == "Not found"


async def test_wrong_method_is_405(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/v1/notes")

    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert answer.headers["allow"] == "GET, HEAD, POST"
    item = await client.post("/v1/notes/018f3a5e-0000-7000-8000-000000000001")
    assert (item.status_code, item.headers["allow"]) == (405, "GET, HEAD, PATCH")


async def test_absent_token_is_401_and_absent_permission_403(
    app: FastAPI, make_client: Callable[..., httpx.AsyncClient]
) -> None:
    async with make_client(app, "person-1", "reader") as reader:
        forbidden = await reader.get("/v1/notes")
        del reader.headers["Authorization"]
        nobody = await reader.get("/v1/notes")
        anybody = await reader.get("/v1/notes/open")

    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "forbidden")
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    assert anybody.status_code == 200


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    note = await client.post("/v1/notes", json={"title": "one"})
    address = f"/v1/notes/{note.json()['id']}"
    read, head = await client.get(address), await client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == read.headers["etag"]
    assert head.headers["content-length"] == str(len(read.content))
    assert (await client.head("/v1/nothing")).status_code == 404


async def test_answer_in_the_caller_s_language_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/notes/greeting", headers={"Accept-Language": "en"})

    assert answer.json() == {"text": "Welcome"}
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("en", "Accept-Language")


async def test_invalid_body_names_the_place_but_not_the_value(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/notes", json={"title": 3171234567, "colour/shade": "x"})

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    found = {(error["in"], error["pointer"], error["code"]) for error in answer.json()["errors"]}
    assert found == {("body", "/title", "string_type"), ("body", "/colour~1shade", "extra_forbidden")}
    assert "3171234567" not in answer.text


async def test_broken_json_is_422(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/notes", content=b"{", headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "json_invalid")


@pytest.mark.parametrize("body", [b'{"title":"\xe9"}', b'{"title":' + b"9" * 5_000 + b"}"])
async def test_body_that_cannot_be_read_is_told_in_both_languages(
    client: httpx.AsyncClient, body: bytes
) -> None:
    told = {}
    for language in ("id", "en"):
        headers = {"Content-Type": "application/json", "Accept-Language": language}
        answer = await client.post("/v1/notes", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
        (error,) = answer.json()["errors"]
        assert (error["in"], error["code"]) == ("body", "unreadable")
        told[language] = error["message"]
    assert told["id"] != told["en"]


@pytest.mark.parametrize("is_announced", [True, False])
async def test_large_body_is_413(client: httpx.AsyncClient, is_announced: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    content = b" " * 2_000_000 if is_announced else pieces()
    answer = await client.post("/v1/notes", content=content, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert answer.json()["limit"] == 1_000_000


async def test_crash_is_500_without_details(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/notes/crash")

    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_answers_are_not_cached(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/notes/open")

    assert answer.headers["cache-control"] == "no-store"
