"""The zip file in the database: written in parts, read in parts or in a range."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from recruitment.result_packages.models import ResultPackagePart

PART_BYTES: Final = 256 * 1024


@dataclass
class PartWriter:
    """Keeps a file that still grows at its end: whole parts as soon as they are there, then the rest."""

    session: AsyncSession
    ranking_id: UUID
    source: BinaryIO
    size: int = 0
    digest: Any = field(default_factory=sha256)
    _number: int = 0

    async def keep_whole(self) -> None:
        """Keep all parts that are complete."""
        await self._keep(PART_BYTES)

    async def keep_rest(self) -> None:
        """The file is complete: keep what is left."""
        await self._keep(1)

    async def _keep(self, least: int) -> None:
        self.source.flush()
        self.source.seek(self.size)
        while len(content := self.source.read(PART_BYTES)) >= least:
            values = {"ranking_id": self.ranking_id, "number": self._number, "content": content}
            await self.session.execute(insert(ResultPackagePart).values(values))
            self.digest.update(content)
            self.size, self._number = self.size + len(content), self._number + 1
        self.source.seek(0, 2)


async def read_parts(
    sessions: async_sessionmaker[AsyncSession], ranking_id: UUID, size: int
) -> AsyncIterator[bytes]:
    """The file in pieces; each is read on its own, so that a slow reader holds no connection."""
    for number in range(-(-size // PART_BYTES)):
        async with sessions() as session:
            content = await session.scalar(_part(ranking_id, number))
        if content is None:
            raise LookupError("a part of a package is missing")
        yield content


async def read_range(session: AsyncSession, ranking_id: UUID, offset: int, *, length: int) -> bytes:
    """Some bytes of the file."""
    first, last = offset // PART_BYTES, (offset + length - 1) // PART_BYTES
    pieces = [await session.scalar(_part(ranking_id, number)) or b"" for number in range(first, last + 1)]
    begin = offset - first * PART_BYTES
    return b"".join(pieces)[begin : begin + length]


def _part(ranking_id: UUID, number: int) -> Any:
    return select(ResultPackagePart.content).where(
        ResultPackagePart.ranking_id == ranking_id, ResultPackagePart.number == number
    )
