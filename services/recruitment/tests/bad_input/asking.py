"""A request of every route about what there is, and the same with something in it that nobody should send."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any, Final

from fastapi import FastAPI
from httpx import Response

from abdi.testing.access_targets import addresses_of
from abdi.testing.principals import ServiceClient

HOME: Final = "5671"
Step = str | int
JSON: Final = "application/json"
WANTED: Final[Mapping[str, Any]] = {"intake": 2024, "agency": HOME, "leaf": 0, "size": 1, "first": 1}
"""Values of queries that a route wants."""
IN_ADDRESSES: Final = ("-1", "%00", "%E2%80%AE", "00000000-0000-0000-0000-000000000000", "a" * 3000, "%C3%28")
IN_QUERIES: Final = (
    "",
    "-1",
    "9" * 20,
    "1e30",
    "NaN",
    "a\u202eb",
    "a\u0000b",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "00000000-0000-0000-0000-000000000000",
    "%",
    "gAAAAAB",
    "x" * 5000,
)
IN_HEADERS: Final = ("", "1", '"0"', '"-1"', f'"{"9" * 18}"', f'"{"9" * 20}"', 'W/"1"', "*", '"1","2"', None)
IN_BODIES: Final[Sequence[Any]] = (
    None,
    "",
    " ",
    -1,
    2**31,
    10**30,
    -(10**30),
    1.5,
    True,
    [],
    {},
    ["a"] * 10_000,
    "a\u202eb",
    "a\u0000b",
    "\ud800",
    "x" * 20_000,
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "NaN",
    "1e30",
    "00000000-0000-0000-0000-000000000000",
)
WHOLE: Final = (b"", b"NaN", b"Infinity", b"1e999", b'{"a":1,"a":2}', b"[" * 5000, b"{", b"\xff", b"null")


@dataclass(frozen=True)
class Ask:
    """A request; `told` says what is wrong with it."""

    operation: str
    method: str
    template: str
    roles: frozenset[str]
    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    tag: str | None = None
    told: str = "as it should be"

    async def of(self, client: ServiceClient) -> Response:
        """The answer to somebody."""
        headers = {} if self.tag is None else {"If-Match": self.tag}
        content = self.content
        if self.body is not None or content is not None:
            headers["Content-Type"] = JSON
        if self.body is not None:
            content = json.dumps(self.body).encode()
        address = self.template.format_map(self.path)
        return await client.request(self.method, address, params=self.query, headers=headers, content=content)


def asks_of(app: FastAPI, objects: Mapping[str, str]) -> list[Ask]:
    """One request of each route with ids of `objects`, the example of its body, and the right version."""
    found = []
    guarded = addresses_of(app)
    for template, methods in app.openapi()["paths"].items():
        for method, told in methods.items():
            name = told["operationId"]
            parameters = told.get("parameters", ())
            roles = guarded[name].permission.roles if name in guarded else frozenset({""})
            wanted = [one["name"] for one in parameters if one["in"] == "query"]
            has_tag = any(one["name"] == "If-Match" for one in parameters)
            sent = told.get("requestBody", {}).get("content", {}).get(JSON, {})
            ask = Ask(name, method.upper(), template, frozenset(roles), objects, body=sent.get("example"))
            query = {name: value for name, value in WANTED.items() if name in wanted}
            body = at_home(ask.body, objects)
            found.append(replace(ask, query=query, body=body, tag='"1"' if has_tag else None))
    return found


def at_home(example: Any, objects: Mapping[str, str]) -> Any:
    """The example about the objects that there are."""
    if isinstance(example, dict):
        known = {name: one for name, one in objects.items() if name.endswith("_id")} | {"agency": HOME}
        return {name: known.get(name) or at_home(value, objects) for name, value in example.items()}
    return [at_home(one, objects) for one in example] if isinstance(example, list) else example


def spoilt(app: FastAPI, ask: Ask, turn: Iterator[int], *, tries: int) -> Iterator[Ask]:
    """The request with `tries` wrong values in each of its places; `turn` goes through all of them."""
    for name in [name for name in ask.path if f"{{{name}}}" in ask.template]:
        for value in _some(IN_ADDRESSES, turn, tries):
            yield replace(ask, path={**ask.path, name: value}, told=f"{name}={value[:40]}")
    for name in _queries(app, ask):
        for value in _some(IN_QUERIES, turn, tries):
            yield replace(ask, query={**ask.query, name: value}, told=f"?{name}={value[:40]!r}")
    for value in IN_HEADERS if ask.tag else ():
        yield replace(ask, tag=value, told=f"If-Match {value}")
    if ask.body is None:
        return
    for content in _some(WHOLE, turn, tries):
        yield replace(ask, body=None, content=content, told=f"{content[:20]!r}")
    for steps in _places(ask.body):
        for value in _some(IN_BODIES, turn, tries):
            yield replace(ask, body=_with(ask.body, steps, value), told=f"{steps} {str(value)[:40]!r}")


def _some(values: Sequence[Any], turn: Iterator[int], tries: int) -> list[Any]:
    return [values[number % len(values)] for number in islice(turn, tries)]


def _queries(app: FastAPI, ask: Ask) -> list[str]:
    told = app.openapi()["paths"][ask.template][ask.method.lower()].get("parameters", ())
    return [one["name"] for one in told if one["in"] == "query"]


def _places(value: Any, steps: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if steps:
        yield steps
    if isinstance(value, dict):
        for name in value:
            yield from _places(value[name], (*steps, name))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*steps, 0))


def _with(value: Any, steps: Sequence[Step], other: Any) -> Any:
    if not steps:
        return other
    made: Any = dict(value) if isinstance(value, dict) else list(value)
    made[steps[0]] = _with(value[steps[0]], steps[1:], other)
    return made


def turns() -> Iterator[int]:
    """Whose turn it is, without end."""
    return count()
