"""The proof of one's own row, from a few parts of the package."""

from base64 import b64encode
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.problems import NotFound
from abdi.transparency.manifest import KEY_FILE, MANIFEST_FILE, SIGNATURE_FILE
from abdi.transparency.merkle import MerkleTree, leaf_hash
from recruitment.publications.ages import commitment_of
from recruitment.publications.containers import Container
from recruitment.publications.log_entries import HEAD_FILE, INCLUSION_FILE
from recruitment.publications.row_proofs import OpenedBirthDate
from recruitment.publications.selection_files import SELECTION_FILE
from recruitment.result_packages.models import ResultPackageBlock
from recruitment.result_packages.parts import read_range
from recruitment.result_packages.queries import OwnRow, find_block, get_own_row, list_block_roots
from recruitment.result_packages.schemas import RowProofRead

_REPEATED: Final = {
    "selection": SELECTION_FILE,
    "manifest": MANIFEST_FILE,
    "key": KEY_FILE,
    "inclusion": INCLUSION_FILE,
    "head": HEAD_FILE,
}
_MOST: Final = 1 << 22


def proof_files(container: Container) -> dict[str, str]:
    """Those files of a package that the proof of a row repeats, by their names in the proof."""
    texts = {name: container.read(file, _MOST).decode() for name, file in _REPEATED.items()}
    return texts | {"signature": b64encode(container.read(SIGNATURE_FILE, _MOST)).decode()}


async def prove_own_row(
    session: AsyncSession, principal: Principal, application_id: UUID, *, ranking_id: UUID
) -> RowProofRead:
    """The proof of the own row, with what opens the own birth date where one is committed to.

    Raises NotFound.
    """
    own = await get_own_row(session, principal, application_id, ranking_id=ranking_id)
    block = await find_block(session, ranking_id, own.participant)
    if block is None:
        raise NotFound
    lines = await _lines(session, block)
    begin = f"{own.participant},".encode()
    place = next((number for number, line in enumerate(lines) if line.startswith(begin)), None)
    if place is None:
        raise NotFound
    # Blocks are complete subtrees but for the last: the way up goes through their roots.
    above = MerkleTree(await list_block_roots(session, ranking_id))
    path = MerkleTree(map(leaf_hash, lines)).inclusion_proof(place) + above.inclusion_proof(block.number)
    line = lines[place].decode("ascii")
    return RowProofRead(
        format="abdi-row-proof/v1",
        row=line,
        index=block.first_index + place,
        proof=tuple(each.hex() for each in path),
        opened=_opened(own, line),
        **(own.package.proof_files or {}),
    )


async def _lines(session: AsyncSession, block: ResultPackageBlock) -> list[bytes]:
    data = await read_range(session, block.ranking_id, block.offset, length=block.length)
    return data.split(b"\n")[:-1]


def _opened(own: OwnRow, line: str) -> OpenedBirthDate | None:
    """Date and salt, if the row commits to this date; one that was corrected since opens nothing."""
    if own.salt is None or commitment_of(own.birth_date, own.salt) not in line.split(","):
        return None
    return OpenedBirthDate(birth_date=own.birth_date.isoformat(), salt=own.salt.hex())
