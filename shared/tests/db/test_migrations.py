"""Alembic through the kit, for a small service made on the spot."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from alembic.util import CommandError
from typer.testing import CliRunner

from abdi.cli import build
from abdi.db import migrations
from abdi.messaging.relay import LOCK_KEY
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.infrastructure import Infrastructure

TABLES = """
from abdi.db import Identified, ModelBase, include_kit_tables, new_metadata
from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


class Parcel(Identified, Base):
    __tablename__ = "parcel"

    label: Mapped[str]


include_kit_tables(Base.metadata)
"""
ENVIRONMENT = """
from abdi.db.migrations import run
from parcels.tables import Base

run(Base.metadata)
"""


@pytest.fixture
def parcels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "src" / "parcels"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "tables.py").write_text(TABLES)
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENVIRONMENT)
    monkeypatch.syspath_prepend(str(package.parent))
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "parcels"]:
        del sys.modules[name]


@pytest.fixture
def database(infrastructure: Infrastructure) -> Iterator[TestDatabase]:
    made = infrastructure.databases.create("parcels", lambda _: None)
    yield made
    infrastructure.databases.drop(made)


@pytest.fixture
def written(parcels: Path, database: TestDatabase) -> Path:
    """The first migration, as `revise` wrote it and a person completed it."""
    path = migrations.revise("parcels", database.owner_url, "first tables")
    assert path.parent == parcels / "versions"
    content = path.read_text().replace(
        "import sqlalchemy",
        "from abdi.db.migrations import install_kit_triggers, remove_kit_triggers\nimport sqlalchemy",
    )
    before, after = content.split("def downgrade() -> None:\n")
    path.write_text(
        f"{before.rstrip()}\n    install_kit_triggers(op)\n\n\n"
        f"def downgrade() -> None:\n    remove_kit_triggers(op)\n{after}"
    )
    return path


def test_migration_written_from_the_models_leaves_no_difference(
    written: Path, database: TestDatabase
) -> None:
    migrations.upgrade("parcels", database.owner_url)
    migrations.upgrade("parcels", database.owner_url)

    assert written.name == "0001_first_tables.py"
    migrations.check("parcels", database.owner_url)


def test_written_migration_is_in_our_style_and_says_when_it_is_empty(
    written: Path, parcels: Path, database: TestDatabase
) -> None:
    assert 'revision = "0001"' in written.read_text()
    assert not migrations.is_empty(written)
    asked = ["migrate", "parcels", "--database-url", database.owner_url, "--new", "nothing"]
    result = CliRunner().invoke(build(["migrate"]), asked)
    assert "it is empty" in result.output
    assert migrations.is_empty(parcels / "versions" / "0002_nothing.py")


def test_difference_between_models_and_migrations_is_found(
    written: Path, parcels: Path, database: TestDatabase
) -> None:
    migrations.upgrade("parcels", database.owner_url)
    tables = parcels.parent / "src" / "parcels" / "tables.py"
    tables.write_text(tables.read_text().replace("label: Mapped[str]", "label: Mapped[int]"))
    del sys.modules["parcels.tables"]

    with pytest.raises(CommandError, match="New upgrade operations"):
        migrations.check("parcels", database.owner_url)


def test_command_migrates_and_writes_the_next_migration(
    written: Path, parcels: Path, database: TestDatabase
) -> None:
    tables = parcels.parent / "src" / "parcels" / "tables.py"
    tables.write_text(tables.read_text().replace("    label: ", "    weight: Mapped[int]\n    label: "))
    sys.modules.pop("parcels.tables", None)
    asked = ["migrate", "parcels", "--database-url", database.owner_url, "--new", "parcels have a weight"]
    result = CliRunner().invoke(build(["migrate"]), asked)

    assert result.exit_code == 0, result.output
    made = parcels / "versions" / "0002_parcels_have_a_weight.py"
    assert str(made) in result.output
    assert '"weight"' in made.read_text()


def test_migration_goes_back(written: Path, database: TestDatabase) -> None:
    migrations.upgrade("parcels", database.owner_url)
    migrations.downgrade("parcels", database.owner_url, "base")
    migrations.upgrade("parcels", database.owner_url)


def test_service_without_migrations_is_named() -> None:
    with pytest.raises(LookupError, match="abdi has no migrations"):
        migrations.migrations_folder("abdi")


async def test_migration_does_not_wait_for_a_running_relay(written: Path, database: TestDatabase) -> None:
    async with connected(database.url) as relay, asyncio.timeout(20):
        await relay.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        await asyncio.to_thread(migrations.upgrade, "parcels", database.owner_url)


async def test_no_other_role_may_change_audits(written: Path, database: TestDatabase) -> None:
    await asyncio.to_thread(migrations.upgrade, "parcels", database.owner_url)
    async with connected(database.owner_url) as owner:
        await owner.execute("GRANT DELETE ON audit_entry TO PUBLIC")
    await asyncio.to_thread(migrations.upgrade, "parcels", database.owner_url)
    async with connected(database.url) as runtime:
        held = {
            (table, privilege): await runtime.fetchval("SELECT has_table_privilege($1, $2)", table, privilege)
            for table in ("audit_entry", "read_entry", "parcel")
            for privilege in ("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE")
        }
    assert {pair for pair, is_held in held.items() if not is_held} == {
        *((table, "UPDATE") for table in ("audit_entry", "read_entry")),
        *((table, "DELETE") for table in ("audit_entry", "read_entry")),
        *((table, "TRUNCATE") for table in ("audit_entry", "read_entry", "parcel")),
    }


@pytest.mark.parametrize("table", ["audit_entry", "read_entry"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET actor = 'x'", "TRUNCATE {}"])
async def test_audits_are_append_only_even_for_the_owner(
    written: Path, database: TestDatabase, table: str, change: str
) -> None:
    await asyncio.to_thread(migrations.upgrade, "parcels", database.owner_url)
    async with connected(database.owner_url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await connection.execute(change.format(table))
