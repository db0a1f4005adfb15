"""Databases and roles of the services, made with administrator rights as often as one likes.

Each service gets its own database, a role that owns and migrates its tables, and a role that the running
service uses: that one reads and writes rows and changes no table.
"""

import json
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

STAMPS_SQL = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1"


def database_url(admin_url: str, database: str, *, user: str, password: str) -> str:
    """The address of `database` on the server of `admin_url` for another user."""
    parts = urlsplit(admin_url)
    host = f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.hostname}:{parts.port or 5432}"
    return urlunsplit(("postgresql", host, f"/{database}", parts.query, ""))


def _within(admin_url: str, database: str) -> str:
    parts = urlsplit(admin_url)
    return urlunsplit((parts.scheme.split("+")[0], parts.netloc, f"/{database}", parts.query, ""))


async def _quoted(
    connection: "asyncpg.Connection[asyncpg.Record]", form: str, *, name: str, value: str
) -> str:
    """A statement that takes no bound values, quoted by the server itself."""
    return str(await connection.fetchval("SELECT format($1, $2::text, $3::text)", form, name, value))


async def _role(connection: "asyncpg.Connection[asyncpg.Record]", name: str, password: str) -> None:
    exists = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name)
    form = f"{'ALTER' if exists else 'CREATE'} ROLE %I LOGIN PASSWORD %L"
    await connection.execute(await _quoted(connection, form, name=name, value=password))


async def ensure_database(
    admin_url: str,
    service: str,
    *,
    owner_password: str,
    runtime_password: str,
    backup_password: str | None = None,
) -> None:
    """Make or mend the service's database, roles and privileges; a backup's role when it gets a password."""
    owner = f"{service}_owner"
    connection = await asyncpg.connect(_within(admin_url, "postgres"))
    try:
        await _role(connection, owner, owner_password)
        await _role(connection, service, runtime_password)
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", service):
            # An administrator that is no superuser may hand a database only to a role that it is a member of.
            await connection.execute(f'GRANT "{owner}" TO CURRENT_USER')
            await connection.execute(f'CREATE DATABASE "{service}" OWNER "{owner}" TEMPLATE template0')
        await connection.execute(f'REVOKE ALL ON DATABASE "{service}" FROM PUBLIC')
        await connection.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{service}" TO "{service}"')
    finally:
        await connection.close()
    await _privileges(_within(admin_url, service), owner, service)
    if backup_password is not None:
        await _let_back_up(_within(admin_url, service), service, backup_password)


async def _privileges(url: str, owner: str, runtime: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"""
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO "{runtime}";
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{runtime}";
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA public
                GRANT USAGE, SELECT ON SEQUENCES TO "{runtime}";
        """)
    finally:
        await connection.close()


async def _let_back_up(url: str, service: str, password: str) -> None:
    """A role that reads past the fence and writes nothing; who is no superuser cannot make one."""
    role, owner = f"{service}_backup", f"{service}_owner"
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            return
        await _role(connection, role, password)
        await connection.execute(f"""
            ALTER ROLE "{role}" BYPASSRLS;
            ALTER ROLE "{role}" SET default_transaction_read_only = on;
            GRANT CONNECT ON DATABASE "{service}" TO "{role}";
            GRANT USAGE ON SCHEMA public TO "{role}";
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{role}";
            GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}";
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA public GRANT SELECT ON TABLES TO "{role}";
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA public
                GRANT SELECT ON SEQUENCES TO "{role}";
        """)
    finally:
        await connection.close()


async def read_stamps(admin_url: str, service: str) -> dict[str, str]:
    """What was already done to the service's database, as noted on the database itself."""
    connection = await asyncpg.connect(_within(admin_url, "postgres"))
    try:
        text = await connection.fetchval(STAMPS_SQL, service)
    finally:
        await connection.close()
    try:
        return dict(json.loads(text or "{}"))
    except (ValueError, TypeError):
        return {}


async def write_stamp(admin_url: str, service: str, **done: str) -> None:
    """Note on the database what was done: the note cannot outlive what it describes."""
    stamps = {**await read_stamps(admin_url, service), **done}
    connection = await asyncpg.connect(_within(admin_url, "postgres"))
    try:
        form = "COMMENT ON DATABASE %I IS %L"
        await connection.execute(await _quoted(connection, form, name=service, value=json.dumps(stamps)))
    finally:
        await connection.close()
