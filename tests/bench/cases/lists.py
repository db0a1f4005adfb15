"""Statements of every list operation, with few and with many rows: nothing may ask once a row."""

import asyncio
import importlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import event

from abdi.dev.suite import WITH_DATABASE
from abdi.http.permissions import flat_routes
from abdi.http.route import query_names
from abdi.testing.lifespan import running
from tests.bench.figures import Figure, at_most
from tests.bench.stage import Stage
from tests.bench.suite import Suite

FEW: Final = 10
MANY: Final = 200
OK: Final = 200
REFUSED: Final = (403, 404)
TIMES: Final = 3


@dataclass(frozen=True)
class Asked:
    """One list, asked for so many rows."""

    statements: int
    rows: int


def statements(stage: Stage) -> list[Figure]:
    """How many statements more 200 rows need than 10, over all lists of all services."""
    subject = str(stage.suite.rows("personnel", "SELECT id FROM employee LIMIT 1")[0]["id"])
    found = {
        f"{service} {path}": pair
        for service in WITH_DATABASE
        for path, pair in asyncio.run(_count(stage.suite, service, subject)).items()
    }
    unasked = [name for name, pair in found.items() if pair is None]
    measured = {name: pair for name, pair in found.items() if pair is not None}
    growing = {name: pair for name, pair in measured.items() if pair[1].statements > pair[0].statements}
    long = sum(many.rows > few.rows for few, many in measured.values())
    told = "; ".join(f"{name} {few.statements} -> {many.statements}" for name, (few, many) in growing.items())
    return [
        Figure(
            "lists whose statements grow with their rows",
            f"of {len(measured)} lists",
            len(growing),
            goal=at_most(0),
            note=f"{long} of them answered more rows at limit {MANY} than at {FEW}. "
            f"Not asked, as they are an applicant's own: {', '.join(unasked) or 'none'}. {told}".strip(),
        )
    ]


_ASKED: Final = {"/v1/reads": "?employee_id={subject}", "/v1/shortages": "?agency=5671"}
"""What a list wants to be asked."""


async def _count(suite: Suite, service: str, subject: str) -> dict[str, tuple[Asked, Asked] | None]:
    # In this process, where the engine can be listened to; no relay, consumer or job disturbs the count.
    with patch.dict(os.environ, {**suite.environment(service), "LOG_LEVEL": "ERROR", "RUN_JOBS": "false"}):
        os.environ.pop("NATS_URL", None)
        app = importlib.import_module(f"{service}.app").create_app()
    transport = httpx.ASGITransport(app=app)
    found: dict[str, tuple[Asked, Asked] | None] = {}
    callers = suite.callers(service)
    async with (
        running(app),
        httpx.AsyncClient(transport=transport, base_url="http://x", timeout=60) as client,
    ):
        for path in _lists(app, subject):
            token = await _whoever_may(client, path, callers)
            if token is None:
                found[path] = None
                continue
            client.headers["Authorization"] = f"Bearer {token}"
            await _ask(app, client, path, FEW)  # what a process asks once is asked
            found[path] = (await _least(app, client, path, FEW), await _least(app, client, path, MANY))
    return found


def _lists(app: FastAPI, subject: str) -> Iterator[str]:
    known = {"name": "golongan", "unit_id": subject, "employee_id": subject}
    for route in flat_routes(app.router):
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            names = set(query_names(route.dependant))
            is_filled = set(route.param_convertors) <= set(known)
            if "limit" in names and is_filled:
                path = route.path_format.format_map(known)
                yield path + _ASKED.get(path, "").format(subject=subject)


async def _whoever_may(client: httpx.AsyncClient, path: str, tokens: Sequence[str]) -> str | None:
    """None where all are strangers: an applicant's own account, of which the demo has none."""
    for token in tokens:
        answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
        if answer.status_code not in REFUSED:
            return token
    return None


async def _least(app: FastAPI, client: httpx.AsyncClient, path: str, limit: int) -> Asked:
    # Those who send notices and tend files ask the same database now and then, not every time.
    asked = [await _ask(app, client, path, limit) for _ in range(TIMES)]
    return min(asked, key=lambda one: one.statements)


async def _ask(app: FastAPI, client: httpx.AsyncClient, path: str, limit: int) -> Asked:
    with _counted(app.state.kit.engine.sync_engine) as counted:
        answer = await client.get(f"{path}{'&' if '?' in path else '?'}limit={limit}")
    if answer.status_code != OK:
        raise AssertionError(f"{path}: {answer.status_code} {answer.text[:300]}")
    told = answer.json()
    rows = told["data"] if "data" in told else told["categories"]  # a series, ready to draw
    return Asked(len(counted), len(rows))


@contextmanager
def _counted(engine: Any) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
