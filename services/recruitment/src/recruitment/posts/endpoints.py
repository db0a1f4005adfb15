"""HTTP for posts: what a unit can ask for, and where people are short."""

from typing import Annotated, Any

from fastapi import Depends, Query

from abdi.auth import Principal, requires
from abdi.directory import resource_of
from abdi.http import ClockNow, DbSession, ServiceRouter
from abdi.paging import ListQuery, Page
from abdi.policy import decide, visible
from recruitment.policy import READ_FORMATION
from recruitment.posts.models import Post
from recruitment.posts.queries import list_posts
from recruitment.posts.schemas import PostFilters, PostRead, ShortageFilters, ShortageRead
from recruitment.posts.shortages import shortages_of

router = ServiceRouter(prefix="/v1", tags=["formations"])

Reader = Annotated[Principal, requires(READ_FORMATION)]


@router.get("/posts", name="list_posts")
async def read_posts(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[PostFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[PostRead]:
    """Posts within what the caller may see, to ask for in a formation; abolished ones are not there."""
    page = await list_posts(session, principal, filters=filters, query=query)
    return Page[PostRead](data=[_shown(post) for post in page.data], page=page.page)


@router.get("/shortages", name="get_shortages")
async def read_shortages(
    session: DbSession, principal: Reader, *, filters: Annotated[ShortageFilters, Query()], clock: ClockNow
) -> ShortageRead:
    """Need against holders and coming retirements, by position, unit or field; ready to draw."""
    place = await resource_of(session, agency=filters.agency, unit_id=filters.unit_id)
    visible(decide(principal, READ_FORMATION, place))
    return await shortages_of(session, filters, today=clock.today())


def _shown(post: Post) -> PostRead:
    plain: dict[str, Any] = {name: getattr(post, name) for name in PostRead.model_fields if name != "is_held"}
    return PostRead(**plain, is_held=post.holder_id is not None)
