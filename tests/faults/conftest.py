"""A stage per scenario, and a place for its numbers."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from secrets import token_hex

import pytest
import structlog

from abdi.testing.databases import Databases
from abdi.testing.infrastructure import Infrastructure
from abdi.tokens import DevKeys
from tests.faults.checks import Tally, assert_nothing_lost
from tests.faults.lines import Lines, standing_lines
from tests.faults.load import Load
from tests.faults.stage import Member, Part, Stage

SEED = 20261122
"""A change is judged by the same blows each time; `make soak` draws new ones."""

log = structlog.get_logger(__name__)


@pytest.fixture(scope="session")
def part(infrastructure: Infrastructure, token_keys: DevKeys) -> Iterator[Part]:
    """A durable PostgreSQL for the scenarios of this worker."""
    server = infrastructure.new_postgres()
    yield Part(infrastructure.premises, server, Databases(server.url(), token_hex(3)), token_keys)
    server.stop()


@pytest.fixture
async def stage(part: Part) -> AsyncIterator[Stage]:
    """Empty, with NATS running."""
    part.postgres.start()
    seed = int(os.environ.get("ABDI_FAULTS_SEED") or SEED)
    made = Stage(part, seed)
    log.info("stage", seed=seed)  # pytest shows it when the scenario fails
    try:
        yield await made.open()
    finally:
        await made.close()


@pytest.fixture
async def lines(stage: Stage) -> AsyncIterator[Lines]:
    """To the broker and to the database; a module whose `pair` uses them may break them."""
    async with standing_lines(stage.nats.url(), stage.postgres.url()) as made:
        yield made


@pytest.fixture
def pair(stage: Stage) -> tuple[Member, Member]:
    """Ledger and watcher, not started."""
    return stage.pair()


@pytest.fixture
async def load(stage: Stage, pair: tuple[Member, Member]) -> AsyncIterator[Load]:
    """Clients of the ledger."""
    made = Load(stage, pair[0])
    yield made
    await made.close()


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[Tally], None]:
    """Take a scenario's numbers into the table at the end of the run, and insist on three zeros."""

    def tell(tally: Tally) -> None:
        record_property("faults", tally.row())
        assert_nothing_lost(tally)

    return tell
