"""A database in which every table that has to do with somebody has a row about two people."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from services.recruitment.tests.authority import grounds, others, outcomes
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.policy_suite import Place
from recruitment.db import Base
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking
from recruitment.selections.models import Selection, SelectionFormation, SkbTest
from recruitment.sessions.models import ExamSession

FIRST: Final = Place(1, UUID(int=0x101), "5671", UUID(int=0xE01), UUID(int=0xA01))
SECOND: Final = Place(2, UUID(int=0x102), "5671", UUID(int=0xE02), UUID(int=0xA02))
"""Somebody else in the same selection."""
_ROWS: Final = (
    grounds.an_application,
    others.a_candidate,
    others.a_post,
    others.a_question,
    others.a_report,
    outcomes.a_seat,
    outcomes.a_score,
    outcomes.a_case,
    outcomes.an_objection,
    outcomes.an_outcome,
    outcomes.an_appointment,
)
_COMMON: Final = (Formation, Opening, Selection, SelectionFormation, SkbTest, Ranking, ExamSession)
_SAME: Final = {
    "selection_id": FIRST.id,
    "formation_id": FIRST.id,
    "opening_id": FIRST.id,
    "session_id": FIRST.id,
    "seat_id": FIRST.id,
    "test_id": FIRST.id,
    "ranking_id": grounds.ranking_of(FIRST),
}

Rows = Mapping[type[Any], Mapping[str, Any]]


async def fill(session: AsyncSession, more: Rows) -> None:
    """Write the rows of both, and `more`."""
    await _write(session, {**_rows_of(FIRST), **more})
    second = {model: columns for model, columns in _rows_of(SECOND).items() if model not in _COMMON}
    beside = {
        model: {name: _SAME.get(name, value) for name, value in columns.items()}
        for model, columns in second.items()
    }
    await _write(session, beside)


def _rows_of(place: Place) -> Rows:
    return {model: columns for make in _ROWS for model, columns in make(place).items()}


async def _write(session: AsyncSession, rows: Rows) -> None:
    columns_of = {model.__table__: columns for model, columns in rows.items()}
    for table in Base.metadata.sorted_tables:
        if table in columns_of:
            await session.execute(insert(table).values(columns_of[table]))
