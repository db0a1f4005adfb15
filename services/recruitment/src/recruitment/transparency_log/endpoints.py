"""HTTP for the log of published results: open to everybody, without signing in."""

from typing import Annotated, Final, cast

from fastapi import Depends, Query, Request, Response

from abdi.auth import public
from abdi.http import DbSession, ServiceRouter
from abdi.kit import kit_of
from abdi.paging import DEFAULT_LIMIT, LARGEST_LIMIT, ListQuery, Page
from recruitment.settings import Settings
from recruitment.transparency_log import service
from recruitment.transparency_log.models import LogHead, LogLeaf
from recruitment.transparency_log.queries import get_head, list_heads, list_leaves
from recruitment.transparency_log.schemas import (
    ConsistencyProofRead,
    InclusionProofRead,
    LogHeadRead,
    LogKeyRead,
    LogLeafRead,
)
from recruitment.transparency_log.signing import LogSigner

router = ServiceRouter(prefix="/v1/public/transparency", tags=["transparency"])

_MOST: Final = 2**53 - 1
Size = Annotated[int | None, Query(ge=1, le=_MOST, description="of the log, in entries; else as it is now")]


class LogQuery(ListQuery):
    """A page of what never changes."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="rows of a page")] = DEFAULT_LIMIT,
        cursor: Annotated[
            str | None, Query(max_length=2_000, description="`next_cursor` of the page before")
        ] = None,
    ) -> None:
        super().__init__(request, response, limit=limit, cursor=cursor, changed_since=None)


def signer_of(request: Request) -> LogSigner:
    """The signer of this service."""
    return LogSigner.of(cast("Settings", kit_of(request).settings))


@router.get("/head", name="get_log_head", dependencies=[public])
async def read_head(session: DbSession) -> LogHeadRead:
    """The newest signed head; there is none before the first publication."""
    return _head(await get_head(session))


@router.get("/heads", name="list_log_heads", dependencies=[public])
async def read_heads(session: DbSession, query: Annotated[LogQuery, Depends()]) -> Page[LogHeadRead]:
    """Every head that was ever signed, the oldest first."""
    page = await list_heads(session, query)
    return Page[LogHeadRead](data=[_head(one) for one in page.data], page=page.page)


@router.get("/leaves", name="list_log_leaves", dependencies=[public])
async def read_leaves(session: DbSession, query: Annotated[LogQuery, Depends()]) -> Page[LogLeafRead]:
    """Every entry in its order: whoever reads them all can compute every root."""
    page = await list_leaves(session, query)
    return Page[LogLeafRead](data=[_leaf(one) for one in page.data], page=page.page)


@router.get("/proofs/inclusion", name="get_inclusion_proof", dependencies=[public])
async def read_inclusion(
    leaf: Annotated[int, Query(ge=0, le=_MOST, description="place of the entry, from 0")],
    *,
    session: DbSession,
    size: Size = None,
) -> InclusionProofRead:
    """The proof that an entry is in the log."""
    head, proof = await service.prove_inclusion(session, leaf, size)
    return InclusionProofRead(leaf=leaf, proof=[each.hex() for each in proof], head=_head(head))


@router.get("/proofs/consistency", name="get_consistency_proof", dependencies=[public])
async def read_consistency(
    from_: Annotated[int, Query(alias="from", ge=1, le=_MOST, description="size of the earlier head")],
    *,
    session: DbSession,
    to: Size = None,
) -> ConsistencyProofRead:
    """The proof that nothing was changed between two heads."""
    older, newer, proof = await service.prove_consistency(session, from_, to)
    return ConsistencyProofRead(proof=[each.hex() for each in proof], older=_head(older), newer=_head(newer))


@router.get("/key", name="get_log_key", dependencies=[public])
async def read_key(request: Request) -> LogKeyRead:
    """The public key of the log, to be compared with its fingerprint from elsewhere."""
    signer = signer_of(request)
    return LogKeyRead(
        log=signer.name, pem=signer.pem, fingerprint=signer.fingerprint, note_keys=signer.note_keys
    )


def _head(head: LogHead) -> LogHeadRead:
    return LogHeadRead(size=head.size, root=head.root.hex(), note=head.note, signed_at=head.signed_at)


def _leaf(leaf: LogLeaf) -> LogLeafRead:
    return LogLeafRead(
        index=leaf.index, entry=leaf.entry.decode(), hash=leaf.hash.hex(), appended_at=leaf.appended_at
    )
