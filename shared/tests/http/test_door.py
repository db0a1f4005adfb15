"""What no route takes: control characters anywhere, and content that is no JSON."""

import json
import time
import tracemalloc
from typing import Any

import httpx
import pytest

from abdi.http.door import MOST_VALUES, refuse_controls_inside
from abdi.problems import Malformed

ENGLISH = {"Accept-Language": "en"}
JSON = {"Content-Type": "application/json"}


def places(answer: httpx.Response) -> list[tuple[str, str]]:
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    return [(error["in"], error["pointer"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/v1/notes?kind=%00", ("query", "/kind")),
        ("/v1/notes?kind=a%0Ab", ("query", "/kind")),
        ("/v1/notes?kind=%C2%85", ("query", "/kind")),
        ("/v1/notes/a%00b", ("path", "/note_id")),
    ],
)
async def test_control_character_in_the_address_is_422(
    client: httpx.AsyncClient, address: str, place: tuple[str, str]
) -> None:
    assert places(await client.get(address)) == [place]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": "a\x00b"}, "/title"),
        ({"title": "a\x07"}, "/title"),
        ({"title": "a\x1b[31m"}, "/title"),
        ({"title": "a\x7f"}, "/title"),
        ({"title": "a\x85b"}, "/title"),
        ({"title": "a", "deep": [{"er/": "\x00"}]}, "/deep/0/er~1"),
        ({"title": "a", "na\x00me": 1}, ""),
        (["\b"], "/0"),
    ],
)
async def test_control_character_in_the_body_is_422(
    client: httpx.AsyncClient, body: Any, pointer: str
) -> None:
    assert places(await client.post("/v1/notes", json=body)) == [("body", pointer)]


@pytest.mark.parametrize("title", ["\\ud800", "a\\udc00", "\\u0000", "\\u009f"])
async def test_escapes_are_read_as_what_they_mean(client: httpx.AsyncClient, title: str) -> None:
    answer = await client.post("/v1/notes", content=f'{{"title": "{title}"}}', headers=JSON)
    assert places(answer) == [("body", "/title")]


async def test_control_character_in_another_encoding_is_422(client: httpx.AsyncClient) -> None:
    body = '{"title": "a\\u0000"}'.encode("utf-16")
    assert places(await client.post("/v1/notes", content=body, headers=JSON)) == [("body", "/title")]


@pytest.mark.parametrize("title", ["two\nlines\tand a tab", "\U0001f600", "a \\u0000 in words", "é"])
async def test_other_text_passes(client: httpx.AsyncClient, title: str) -> None:
    answer = await client.post("/v1/notes", json={"title": title})
    assert (answer.status_code, answer.json()["title"]) == (201, title)


@pytest.mark.parametrize("body", [b"{", b"\x00", b"[" * 90_000, b'"\\u0000', b'{"title": "\xff\\u0000"}'])
async def test_broken_json_stays_422(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/v1/notes", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonx", None]
)
async def test_content_that_is_not_called_json_is_415(client: httpx.AsyncClient, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = await client.post("/v1/notes", content=b'{"title": "one"}', headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert answer.json()["accepted"] == ["application/json"]


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/merge-patch+json", "Application/JSON"]
)
async def test_every_kind_of_json_is_taken(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post("/v1/notes", content=b'{"title": "one"}', headers={"Content-Type": kind})
    assert answer.status_code == 201


async def test_absent_body_is_422(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/notes", headers=ENGLISH)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "missing"


@pytest.mark.parametrize("rest", [0, "\b"])
def test_long_name_before_many_elements_costs_no_more_than_the_body(rest: Any) -> None:
    body = json.dumps({"k" * 90_000: ["\b"] + [rest] * 13_000}).encode()
    tracemalloc.start()
    try:
        with pytest.raises(Malformed) as caught:
            refuse_controls_inside(body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000
    errors = caught.value.extra["errors"]
    assert len(errors) == (1 if rest == 0 else 20)
    assert errors[0].pointer == "/" + "k" * 100 + "/0"


def test_pointers_find_their_way_back_from_the_depth() -> None:
    body = json.dumps([{"a": [[0], ["\b"]], "b": {}}, "\b", {"c": {"d": "\b"}}, {"e\b": 1}]).encode()
    with pytest.raises(Malformed) as caught:
        refuse_controls_inside(body)
    assert [error.pointer for error in caught.value.extra["errors"]] == ["/0/a/1/0", "/1", "/2/c/d", "/3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_more_values_than_anybody_needs_are_413(client: httpx.AsyncClient, encoding: str) -> None:
    body = json.dumps({"title": "one", "x": [0] * MOST_VALUES}).encode(encoding)
    answer = await client.post("/v1/notes", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert answer.json()["most_values"] == MOST_VALUES


async def test_commas_within_a_text_are_no_values(client: httpx.AsyncClient) -> None:
    title = 'a, "b", \\,' * MOST_VALUES
    answer = await client.post("/v1/notes", json={"title": title, "colour": 1})
    assert answer.json()["errors"][0]["code"] == "extra_forbidden"


async def test_body_of_half_strings_is_walked_once(client: httpx.AsyncClient) -> None:
    body = b'"' + b',\\"' * 300_000
    started = time.perf_counter()
    answer = await client.post("/v1/notes", content=body, headers=JSON)
    assert answer.json()["code"] == "malformed"
    assert time.perf_counter() - started < 5
