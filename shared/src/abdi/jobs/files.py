"""Files of jobs: kept in the database in parts, so that every process can reach them; streamed both ways."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import bulk_file as parts

PART_BYTES: Final = 256 * 1024


async def write_file(session: AsyncSession, job_id: UUID, name: str, *, source: BinaryIO) -> int:
    """Keep what `source` holds as the file `name` of the job, instead of an earlier one. Returns its size."""
    await session.execute(delete(parts).where(parts.c.job_id == job_id, parts.c.name == name))
    size = 0
    for number, content in enumerate(_pieces(source)):
        values = {"job_id": job_id, "name": name, "part": number, "bytes": content}
        await session.execute(insert(parts), values)
        size += len(content)
    return size


async def read_file(
    sessions: async_sessionmaker[AsyncSession], job_id: UUID, name: str
) -> AsyncIterator[bytes]:
    """The file in pieces; each is read on its own, so that a slow reader holds no connection."""
    number = 0
    while True:
        wanted = select(parts.c.bytes).where(
            parts.c.job_id == job_id, parts.c.name == name, parts.c.part == number
        )
        async with sessions() as session:
            content: bytes | None = await session.scalar(wanted)
        if content is None:
            return
        yield content
        number += 1


async def copy_file(sessions: async_sessionmaker[AsyncSession], job_id: UUID, name: str, *, to: Path) -> None:
    """Write the file to the disk of this process."""
    with to.open("wb") as target:
        async for content in read_file(sessions, job_id, name):
            target.write(content)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while content := source.read(PART_BYTES):
        yield content
