"""Who looked at the data of one person, from the read audit."""

from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, Text, cast, distinct, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.schemas import LookRead
from abdi.db.tables import directory_person, read_entry
from abdi.instants import Instant
from abdi.paging import ListQuery, Page, PageInfo

_POSITION: Final[TypeAdapter[tuple[Any, str, str]]] = TypeAdapter(tuple[Instant, str, str])


async def find_agency(session: AsyncSession, employee_id: UUID) -> str | None:
    """The agency of a person, as far as this service has heard of the person."""
    agency: str | None = await session.scalar(
        select(directory_person.c.agency).where(directory_person.c.employee_id == employee_id)
    )
    return agency


async def list_looks(session: AsyncSession, employee_id: UUID, query: ListQuery) -> Page[LookRead]:
    """A page of the requests that read about the person, the newest first."""
    looks = looks_at(employee_id).subquery()
    order = (looks.c.at, looks.c.request_id, looks.c.actor)
    wanted = select(looks).order_by(*(column.desc() for column in order)).limit(query.limit + 1)
    held = query.values_after()
    if held is not None:
        wanted = wanted.where(tuple_(*order) < tuple_(*_POSITION.validate_python(held)))
    rows = (await session.execute(wanted)).all()
    shown = [LookRead.model_validate(row) for row in rows[: query.limit]]
    info = PageInfo()
    if len(rows) > query.limit:
        last = shown[-1]
        info = PageInfo(next_cursor=query.next_cursor([last.at, last.request_id, last.actor]), has_more=True)
    return Page(data=shown, page=info)


def looks_at(employee_id: UUID) -> Select[Any]:
    """One row per request and reader: an id alone never joins what different people did.

    Whoever calls a service directly may send one id several times; how often was read is told as well.
    """
    entry = read_entry.c
    return (
        select(
            entry.request_id,
            func.max(entry.at).label("at"),
            entry.actor,
            func.max(cast(entry.employee_id, Text)).label("employee_id"),
            func.max(entry.agency).label("agency"),
            func.max(entry.capacity).label("capacity"),
            func.count().label("reads"),
            func.array_agg(aggregate_order_by(distinct(entry.action), entry.action)).label("actions"),
            func.string_agg(distinct(entry.purpose), "; ").label("purpose"),
        )
        # As one element of the array: the index knows containment and nothing else.
        .where(entry.subjects.contains([str(employee_id)]))
        .group_by(entry.request_id, entry.actor)
    )
