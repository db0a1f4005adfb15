"""What `build_service` puts together: start, readiness, documents, permissions."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy.orm import DeclarativeBase

from abdi.app import Kit, build_service
from abdi.db import ModelBase, new_metadata
from abdi.http import ServiceRouter
from abdi.http.permissions import RouteWithoutPermissionError
from abdi.rulesets import rule_set_on
from abdi.settings import ServiceSettings
from abdi.testing.databases import TestDatabase
from abdi.testing.documents import list_wrong_examples

RULE_SET = """
name = "ranks"
version = "1"
legal_basis = ["Peraturan 1/2020"]
valid_from = 2020-01-01
unverified = []

[values]
years = 4
"""


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


@pytest.fixture
async def lonely(
    make_app: Callable[..., FastAPI], make_client: Callable[..., httpx.AsyncClient]
) -> AsyncIterator[httpx.AsyncClient]:
    """A service whose database and broker are not there."""
    app = make_app(nats_url="nats://127.0.0.1:1")
    async with app.router.lifespan_context(app), make_client(app) as client:
        yield client


def test_route_without_permission_stops_the_start(make_settings: Callable[..., ServiceSettings]) -> None:
    open_by_mistake = ServiceRouter(prefix="/v1/secrets")

    @open_by_mistake.get("")
    async def list_secrets() -> list[str]:
        return []

    outer = APIRouter()
    outer.include_router(open_by_mistake)

    with pytest.raises(RouteWithoutPermissionError, match="/v1/secrets"):
        build_service(make_settings(), title="Secrets", base=None, routers=[outer])


async def test_service_is_ready_with_its_database(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_service_starts_and_lives_without_database_and_broker(lonely: httpx.AsyncClient) -> None:
    alive, ready = await lonely.get("/livez"), await lonely.get("/readyz")

    assert alive.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert ready.headers["retry-after"] == "2"


async def test_lost_database_is_503(lonely: httpx.AsyncClient) -> None:
    for answer in (await lonely.get("/v1/notes"), await lonely.post("/v1/notes", json={"title": "one"})):
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0


async def test_service_recovers_from_terminated_connections(
    client: httpx.AsyncClient, database: TestDatabase
) -> None:
    await client.post("/v1/notes", json={"title": "one"})
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", database.service
    )
    await connection.close()
    lost = await client.get("/v1/notes")
    again = await client.get("/v1/notes")

    assert (lost.status_code, again.status_code) == (503, 200)


async def test_rule_sets_are_loaded_before_the_service_is_ready(
    make_settings: Callable[..., ServiceSettings], database: TestDatabase, tmp_path: Path
) -> None:
    (tmp_path / "ranks").mkdir()
    (tmp_path / "ranks" / "1.toml").write_text(RULE_SET)
    settings = make_settings(database_url=database.url)
    app = build_service(settings, title="Ranks", base=Base, routers=[], rulesets=tmp_path)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ranks.test") as client,
    ):
        first = (await client.get("/readyz")).json()
        for _ in range(200):
            ready = await client.get("/readyz")
            if ready.status_code == 200:
                break
            await asyncio.sleep(0.05)
        kit: Kit = app.state.kit
        async with kit.sessions() as session:
            loaded = await rule_set_on(session, "ranks", date(2026, 1, 1))

    assert first["checks"]["start"] == ["rulesets"]
    assert ready.json()["checks"]["start"] == "ok"
    assert loaded.content == {"years": 4}


async def test_own_resources_live_inside_those_of_the_kit(
    make_settings: Callable[..., ServiceSettings],
) -> None:
    steps: list[str] = []

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncIterator[None]:
        steps.append(app.title)
        yield
        steps.append("closed")

    app = build_service(make_settings(), title="Gate", base=None, routers=[], lifespan=resources)
    async with app.router.lifespan_context(app):
        assert steps == ["Gate"]
    assert steps == ["Gate", "closed"]


async def test_lost_broker_only_degrades(
    make_app: Callable[..., FastAPI], make_client: Callable[..., httpx.AsyncClient], database_url: str
) -> None:
    app = make_app(nats_url="nats://127.0.0.1:1", database_url=database_url)
    async with app.router.lifespan_context(app), make_client(app) as client:
        ready = await client.get("/readyz")
        written = await client.post("/v1/notes", json={"title": "one"})

    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert written.status_code == 201


async def test_document_has_unique_operations_with_their_problems(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    write = document["paths"]["/v1/notes"]["post"]
    assert write["operationId"] == "write_note"
    problem = write["responses"]["409"]["content"]["application/problem+json"]["schema"]
    assert problem == {"$ref": "#/components/schemas/Problem"}
    assert "415" in write["responses"]
    assert "415" not in document["paths"]["/v1/notes"]["get"]["responses"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in write["parameters"]}
    assert "412" in document["paths"]["/v1/notes/{note_id}"]["patch"]["responses"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "/livez" not in document["paths"]


async def test_docs_page_is_for_development_only(client: httpx.AsyncClient) -> None:
    assert (await client.get("/docs")).status_code == 404


async def test_requests_are_measured_by_template(client: httpx.AsyncClient) -> None:
    note = (await client.post("/v1/notes", json={"title": "one"})).json()
    await client.get(f"/v1/notes/{note['id']}")
    measured = (await client.get("/metrics")).text

    assert 'route="/v1/notes/{note_id}",status="200"' in measured
    assert note["id"] not in measured


async def test_every_problem_of_the_document_has_an_example_of_its_own(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    answers = document["paths"]["/v1/notes/{note_id}"]["patch"]["responses"]
    shown = {
        int(status): answer["content"]["application/problem+json"]["example"]
        for status, answer in answers.items()
        if not status.startswith("2")
    }
    assert shown.keys() == {401, 403, 404, 409, 412, 413, 415, 422, 428, 503}
    assert all(example["status"] == status for status, example in shown.items())
    assert len({example["code"] for example in shown.values()}) == len(shown)
    assert shown[403]["reasons"][0]["rule"] == "policy.notes.write"
    assert (shown[409]["current_state"], shown[409]["allowed"]) == ("held", ["vacant"])
    assert shown[422]["errors"][0].keys() == {"in", "pointer", "code", "message"}
    assert "Retry-After" in answers["503"]["headers"]
    assert list_wrong_examples(document) == []
