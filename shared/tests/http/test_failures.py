"""What the database's refusals mean to the caller."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.http.failures import problem_of
from abdi.problems import Forbidden, Malformed
from abdi.testing.databases import TestDatabase, connected


async def failure(session: AsyncSession, statement: str, **values: Any) -> DBAPIError:
    with pytest.raises(DBAPIError) as caught:
        await session.execute(text(statement), values)
    return caught.value


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("SELECT CAST(:value AS text)", "a\x00b"),
        ("SELECT CAST(:value AS jsonb)", '{"purpose": "a\\u0000"}'),
        ("SELECT CAST(:value AS integer)", 2**40),
        ("SELECT CAST(CAST(:value AS text) AS date)", "2026-02-30"),
        ("SELECT CAST(CAST(:value AS text) AS uuid)", "none"),
    ],
)
async def test_value_that_fits_no_column_is_malformed(
    session: AsyncSession, statement: str, value: object
) -> None:
    assert isinstance(problem_of(await failure(session, statement, value=value)), Malformed)


async def test_division_by_zero_is_a_bug(session: AsyncSession) -> None:
    assert problem_of(await failure(session, "SELECT 1 / 0")) is None


async def test_row_that_the_fence_refuses_is_forbidden(
    service_database: TestDatabase, session: AsyncSession
) -> None:
    async with connected(service_database.owner_url) as connection:
        await connection.execute("ALTER TABLE note ENABLE ROW LEVEL SECURITY")
    error = await failure(session, "INSERT INTO note (id, agency, text) VALUES (gen_random_uuid(), 'a', 'b')")
    assert isinstance(problem_of(error), Forbidden)


async def test_privilege_that_we_lack_is_a_bug(session: AsyncSession) -> None:
    error = await failure(session, "SELECT pg_read_file('/etc/hostname')")
    assert problem_of(error) is None
