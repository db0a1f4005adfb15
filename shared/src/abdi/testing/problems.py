"""Assertions about error answers."""

from typing import Any

import httpx


def assert_problem(
    response: httpx.Response, status: int, code: str | None = None, *, pointer: str | None = None
) -> dict[str, Any]:
    """The body of a complete problem+json answer with this status, code and an error at `pointer`."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"] == f"urn:abdi:problem:{body['code']}"
    assert body["title"]
    assert body["instance"] == response.headers["x-request-id"]
    if code is not None:
        assert body["code"] == code
    if pointer is not None:
        assert pointer in [error["pointer"] for error in body["errors"]]
    return body
