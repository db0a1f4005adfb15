"""Finding programmes."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from training.programmes.models import Programme
from training.programmes.schemas import ProgrammeFilter

T = TypeVar("T")
# Codes share a limited number of locks: the server has room for some thousands.
_LOCK: Final = text("""
    SELECT count(pg_advisory_xact_lock(hashtextextended('training.programmes.' || share, 0)))
    FROM (
        SELECT DISTINCT hashtextextended(code, 0) & 1023 AS share
        FROM unnest(CAST(:codes AS text[])) AS code ORDER BY 1
    ) AS shares
""")


async def get_programme(session: AsyncSession, programme_id: UUID, *, is_locked: bool = False) -> Programme:
    """The programme, locked against other writers when asked. Raises NotFound."""
    statement = select(Programme).where(Programme.id == programme_id)
    found = await session.scalar(statement.with_for_update() if is_locked else statement)
    if found is None:
        raise NotFound
    return found


async def find_programme_by_code(session: AsyncSession, agency: str | None, code: str) -> Programme | None:
    """The programme that an agency (None: the nation) has under this code."""
    named = (Programme.agency.is_not_distinct_from(agency), Programme.code == code)
    return await session.scalar(select(Programme).where(*named))


async def list_programmes_by_id(
    session: AsyncSession, programme_ids: Iterable[UUID]
) -> dict[UUID, Programme]:
    """Those of `programme_ids` that exist."""
    found = await session.scalars(select(Programme).where(Programme.id.in_(set(programme_ids))))
    return {programme.id: programme for programme in found}


async def lock_codes(session: AsyncSession, codes: Iterable[str]) -> None:
    """Let nobody else make programmes of these codes until the commit; in one order for everybody."""
    await session.execute(_LOCK, {"codes": sorted(set(codes))})


async def list_programmes_by_code(
    session: AsyncSession, codes: Iterable[str]
) -> dict[tuple[str | None, str], Programme]:
    """The programmes of these codes, of all agencies and national, by agency and code."""
    found = await session.scalars(select(Programme).where(Programme.code.in_(set(codes))))
    return {(programme.agency, programme.code): programme for programme in found}


async def list_programmes(
    session: AsyncSession, *, query: ListQuery, filters: ProgrammeFilter, row: Callable[[Programme], T]
) -> Page[T]:
    """A page of the catalogue."""
    statement = select(Programme)
    if filters.kind is not None:
        statement = statement.where(Programme.kind == filters.kind)
    if filters.answers is not None:
        statement = statement.where(Programme.answers.contains([filters.answers]))
    if filters.is_active is not None:
        statement = statement.where(Programme.is_active == filters.is_active)
    if filters.agency is not None:
        statement = statement.where(or_(Programme.agency == filters.agency, Programme.agency.is_(None)))
    return await paginate(session, statement, query=query, keys=[Programme.id], row=row)
