"""What the database's refusals mean to the caller."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.http.failures import problem_of
from abdi.problems import Malformed


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
