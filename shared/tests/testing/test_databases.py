"""A database that served one test serves another as if it were new, or not at all."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from abdi.testing.databases import Databases, TestDatabase, connected
from abdi.testing.infrastructure import Infrastructure

SERVICE = "lender"
TABLES = """
    CREATE TABLE parent (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
    CREATE TABLE child (id int PRIMARY KEY REFERENCES parent);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'for good'; END $$;
    CREATE TRIGGER keeps BEFORE DELETE OR TRUNCATE ON parent EXECUTE FUNCTION refuse();
"""


def migrate(owner_url: str) -> None:
    async def create() -> None:
        async with connected(owner_url) as owner:
            await owner.execute(TABLES)

    asyncio.run(create())


@pytest.fixture
def databases(infrastructure: Infrastructure) -> Iterator[Databases]:
    made = infrastructure.databases
    yield made
    made.drop(made.lend(SERVICE, migrate))


async def fill(database: TestDatabase) -> int:
    async with connected(database.url) as connection:
        number: int = await connection.fetchval("INSERT INTO parent (name) VALUES ('a') RETURNING id")
        await connection.execute("INSERT INTO child VALUES ($1)", number)
    return number


async def test_what_was_given_back_is_lent_again_as_new(databases: Databases) -> None:
    first = databases.lend(SERVICE, migrate)
    assert await fill(first) == 1
    databases.give_back(first)
    again = databases.lend(SERVICE, migrate)
    assert again.name == first.name
    async with connected(again.url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM parent") == 0
        with pytest.raises(asyncpg.RaiseError, match="for good"):
            await connection.execute("DELETE FROM parent")  # what guards a table still does
    assert await fill(again) == 1
    databases.give_back(again)


async def test_a_database_is_never_with_two_tests(databases: Databases) -> None:
    first, second = databases.lend(SERVICE, migrate), databases.lend(SERVICE, migrate)
    assert first.name != second.name
    databases.give_back(first)
    databases.give_back(second)
    assert databases.lend(SERVICE, migrate).name == first.name
    assert databases.lend(SERVICE, migrate).name not in (first.name, second.name)


async def test_what_an_owner_could_have_altered_is_not_lent_again(databases: Databases) -> None:
    altered = databases.lend(SERVICE, migrate)
    async with connected(altered.owner_url) as owner:
        await owner.execute("DROP TABLE child")
    databases.give_back(altered)
    other = databases.lend(SERVICE, migrate)
    assert other.name != altered.name
    assert await fill(other) == 1
    databases.give_back(other)


async def test_what_somebody_did_not_leave_is_not_lent_again(databases: Databases) -> None:
    held = databases.lend(SERVICE, migrate)
    stays = await asyncpg.connect(held.url)
    databases.give_back(held)
    assert databases.lend(SERVICE, migrate).name != held.name
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await stays.execute("INSERT INTO parent (name) VALUES ('late')")
