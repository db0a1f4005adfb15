"""Streams of a journey, read again from the start (F28): by consumers that know them, and by new ones."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.engine import make_sessions
from abdi.db.fence import seeing_everything
from abdi.kit import Kit
from abdi.messaging import admin
from abdi.messaging.inbox import Inbox
from abdi.messaging.runtime import MessagingRuntime
from abdi.testing.databases import TestDatabase
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.lifespan import running
from abdi.testing.service import named_service
from abdi.testing.service_fixtures import until_ready
from tests.launched import Launched

pytestmark = [pytest.mark.xdist_group("suite"), pytest.mark.usefixtures("played")]

DIRECTORY: Final = ("directory_person", "directory_unit", "directory_grant")
FOLLOWED: Final = {
    "personnel": ("directory_person", "directory_unit"),
    "performance": ("employee", *DIRECTORY),
    "promotion": ("career", "career_predicate", "eligibility", *DIRECTORY),
    "training": ("employee", "evaluation", *DIRECTORY),
    "recruitment": DIRECTORY,
}
"""What each service knows from events alone."""

ON_OWN_RECORDS: Final = {"personnel.recruitment", "recruitment.personnel"}
"""Consumers whose effects rest on what the service itself recorded: a new database has none of it."""

TIMES: Final = ("created_at", "updated_at", "heard_at", "version")
OTHERS_WRITE: Final = {"read_entry", "idempotency_record"}
"""Tables of requests: what people read is noted a moment later, apart from events."""

_EVERYTHING: Final = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
"""
_OPEN: Final = "SELECT count(*) FROM inbox WHERE state NOT IN ('applied', 'discarded')"


@asynccontextmanager
async def beside(name: str, launched: Launched, database: TestDatabase | None = None) -> AsyncIterator[Kit]:
    """The service as the suite runs it, without relay and consumers; on another database if one is given."""
    file = Path(launched.state) / "environment" / f"{name}.json"
    known = named_service(name)
    given = {key.lower(): value for key, value in json.loads(file.read_text()).items()}
    values = {key: value for key, value in given.items() if key in known.settings.model_fields}
    values |= {"run_relay": False, "run_consumers": False, "log_level": "ERROR"}
    if database is not None:
        values["database_url"] = database.url
    app = known.create_app(known.settings(**values))
    async with running(app):
        await until_ready(app)
        kit: Kit = app.state.kit
        yield kit


def inboxes(kit: Kit) -> list[Inbox]:
    assert isinstance(kit.messaging, MessagingRuntime)
    return kit.messaging.inboxes


async def read_again(kit: Kit, chosen: Sequence[Inbox]) -> dict[str, int]:
    """How many events each consumer read; all that could be applied is."""
    assert isinstance(kit.messaging, MessagingRuntime)
    broker = kit.messaging.broker
    assert broker is not None
    assert await broker.connected(admin.CONNECT_SECONDS)
    read = {inbox.consumer.name: await admin.replay(inbox, broker) for inbox in chosen}
    for inbox in chosen:
        while await inbox.sweep():
            pass
    return read


async def digest(kit: Kit, tables: Sequence[str]) -> dict[str, tuple[int, str]]:
    """By table: how many rows, and a hash of all that they say."""
    found = {}
    without = ", ".join(f"'{name}'" for name in TIMES)
    async with looking(kit)() as session:
        for table in tables:
            said = f"SELECT (to_jsonb(t) - ARRAY[{without}])::text FROM {table} AS t ORDER BY 1"
            rows = list(await session.scalars(text(said)))
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


async def everything(kit: Kit) -> dict[str, Any]:
    """Every table of the service, the outbox and the inbox among them."""
    async with looking(kit)() as session:
        tables = set(await session.scalars(text(_EVERYTHING)))
    return await digest(kit, sorted(tables - OTHERS_WRITE))


def looking(kit: Kit) -> async_sessionmaker[AsyncSession]:
    return seeing_everything(make_sessions(kit.engine))


@pytest.mark.parametrize("name", FOLLOWED)
async def test_f28_consumer_that_knows_the_stream_does_nothing_again(name: str, launched: Launched) -> None:
    async with beside(name, launched) as kit:
        before = await everything(kit)
        read = await read_again(kit, inboxes(kit))
        assert read
        assert all(read.values()), read
        assert await everything(kit) == before


@pytest.mark.parametrize("name", FOLLOWED)
async def test_f28_new_consumer_comes_to_know_the_same(
    name: str, launched: Launched, infrastructure: Infrastructure
) -> None:
    database = infrastructure.databases.create(name, named_service(name).migrate)
    async with beside(name, launched) as kit:
        wanted = await digest(kit, FOLLOWED[name])
    async with beside(name, launched, database) as kit:
        chosen = [inbox for inbox in inboxes(kit) if inbox.consumer.name not in ON_OWN_RECORDS]
        await read_again(kit, chosen)
        async with kit.sessions() as session:
            assert await session.scalar(text(_OPEN)) == 0
        assert await digest(kit, FOLLOWED[name]) == wanted
    assert all(number for number, _ in wanted.values()), wanted
    infrastructure.databases.drop(database)
