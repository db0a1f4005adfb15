"""Adding to the log: one writer at a time, with a signed head for every entry."""

from typing import Final

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.messaging import publish
from abdi.transparency.heads import TreeHead, head_of, sign_head
from abdi.transparency.merkle import leaf_hash
from abdi.transparency.notes import read_note
from recruitment.publications.log_entries import LogFacts
from recruitment.transparency_log.events import LogHeadSigned
from recruitment.transparency_log.models import LogHead, LogLeaf, LogNode
from recruitment.transparency_log.queries import find_last_head, read_nodes
from recruitment.transparency_log.signing import LogSigner
from recruitment.transparency_log.trees import PartialTree, edge_of

_ONE_WRITER: Final = text("SELECT pg_advisory_xact_lock(hashtext('recruitment.transparency_log'))")


class LogRenamed(ValueError):  # noqa: N818 - errors are named by the fact
    """The settings name another log than the one that was begun; heads of two logs prove nothing."""


async def append_entry(session: AsyncSession, entry: bytes, *, signer: LogSigner, agency: str) -> LogFacts:
    """Add `entry` to the log and sign its new head, in the transaction of `session`.

    Others who add wait until that ends. Raises LogRenamed.
    """
    await session.execute(_ONE_WRITER)
    last = await find_last_head(session)
    if last is not None and (begun := _name_in(last)) != signer.name:
        raise LogRenamed(f"the log was begun as {begun}, and LOG_NAME says {signer.name}")
    size = 0 if last is None else last.size
    nodes = await read_nodes(session, edge_of(size))
    added = PartialTree(size, nodes).nodes_with(leaf_hash(entry))
    tree = PartialTree(size + 1, nodes | {(level, index): node for level, index, node in added})
    now = context_of(session).clock.now()
    values = {"index": size, "entry": entry, "hash": leaf_hash(entry), "appended_at": now}
    await session.execute(insert(LogLeaf).values(values))
    rows = [{"level": level, "index": index, "hash": node} for level, index, node in added]
    await session.execute(insert(LogNode), rows)
    note = await _sign(session, TreeHead(signer.name, tree.state()), signer, agency=agency)
    return LogFacts(size, tree.inclusion_proof(size), note)


def _name_in(head: LogHead) -> str:
    return head_of(read_note(head.note.encode()).text).origin


async def _sign(session: AsyncSession, head: TreeHead, signer: LogSigner, *, agency: str) -> bytes:
    now = context_of(session).clock.now()
    note = sign_head(head, at=now, key=signer.key)
    kept = {"size": head.state.size, "note": note.decode(), "signed_at": now}
    head_id = new_id()
    await session.execute(insert(LogHead).values(id=head_id, root=head.state.root, **kept))
    publish(session, LogHeadSigned(agency=agency, head_id=head_id, root=head.state.root.hex(), **kept))
    return note
