"""A migration while the version before it runs (F26): both versions serve, events keep flowing."""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from abdi.db.migrations import upgrade
from tests.faults import ledger_next
from tests.faults.checks import Told, judge_pair
from tests.faults.doors import Retrying
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
NEXT: Final = f"{ledger_next.__name__}:create_ledger"
SERVICE: Final = "entries_of_a_ledger"
LONGEST_WAIT_SECONDS: Final = 5.0
ENVIRONMENT: Final = """
from abdi.db.migrations import run
from tests.faults.ledger_next import Base

run(Base.metadata)
"""
EXPAND: Final = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("note", sa.String(), server_default="", nullable=False))
"""
_WAITED: Final = """
    SELECT coalesce(max(extract(epoch FROM coalesce(published_at, clock_timestamp()) - created_at)), 0)::float
    FROM outbox
"""
_NOTES: Final = "SELECT note, count(*) FROM entry GROUP BY note"


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a service whose only migration is the ledger's next one."""
    versions = tmp_path / SERVICE / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / SERVICE / "__init__.py").touch()
    (versions.parent / "env.py").write_text(ENVIRONMENT)
    (versions / "0001_note.py").write_text(EXPAND)
    monkeypatch.syspath_prepend(str(tmp_path))
    return SERVICE


async def test_f26_both_versions_serve_while_the_migration_is_applied(
    stage: Stage, pair: tuple[Member, Member], told: Told, migrations: str
) -> None:
    producer, consumer = pair
    newer = stage.twin(producer, NEXT)
    await producer.process.begin()
    await consumer.process.begin()
    load = Retrying(stage, producer, newer)
    async with load.running() as history:
        await load.more(30)
        await asyncio.to_thread(upgrade, migrations, producer.database.owner_url)
        await load.more(30)
        await newer.begin()
        await load.more(30)
        await asyncio.to_thread(producer.process.stop)
        await load.more(30)
    await load.close()
    told(await judge_pair(stage, pair, history, scenario="F26 migration", killed=1))
    assert history.doubts == 0, "a request failed although its client tried again"
    notes = {row["note"]: row["count"] for row in await producer.rows(_NOTES)}
    assert notes.keys() == {"", ledger_next.NOTE}, "not both versions wrote"
    assert min(notes.values()) >= 30
    assert (await producer.rows(_WAITED))[0][0] < LONGEST_WAIT_SECONDS
