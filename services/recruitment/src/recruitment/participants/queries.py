"""Numbering those who take part."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from recruitment.applications.models import Application

# Locked in one order by everybody, drawn in it: who applied first has the smaller number.
_DRAW: Final = text("""
    SELECT waiting.id, waiting.intake, nextval('participant_number') AS running
    FROM (
        SELECT id, intake FROM application
        WHERE selection_id = :selection_id AND state = 'eligible' AND participant_number IS NULL
        ORDER BY id FOR UPDATE
    ) AS waiting
    ORDER BY waiting.id
""")
_GIVE: Final = text("""
    UPDATE application
    SET participant_number = given.number, version = application.version + 1, updated_at = now()
    FROM unnest(CAST(:ids AS uuid[]), CAST(:numbers AS text[])) AS given(id, number)
    WHERE application.id = given.id
""")


async def draw_numbers(session: AsyncSession, selection_id: UUID) -> Sequence[Row[Any]]:
    """The eligible applications without a number, locked: id, intake, and a running number for each."""
    return (await session.execute(_DRAW, {"selection_id": selection_id})).all()


async def give_numbers(session: AsyncSession, numbers: Mapping[UUID, str]) -> None:
    """Write a number to each of these applications."""
    ids = [str(application_id) for application_id in numbers]
    await session.execute(_GIVE, {"ids": ids, "numbers": [*numbers.values()]})


async def count_numbered(session: AsyncSession, selection_id: UUID) -> int:
    """How many applications of the selection have a number."""
    has_number = Application.participant_number.is_not(None)
    counted = select(func.count()).where(Application.selection_id == selection_id, has_number)
    return await session.scalar(counted) or 0
