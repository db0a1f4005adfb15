"""Finding posts in the projection, within what the principal may ask for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.db.context import context_of
from abdi.directory import Columns, scope, units_below
from abdi.paging import ListQuery, Page, paginate
from abdi.rulesets import rule_set_on
from recruitment.policy import READ_FORMATION
from recruitment.posts.models import Post
from recruitment.posts.rules import POSTS, PostRules
from recruitment.posts.schemas import PostFilters

POST_COLUMNS = Columns(Post.agency, unit_id=Post.unit_id)


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post, and whether the principal may do there what was asked about."""

    post: Post
    may: bool


async def post_rules(session: AsyncSession) -> PostRules:
    """The rules of posts in force today. Raises RuleSetMissing."""
    today = context_of(session).clock.today()
    return PostRules.model_validate((await rule_set_on(session, POSTS, today)).content)


async def list_known_posts(
    session: AsyncSession, principal: Principal, permission: Permission, *, position_ids: Collection[UUID]
) -> dict[UUID, KnownPost]:
    """Those of `position_ids` that there are, by id."""
    may = scope(principal, permission, POST_COLUMNS).label("may")
    wanted = select(Post, may).where(Post.position_id.in_(position_ids))
    return {row.Post.position_id: KnownPost(row.Post, row.may) for row in await session.execute(wanted)}


async def list_posts(
    session: AsyncSession, principal: Principal, *, filters: PostFilters, query: ListQuery
) -> Page[Any]:
    """A page of posts that were not abolished."""
    wanted = select(Post).where(scope(principal, READ_FORMATION, POST_COLUMNS), Post.abolished_on.is_(None))
    if filters.agency is not None:
        wanted = wanted.where(Post.agency == filters.agency)
    if filters.unit_id is not None:
        wanted = wanted.where(Post.unit_id.in_(units_below([filters.unit_id])))
    if filters.kind is not None:
        wanted = wanted.where(Post.kind == filters.kind)
    if filters.is_held is not None:
        wanted = wanted.where(Post.holder_id.is_not(None) == filters.is_held)
    if filters.q is not None:
        folded = func.lower(Post.title)
        wanted = wanted.where(folded.contains(filters.q.lower(), autoescape=True))
    return await paginate(session, wanted, query=query, keys=[Post.position_id], row=lambda found: found)
