"""What the doctor asks a service's database, as the role that the running service uses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
from alembic.script import ScriptDirectory

from abdi.clock import SystemClock
from abdi.db.engine import asyncpg_url
from abdi.db.migrations import migrations_folder
from abdi.deployment.findings import Finding, judged
from abdi.deployment.patient import Patient

OLDEST_SERVER: Final = 16
LONGEST_SKEW_SECONDS: Final = 5.0
LONGEST_UNPUBLISHED_SECONDS: Final = 60.0
_ROLE: Final = """
    SELECT rolsuper OR rolbypassrls AS passes_fence, (
        SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')) AS owned
    FROM pg_roles r WHERE rolname = current_user
"""
_FENCES: Final = """
    SELECT count(*) FILTER (WHERE relforcerowsecurity AND relrowsecurity) AS forced,
           array_agg(relname::text) FILTER (WHERE relrowsecurity <> relforcerowsecurity) AS half
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
"""
_OUTBOX: Final = """
    SELECT count(*) AS number,
           coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float AS age
    FROM outbox WHERE published_at IS NULL
"""
_INBOX: Final = """
    SELECT count(*) FILTER (WHERE state = 'dead') AS dead, count(*) FILTER (WHERE state = 'retry') AS retried
    FROM inbox WHERE state IN ('dead', 'retry')
"""

Connection = Any  # asyncpg has no types


async def look_at_database(patient: Patient) -> list[Finding]:
    """Connection, clock, schema, roles, fence, outbox and inbox of one service."""
    try:
        async with _connected(patient) as connection:
            return [
                await _server(patient, connection),
                await _clock(patient, connection),
                await _schema(patient, connection),
                await _role(patient, connection),
                await _fence(patient, connection),
                await _outbox(patient, connection),
                await _inbox(patient, connection),
            ]
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        remedy = "start PostgreSQL, then compare DATABASE_URL with its roles; is the database migrated?"
        return [Finding(patient.name, "database", "failed", f"{type(error).__name__}: {error}", remedy)]


@asynccontextmanager
async def _connected(patient: Patient) -> AsyncIterator[Connection]:
    url = patient.value("DATABASE_URL")
    if url is None:
        raise ConnectionError("DATABASE_URL is not given")
    plain = asyncpg_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, timeout=5, command_timeout=10)
    try:
        yield connection
    finally:
        await connection.close(timeout=2)


async def _server(patient: Patient, connection: Connection) -> Finding:
    told = f"PostgreSQL {await connection.fetchval('SHOW server_version')}"
    remedy = f"upgrade PostgreSQL to {OLDEST_SERVER} or newer"
    is_well = connection.get_server_version().major >= OLDEST_SERVER
    return judged(patient.name, "database", told, is_well=is_well, remedy=remedy)


async def _clock(patient: Patient, connection: Connection) -> Finding:
    there = await connection.fetchval("SELECT clock_timestamp()")
    skew = abs((there - SystemClock().now()).total_seconds())
    remedy = "let both machines follow a time server (chrony); tokens and deadlines depend on it"
    is_well = skew <= LONGEST_SKEW_SECONDS
    return judged(patient.name, "clock", f"{skew:.1f} s from the database's", is_well=is_well, remedy=remedy)


async def _schema(patient: Patient, connection: Connection) -> Finding:
    has_table = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
    rows = await connection.fetch("SELECT version_num FROM alembic_version") if has_table else []
    there = {row["version_num"] for row in rows}
    here = set(ScriptDirectory(str(migrations_folder(patient.name))).get_heads())
    told = f"at {', '.join(sorted(there)) or 'nothing'}, the code at {', '.join(sorted(here))}"
    remedy = f"abdi migrate {patient.name}, as the owner (MIGRATION_DATABASE_URL)"
    return judged(patient.name, "migrations", told, is_well=there == here, remedy=remedy)


async def _role(patient: Patient, connection: Connection) -> Finding:
    row = await connection.fetchrow(_ROLE)
    faults = ["passes the fence"] if row["passes_fence"] else []
    faults += [f"owns {row['owned']} tables"] if row["owned"] else []
    told = "the service's role " + (" and ".join(faults) or "owns nothing and stands behind the fence")
    remedy = (
        "give DATABASE_URL the runtime role of deploy/postgres/roles.sql, not the owner or an administrator"
    )
    return judged(patient.name, "role", told, is_well=not faults, remedy=remedy)


async def _fence(patient: Patient, connection: Connection) -> Finding:
    row = await connection.fetchrow(_FENCES)
    half = sorted(row["half"] or [])
    told = f"{row['forced']} tables behind forced row-level security" + "".join(f", half: {t}" for t in half)
    is_well = row["forced"] > 0 and not half
    remedy = "a table with a policy that is not forced: write a migration with abdi.db.fence"
    return judged(patient.name, "fence", told, is_well=is_well, remedy=remedy)


async def _outbox(patient: Patient, connection: Connection) -> Finding:
    row = await connection.fetchrow(_OUTBOX)
    told = f"{row['number']} events unpublished, the oldest for {row['age']:.0f} s"
    remedy = "is the broker up and the stream not full? `/readyz` says what the relay waits for"
    is_well = row["age"] <= LONGEST_UNPUBLISHED_SECONDS
    return judged(patient.name, "outbox", told, is_well=is_well, remedy=remedy)


async def _inbox(patient: Patient, connection: Connection) -> Finding:
    row = await connection.fetchrow(_INBOX)
    told = f"{row['dead']} dead events, {row['retried']} being retried"
    remedy = f"abdi events list-dead {patient.name}; mend the cause, then retry or discard"
    return judged(patient.name, "inbox", told, is_well=row["dead"] == 0, remedy=remedy)
