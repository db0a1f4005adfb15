"""Fixtures about one service: database, settings, app, client, sessions, clock, tokens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from abdi.auth import TokenVerifier
from abdi.clock import FixedClock
from abdi.db import make_engine, make_sessions
from abdi.db.fence import seeing_everything
from abdi.settings import AppSettings, ServiceSettings
from abdi.testing.databases import TestDatabase
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.lifespan import running
from abdi.testing.principals import ServiceClient
from abdi.testing.service import ServiceUnderTest, named_service
from abdi.tokens import DevKeys, TokenIssuer, ensure_dev_keys

PATIENCE_SECONDS: Final = 60
A_MORNING: Final = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def service(request: pytest.FixtureRequest) -> ServiceUnderTest:
    """The service in whose folder (`services/<name>/tests`) the test lies; override it elsewhere."""
    parts = request.path.relative_to(request.config.rootpath).parts
    assert parts[0] == "services", "override the fixture `service` for tests outside services/"
    return named_service(parts[1])


@pytest.fixture
def service_database(service: ServiceUnderTest, infrastructure: Infrastructure) -> Iterator[TestDatabase]:
    """A database of this test alone, migrated as in production and empty; `url` is the runtime role's."""
    database = infrastructure.databases.lend(service.name, service.migrate)
    yield database
    infrastructure.databases.give_back(database)


@pytest.fixture(scope="session")
def token_keys(tmp_path_factory: pytest.TempPathFactory) -> DevKeys:
    """A signing key of this run."""
    return ensure_dev_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def clock() -> FixedClock:
    """The time of the test, for the app and for what the test itself makes."""
    return FixedClock(A_MORNING)


@pytest.fixture
def tokens(token_keys: DevKeys, clock: FixedClock) -> TokenIssuer:
    """Real ES256 tokens as any principal."""
    return TokenIssuer(token_keys, clock=clock)


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Settings that a test wants otherwise; override it in a test module."""
    return {}


@pytest.fixture
def settings(
    request: pytest.FixtureRequest,
    service: ServiceUnderTest,
    token_keys: DevKeys,
    settings_overrides: dict[str, Any],
) -> AppSettings:
    """Settings of the service for this test: no broker, relay or consumers unless asked for."""
    values: dict[str, Any] = {"env": "test", "token_keys_file": token_keys.public}
    if issubclass(service.settings, ServiceSettings):
        values |= {
            "database_url": request.getfixturevalue("service_database").url,
            "cursor_key": Fernet.generate_key().decode(),
            "nats_url": None,
            "run_relay": False,
            "run_consumers": False,
        }
    return service.settings(**(values | settings_overrides))


@pytest.fixture
async def app(service: ServiceUnderTest, settings: AppSettings, clock: FixedClock) -> AsyncIterator[FastAPI]:
    """The service, started and ready, with the clock of the test."""
    made = service.create_app(settings)
    stop_clock(made, clock)
    async with running(made):
        await until_ready(made)
        yield made


async def until_ready(app: FastAPI) -> None:
    """Wait for what an app does at its start, such as loading rule sets."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while app.state.kit.waits_for:  # noqa: ASYNC110 - the app tells nobody
            await asyncio.sleep(0.01)


def stop_clock(app: FastAPI, clock: FixedClock) -> None:
    """Let a service that was built by its own `create_app` live by `clock`; before it starts."""
    kit = app.state.kit
    kit.clock = clock
    kit.verifier = TokenVerifier(kit.settings, clock=clock)


@pytest.fixture
async def client(app: FastAPI, tokens: TokenIssuer) -> AsyncIterator[ServiceClient]:
    """Nobody in particular; `client.as_(officer("5671"))` signs in."""
    async with ServiceClient(app, tokens) as anonymous:
        yield anonymous


@pytest.fixture
def as_person(client: ServiceClient) -> Callable[..., ServiceClient]:
    """`as_person(officer("5671"))`: a client that has signed in."""
    return client.as_


@pytest.fixture
async def engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    """The runtime role's connections, apart from the app's."""
    made = make_engine(settings)
    yield made
    await made.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions on the test's database; they see every row."""
    return seeing_everything(make_sessions(engine))


@pytest.fixture
async def session(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """A session to look with; what it changes is rolled back."""
    async with sessions() as made:
        yield made
