"""Reading the log: entries, heads, and the nodes of which proofs are made."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from abdi.transparency.merkle import NodeTree
from recruitment.transparency_log.models import LogHead, LogLeaf, LogNode
from recruitment.transparency_log.trees import AskedTree, PartialTree, Place

T = TypeVar("T")


async def find_last_head(session: AsyncSession) -> LogHead | None:
    """The newest head; None while the log is empty."""
    found: LogHead | None = await session.scalar(select(LogHead).order_by(LogHead.size.desc()).limit(1))
    return found


async def get_head(session: AsyncSession, size: int | None = None) -> LogHead:
    """The head of this size, else the newest. Raises NotFound."""
    if size is None:
        found = await find_last_head(session)
    else:
        found = await session.scalar(select(LogHead).where(LogHead.size == size))
    if found is None:
        raise NotFound
    return found


async def list_heads(session: AsyncSession, query: ListQuery) -> Page[Any]:
    """A page of the heads, the oldest first."""
    return await paginate(session, select(LogHead), query=query, keys=[LogHead.size], row=lambda found: found)


async def list_leaves(session: AsyncSession, query: ListQuery) -> Page[Any]:
    """A page of the entries in their order."""
    return await paginate(
        session, select(LogLeaf), query=query, keys=[LogLeaf.index], row=lambda found: found
    )


async def read_nodes(session: AsyncSession, places: Iterable[Place]) -> dict[Place, bytes]:
    """The hashes at these places."""
    wanted = select(LogNode.level, LogNode.index, LogNode.hash).where(
        tuple_(LogNode.level, LogNode.index).in_(list(places))
    )
    return {(level, index): found for level, index, found in await session.execute(wanted)}


async def ask_tree(session: AsyncSession, size: int, question: Callable[[NodeTree], T]) -> T:
    """What the log, when it had `size` entries, answers to `question`; reads only the nodes it needs."""
    asked = AskedTree(size)
    question(asked)
    return question(PartialTree(size, await read_nodes(session, asked.asked)))
