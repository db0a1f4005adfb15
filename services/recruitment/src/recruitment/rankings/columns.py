"""Rows between PostgreSQL and columns: COPY out in blocks, COPY in from a frame."""

from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Final, cast

import asyncpg
import polars as pl
from polars.datatypes import DataType, DataTypeClass
from sqlalchemy.ext.asyncio import AsyncSession

Schema = Mapping[str, DataType | DataTypeClass]
Take = Callable[[pl.DataFrame], Awaitable[None]]
BLOCK: Final = 4 << 20
"""How many bytes are read before they become columns."""


async def driver_of(session: AsyncSession) -> "asyncpg.Connection[Any]":
    """The driver's own connection, in the transaction of `session`."""
    connection = await (await session.connection()).get_raw_connection()
    return cast("asyncpg.Connection[Any]", connection.driver_connection)


async def copy_out(
    session: AsyncSession, query: str, *values: Any, schema: Schema, take: Take, block: int = BLOCK
) -> None:
    """Give the answer of `query` to `take`, a frame of some rows at a time, in bounded memory."""
    held = bytearray()

    async def receive(data: bytes) -> None:
        held.extend(data)
        if len(held) >= block:
            whole = held.rfind(b"\n") + 1
            lines = bytes(memoryview(held)[:whole])
            del held[:whole]
            await take(frame_of(lines, schema))

    connection = await driver_of(session)
    await connection.copy_from_query(query, *values, output=receive, format="csv")
    if held:
        await take(frame_of(bytes(held), schema))


def frame_of(lines: bytes, schema: Schema) -> pl.DataFrame:
    """Lines of CSV without a head, as columns."""
    return pl.read_csv(BytesIO(lines), has_header=False, schema=schema)


async def copy_in(session: AsyncSession, table: str, lines: bytes, *, columns: tuple[str, ...]) -> None:
    """Lines of CSV into a table without a fence: PostgreSQL refuses COPY into one behind it."""
    connection = await driver_of(session)
    await connection.copy_to_table(table, source=BytesIO(lines), columns=columns, format="csv")


def lines_of(frame: pl.DataFrame) -> bytes:
    """The frame as lines of CSV without a head; what is unknown is empty."""
    lines = BytesIO()
    frame.write_csv(lines, include_header=False)
    return lines.getvalue()
