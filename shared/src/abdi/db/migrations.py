"""Alembic for every service: `env.py` is `run(Base.metadata)`, commands are functions here."""

import ast
import asyncio
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any, Final

from alembic import command, context
from alembic.config import Config
from alembic.operations import Operations
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from abdi.db.engine import asyncpg_url
from abdi.db.fence import SERVICE_FOR_GOOD
from abdi.messaging.outbox import CHANNEL
from abdi.places import folder_of

_LOCK: Final = 0x6162646D  # not the relay's, which is held as long as a service runs
_TEMPLATE: Final = Path(__file__).with_name("script.py.mako")
_APPEND_ONLY: Final = ("audit_entry", "read_entry")

# Whoever was given the owner's tables may write audits and not rewrite them. Roles are found, not named:
# which ones there are is the deployment's affair. After every migration, since grants change without one.
_CLOSE_AUDITS: Final = f"""
    DO $$
    DECLARE
        given record;
    BEGIN
        FOR given IN
            SELECT DISTINCT place.oid::regclass AS place,
                CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END
                    AS role
            FROM pg_class AS place, aclexplode(place.relacl) AS acl
            WHERE place.relname = ANY ('{{{",".join(_APPEND_ONLY)}}}')
                AND place.relkind = 'r'
                AND place.relnamespace = current_schema()::regnamespace
                AND acl.grantee <> place.relowner
                AND acl.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
        LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', given.place, given.role);
        END LOOP;
    END $$
"""


def run(metadata: MetaData) -> None:
    """Migrate, as Alembic asks its environment to; the database is the attribute or `DATABASE_URL`."""
    if context.is_offline_mode():
        context.configure(
            dialect_name="postgresql", target_metadata=metadata, literal_binds=True, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
        return
    given = context.config.attributes.get("database_url") or os.environ["DATABASE_URL"]
    asyncio.run(_run_online(given, metadata))


async def _run_online(database_url: str, metadata: MetaData) -> None:
    engine = create_async_engine(asyncpg_url(database_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_run_with, metadata)
            await connection.commit()
    finally:
        await engine.dispose()


def _run_with(connection: Connection, metadata: MetaData) -> None:
    # Two deployments at once: the second waits and finds nothing left to do.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    # Forced row-level security holds for the owner too: a data migration would silently change nothing.
    connection.exec_driver_sql(SERVICE_FOR_GOOD)
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.exec_driver_sql(_CLOSE_AUDITS)


def migrations_folder(service: str) -> Path:
    """Where the migrations of `service` lie. Raises LookupError when it has none or is not installed."""
    try:
        return folder_of(service, "migrations")
    except ModuleNotFoundError as error:
        raise LookupError(f"no service {service!r} is installed") from error


def _config(service: str, database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder(service)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["database_url"] = database_url
    return config


def upgrade(service: str, database_url: str) -> None:
    """Bring the database of `service` to its newest version; `database_url` is the owner's."""
    command.upgrade(_config(service, database_url), "head")


def downgrade(service: str, database_url: str, revision: str) -> None:
    """Bring the database of `service` back to `revision` (`base`: before the first)."""
    command.downgrade(_config(service, database_url), revision)


def check(service: str, database_url: str) -> None:
    """Raise alembic.util.CommandError when models and migrations differ."""
    command.check(_config(service, database_url))


def revise(service: str, database_url: str, message: str) -> Path:
    """Write the next migration from the difference, for a person to review. Returns the file.

    `database_url` is the owner's, of a database at the newest version. The file is numbered like its elders.
    """
    folder = migrations_folder(service)
    number = len(list((folder / "versions").glob("*.py"))) + 1
    template = folder / _TEMPLATE.name  # Alembic looks for it nowhere else
    shutil.copyfile(_TEMPLATE, template)
    try:
        config = _config(service, database_url)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
    finally:
        template.unlink()
    written = next((folder / "versions").glob(f"{number:04}_*.py"))
    _tidy(written)
    return written


def is_empty(revision: Path) -> bool:
    """Whether a written migration changes nothing."""
    functions = [part for part in ast.parse(revision.read_text()).body if isinstance(part, ast.FunctionDef)]
    return all(isinstance(line, ast.Pass) for function in functions for line in function.body)


def _tidy(written: Path) -> None:
    # Alembic writes in a style of its own; where ruff is not installed nobody checks it either.
    ruff = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
    if ruff is None:
        return
    for order in (("check", "--fix"), ("format",)):
        line = [ruff, *order, "--quiet", str(written)]
        subprocess.run(line, check=False, capture_output=True)  # noqa: S603 - the checker of this project


def install_kit_triggers(op: Operations | Any) -> None:
    """What the kit's tables need beyond columns: append-only audits and the outbox's wake-up.

    Called by the migration that creates the kit's tables.
    """
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    for table in _APPEND_ONLY:
        op.execute(f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
    op.execute(f"""
        CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('{CHANNEL}', '');
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER wake_relay AFTER INSERT ON outbox
        FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox()
    """)


def remove_kit_triggers(op: Operations | Any) -> None:
    """The way back from `install_kit_triggers`."""
    op.execute("DROP TRIGGER wake_relay ON outbox")
    op.execute("DROP FUNCTION notify_outbox()")
    for table in _APPEND_ONLY:
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
