"""Proofs from the log."""

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.problems import FieldError, Malformed, NotFound
from recruitment.transparency_log.models import LogHead
from recruitment.transparency_log.queries import ask_tree, get_head


async def prove_inclusion(session: AsyncSession, leaf: int, size: int | None) -> tuple[LogHead, list[bytes]]:
    """A head and the proof that the entry `leaf` (from 0) is in it. Raises NotFound beyond the log."""
    head = await get_head(session, size)
    if leaf >= head.size:
        raise NotFound
    return head, await ask_tree(session, head.size, lambda tree: tree.inclusion_proof(leaf))


async def prove_consistency(
    session: AsyncSession, first: int, size: int | None
) -> tuple[LogHead, LogHead, list[bytes]]:
    """Two heads and the proof that the log of the second begins with that of the first.

    Raises NotFound beyond the log, Malformed when the first is the larger one.
    """
    newer = await get_head(session, size)
    older = await get_head(session, first)
    if older.size > newer.size:
        told = "is larger than `to`; a log only grows"
        raise Malformed(
            errors=[FieldError(place="query", pointer="/from", code="not_in_order", message=told)]
        )
    proof = await ask_tree(session, newer.size, lambda tree: tree.consistency_proof(older.size))
    return older, newer, proof
