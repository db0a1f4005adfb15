"""Need against holders and coming retirements, counted by the database over all posts of a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import units_below
from recruitment.posts.bkn_lists import field_of
from recruitment.posts.models import Post, Retirement, Unit
from recruitment.posts.schemas import (
    CategoryRead,
    Counted,
    CountsRead,
    Grouping,
    RetirementsRead,
    SeriesRead,
    ShortageFilters,
    ShortageRead,
)

_CODES: Final[tuple[Counted, ...]] = get_args(Counted)


@dataclass(slots=True)
class Counts:
    """Posts of one group."""

    label: str
    need: int = 0
    holders: int = 0
    retiring: int = 0

    @property
    def shortage(self) -> int:
        """How many people are missing once the coming retirements are over."""
        return self.need - self.holders + self.retiring

    def add(self, other: "Counts") -> None:
        """Count the posts of `other`, too."""
        self.need += other.need
        self.holders += other.holders
        self.retiring += other.retiring

    def read(self) -> CountsRead:
        """The same as an answer."""
        return CountsRead(
            need=self.need, holders=self.holders, retiring=self.retiring, shortage=self.shortage
        )


async def shortages_of(session: AsyncSession, filters: ShortageFilters, *, today: date) -> ShortageRead:
    """Where people are short in an agency, or in a unit and all below it."""
    until = date(today.year + filters.years, today.month, 1)
    groups = await _groups(session, filters, until)
    total = Counts("")
    for counts in groups.values():
        total.add(counts)
    ordered = sorted(groups.items(), key=lambda item: (-item[1].shortage, -item[1].need, item[0]))
    shown = ordered[: filters.limit]
    return ShortageRead(
        agency=filters.agency,
        unit_id=filters.unit_id,
        by=filters.by,
        years=filters.years,
        as_of=today,
        until=until,
        categories=[CategoryRead(key=key, label=counts.label) for key, counts in shown],
        series=[
            SeriesRead(code=code, values=[getattr(counts, code) for _, counts in shown]) for code in _CODES
        ],
        left_out=len(ordered) - len(shown),
        total=total.read(),
        retirements=await _retirements(session, filters, today=today, until=until),
    )


async def _groups(session: AsyncSession, filters: ShortageFilters, until: date) -> dict[str, Counts]:
    counted = (
        func.count().label("need"),
        func.count(Post.holder_id).label("holders"),
        func.count().filter(Retirement.retires_on <= until).label("retiring"),
    )
    columns = _columns_of(filters.by)
    wanted = _posts(select(*columns, *counted), filters).group_by(*columns)
    if filters.by == "unit":
        wanted = wanted.outerjoin(Unit, Unit.unit_id == Post.unit_id)
    groups: dict[str, Counts] = {}
    for row in await session.execute(wanted):
        key, label = _name_of(filters.by, row)
        found = groups.setdefault(key, Counts(label))
        found.add(Counts(label, row.need, row.holders, row.retiring))
    return groups


def _columns_of(by: Grouping) -> tuple[Any, ...]:
    if by == "unit":
        return (Post.unit_id, Unit.name)
    return (Post.title, Post.kind) if by == "field" else (Post.title,)


def _name_of(by: Grouping, row: Any) -> tuple[str, str]:
    if by == "unit":
        return str(row.unit_id), row.name or str(row.unit_id)
    name = field_of(row.title, row.kind) if by == "field" else row.title
    return name, name


async def _retirements(
    session: AsyncSession, filters: ShortageFilters, *, today: date, until: date
) -> list[RetirementsRead]:
    year = func.greatest(func.extract("year", Retirement.retires_on), today.year).label("year")
    wanted = _posts(select(year, func.count().label("people")), filters)
    wanted = wanted.where(Retirement.retires_on <= until).group_by(year)
    by_year = {int(row.year): row.people for row in await session.execute(wanted)}
    return [RetirementsRead(year=one, people=by_year.get(one, 0)) for one in _years(today.year, until.year)]


def _posts(counted: Select[Any], filters: ShortageFilters) -> Select[Any]:
    wanted = counted.select_from(Post).outerjoin(Retirement, Retirement.employee_id == Post.holder_id)
    return wanted.where(and_(*_within(filters.agency, filters.unit_id)))


def _within(agency: str, unit_id: UUID | None) -> Iterable[ColumnElement[bool]]:
    yield Post.agency == agency
    yield Post.abolished_on.is_(None)
    if unit_id is not None:
        yield Post.unit_id.in_(units_below([unit_id]))


def _years(first: int, last: int) -> range:
    return range(first, last + 1)
