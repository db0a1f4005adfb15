"""What every service promises, as tests to inherit: `class TestHouse(ServiceSuite)`."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import ValidationError
from sqlalchemy import inspect as inspect_database
from sqlalchemy.ext.asyncio import AsyncEngine

from abdi.auth import DevelopmentTokensRefused, Permission, Principal, is_public, permission_of
from abdi.db.tables import kit_metadata
from abdi.http.permissions import flat_routes
from abdi.http.route import UnitOfWorkRoute
from abdi.settings import AppSettings
from abdi.testing import import_check
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.deliveries import Deliveries
from abdi.testing.documents import list_breaches, list_operations_without_examples, list_wrong_examples
from abdi.testing.fences import KIT_UNFENCED, list_open_tables
from abdi.testing.labels import list_codes_without_label
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, applicant, officer, stranger
from abdi.testing.problems import assert_problem
from abdi.testing.service import ServiceUnderTest

DOCUMENTS: Final = {"/openapi.json", "/docs", "/docs/oauth2-redirect"}
CHANGING: Final = {"PUT", "PATCH"}


def routes_of(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    """Method, a path with made-up ids, and the route."""
    for route in flat_routes(app.router):
        if isinstance(route, APIRoute):
            path = route.path_format.format_map({name: uuid4() for name in route.param_convertors})
            for method in sorted(route.methods or ()):
                yield method, path, route


def holder(permission: Permission) -> Principal:
    """Somebody who holds this permission, of an agency that does not exist."""
    if permission.roles == {"applicant"}:
        return applicant()
    return officer("0000", subject="holder", employee_id=uuid4(), roles=permission.roles)


@dataclass(frozen=True)
class Sample:
    """An event of another service that this one accepts."""

    name: str
    data: dict[str, Any]
    agency: str = "5671"
    aggregate_id: UUID = field(default_factory=uuid4)

    @property
    def producer(self) -> str:
        return self.name.partition(".")[0]


class HttpSuite:
    """Promises of the HTTP face; the gateway makes them too.

    Set `in_production` for what production wants to be told besides the issuer.
    """

    in_production: ClassVar[Mapping[str, Any]] = {}

    async def test_answers_that_it_is_alive(self, client: ServiceClient) -> None:
        assert (await client.get("/livez")).status_code == 200

    async def test_unknown_address_is_a_problem(self, client: ServiceClient) -> None:
        assert_problem(await client.get("/no/such/address"), 404, "not-found")

    async def test_unknown_method_is_a_problem(self, client: ServiceClient) -> None:
        answer = await client.delete("/livez")
        assert_problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "GET, HEAD"

    async def test_head_is_get_without_the_body(self, client: ServiceClient) -> None:
        answer = await client.head("/livez")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len((await client.get("/livez")).content))

    async def test_body_above_the_limit_is_refused(self, app: FastAPI, client: ServiceClient) -> None:
        body = b" " * (app.state.kit.settings.body_limit + 1)
        assert_problem(await client.post("/livez", content=body), 413, "too-large")

    def test_every_route_says_who_may_call_it(self, app: FastAPI) -> None:
        for route in flat_routes(app.router):
            path = getattr(route, "path", None)
            assert permission_of(route) or is_public(route) or path in DOCUMENTS, f"{path} says nothing"

    async def test_nobody_enters_without_signing_in(self, app: FastAPI, client: ServiceClient) -> None:
        for method, path, route in routes_of(app):
            if not is_public(route):
                assert_problem(await client.request(method, path), 401, "unauthenticated")

    async def test_operations_are_documented_under_unique_names(self, app: FastAPI) -> None:
        operations = [one for path in app.openapi()["paths"].values() for one in path.values()]
        names = [operation["operationId"] for operation in operations]
        assert sorted(set(names)) == sorted(names)

    async def test_document_is_openapi_with_true_examples_everywhere(self, app: FastAPI) -> None:
        document = app.openapi()
        assert list_breaches(document) == []
        assert list_operations_without_examples(document) == []
        assert list_wrong_examples(document) == []

    @pytest.mark.parametrize("language", ["id", "en"])
    async def test_every_code_has_a_label(self, app: FastAPI, client: ServiceClient, language: str) -> None:
        answer = await client.get("/v1/labels", headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["content-language"]) == (200, language)
        assert list_codes_without_label(app.openapi(), answer.json()["data"]) == []
        known = {"Accept-Language": language, "If-None-Match": answer.headers["etag"]}
        assert (await client.get("/v1/labels", headers=known)).status_code == 304

    def test_production_refuses_the_issuer_and_the_keys_of_development(
        self, service: ServiceUnderTest, settings: AppSettings
    ) -> None:
        given = settings.model_dump() | {"env": "production"}
        with pytest.raises(ValidationError, match="TOKEN_ISSUER"):
            service.settings(**given)
        others = {"token_issuer": "https://id.example.go.id", **self.in_production}
        other = service.settings(**given | others)
        with pytest.raises(DevelopmentTokensRefused):
            service.create_app(other)

    def test_import_has_no_effect(self, service: ServiceUnderTest) -> None:
        command = [sys.executable, "-P", import_check.__file__, service.package]
        done = subprocess.run(command, env={}, capture_output=True, text=True, check=False)  # noqa: S603 - own script
        assert done.returncode == 0, done.stderr


class ServiceSuite(HttpSuite):
    """Promises of a service with a database.

    Set `without_if_match` for changes that need no version, and name in `open_tables` each table about people
    or agencies that stands before the fence, with the reason.
    """

    without_if_match: ClassVar[frozenset[str]] = frozenset()
    open_tables: ClassVar[Mapping[str, str]] = {}

    async def test_answers_that_it_is_ready(self, client: ServiceClient) -> None:
        assert (await client.get("/readyz")).status_code == 200

    async def test_nobody_enters_without_the_permission(self, app: FastAPI, client: ServiceClient) -> None:
        for method, path, route in routes_of(app):
            if permission_of(route):
                by = client.as_(stranger())
                response = await by.request(method, path, headers={"If-Match": '"1"'})
                assert_problem(response, 403, "forbidden")

    async def test_unknown_query_parameter_is_refused(self, app: FastAPI, client: ServiceClient) -> None:
        for method, path, route in routes_of(app):
            if isinstance(route, UnitOfWorkRoute):
                permission = permission_of(route)
                by = client.as_(holder(permission)) if permission else client
                response = await by.request(method, path, params={"no_such_parameter": "1"})
                assert_problem(response, 422, "malformed", pointer="/no_such_parameter")

    async def test_broken_json_is_refused(self, app: FastAPI, client: ServiceClient) -> None:
        for method, path, route in routes_of(app):
            if route.body_field and (permission := permission_of(route)):
                headers = {"Content-Type": "application/json", "If-Match": '"1"'}
                by = client.as_(holder(permission))
                assert_problem(
                    await by.request(method, path, content=b"{", headers=headers), 422, "malformed"
                )

    async def test_change_needs_the_version_seen(self, app: FastAPI, client: ServiceClient) -> None:
        for method, path, route in routes_of(app):
            permission = permission_of(route)
            if method in CHANGING and permission and route.path not in self.without_if_match:
                response = await client.as_(holder(permission)).request(method, path, json={})
                assert_problem(response, 428, "precondition-required")

    def test_relationships_never_load_by_surprise(self, service: ServiceUnderTest) -> None:
        for mapper in _base(service).registry.mappers:
            for relationship in mapper.relationships:
                assert relationship.lazy in {"raise", "write_only"}, f"{relationship} may load in a loop"

    async def test_models_equal_migrations(
        self, service: ServiceUnderTest, service_database: TestDatabase
    ) -> None:
        await asyncio.to_thread(service.check, service_database.owner_url)

    async def test_tables_of_the_kit_are_there(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            tables = await connection.run_sync(lambda sync: set(inspect_database(sync).get_table_names()))
        assert set(kit_metadata.tables) <= tables

    async def test_tables_about_people_and_agencies_are_fenced_or_named_with_a_reason(
        self, engine: AsyncEngine
    ) -> None:
        async with engine.connect() as connection:
            found = await list_open_tables(connection)
        assert found == KIT_UNFENCED.keys() | self.open_tables.keys()

    @pytest.mark.parametrize("change", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
    @pytest.mark.parametrize("table", ["audit_entry", "read_entry"])
    async def test_audit_only_grows(self, service_database: TestDatabase, table: str, change: str) -> None:
        for url in (service_database.url, service_database.owner_url):
            async with connected(url) as connection:
                with pytest.raises(Exception, match=r"append-only|permission denied"):
                    await connection.execute(change.format(table))

    async def test_runtime_role_changes_no_table(self, service_database: TestDatabase) -> None:
        async with connected(service_database.url) as connection:
            for statement in ("CREATE TABLE mine (id int)", "DROP TABLE outbox"):
                with pytest.raises(Exception, match=r"permission denied|must be owner"):
                    await connection.execute(statement)


class ConsumerSuite:
    """Promises of a service's consumers; `samples` gives an acceptable event for each entity heard."""

    @pytest.fixture
    def samples(self) -> list[Sample]:
        pytest.fail("give the suite acceptable events of the producers: override `samples`")

    async def test_event_that_comes_twice_has_one_effect(
        self, deliver: Deliveries, events: Events, samples: list[Sample]
    ) -> None:
        for sample in samples:
            envelope = await deliver(sample.name, sample.aggregate_id, sample.data, agency=sample.agency)
            first = (await deliver.entries(), await events.published())
            assert {entry.state for entry in await deliver.entries(envelope)} == {"applied"}
            await deliver.again(envelope)
            await deliver.again(envelope, envelope)
            assert (await deliver.entries(), await events.published()) == first

    async def test_poison_is_put_aside_and_stops_nobody_else(
        self, deliver: Deliveries, samples: list[Sample]
    ) -> None:
        for sample in samples:
            await deliver.raw(sample.producer, b"\x00 no event at all")
            assert (await deliver.entries())[-1].state == "dead"
            poison = await deliver(sample.name, uuid4(), {"agency": []}, agency=sample.agency)
            assert {entry.state for entry in await deliver.entries(poison)} <= {"dead", "retry"}
            healthy = await deliver(sample.name, sample.aggregate_id, sample.data, agency=sample.agency)
            assert {entry.state for entry in await deliver.entries(healthy)} == {"applied"}


def _base(service: ServiceUnderTest) -> Any:
    assert service.base, f"{service.name} has no models"
    return service.base
