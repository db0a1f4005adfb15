"""Keeping the projection up to date with what the registry publishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.projections import replace_rows
from recruitment.posts.bkn_lists import named_retirement_age
from recruitment.posts.models import Post, Retirement, Unit
from recruitment.posts.queries import post_rules
from recruitment.posts.rules import PostRules, retirement_age, retires_on


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in service with the post held; the birth date goes into the month of retirement only."""

    agency: str
    birth_date: date
    title: str | None
    kind: str | None
    level: str | None


async def record_posts(session: AsyncSession, posts: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Make these states (columns of Post, by position) what is known of them."""
    rows = [{"position_id": position_id, **state} for position_id, state in posts.items()]
    await replace_rows(session, Post, rows, keys=["position_id"])


async def record_units(session: AsyncSession, units: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Make these states (columns of Unit, by unit) what is known of them."""
    rows = [{"unit_id": unit_id, **state} for unit_id, state in units.items()]
    await replace_rows(session, Unit, rows, keys=["unit_id"])


async def record_holders(session: AsyncSession, holders: Mapping[UUID, Holder]) -> None:
    """Keep when these people retire, by employee. Raises RuleSetMissing without rules of posts."""
    rules = await post_rules(session)
    rows = [
        {"employee_id": employee_id, "agency": holder.agency, "retires_on": _retirement_of(holder, rules)}
        for employee_id, holder in holders.items()
    ]
    await replace_rows(session, Retirement, rows, keys=["employee_id"])


def _retirement_of(holder: Holder, rules: PostRules) -> date | None:
    if holder.kind is None or holder.title is None:
        return None
    named = named_retirement_age(holder.title, holder.kind)
    age = retirement_age(holder.kind, holder.level, rules, named=named)
    return None if age is None else retires_on(holder.birth_date, age)
