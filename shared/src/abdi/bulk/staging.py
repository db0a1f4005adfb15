"""The staged rows of one file, in the database: written in batches, compared as a set, read in chunks."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.judging import GOOD, REFUSED, Judged, kept
from abdi.bulk.rows import RowError
from abdi.db.tables import bulk_row as staged

# PostgreSQL refuses COPY into a table behind a fence; one statement for many rows comes near it.
_STAGE: Final = text("""
    INSERT INTO bulk_row (job_id, number, position, cells, key, "group", state, errors)
    SELECT :job_id, number, number, cells, decode(key, 'hex'), decode("group", 'hex'), state,
           CASE WHEN jsonb_array_length(errors) > 0 THEN errors END
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        number int, cells jsonb, key text, "group" text, state text, errors jsonb)
    ON CONFLICT (job_id, number) DO UPDATE SET
        key = excluded.key, "group" = excluded."group", state = excluded.state, errors = excluded.errors
""")
_TWINS: Final = text("""
    UPDATE bulk_row AS later SET state = :refused, errors = jsonb_build_array(jsonb_build_object(
        'column', '', 'code', 'twin', 'suggestion', NULL, 'message', jsonb_build_object(
            'id', format('baris ini mengulang baris %s', earliest),
            'en', format('this row repeats row %s', earliest)
        )
    ))
    FROM (
        SELECT number, min(number) OVER (PARTITION BY key) AS earliest
        FROM bulk_row WHERE job_id = :job_id AND state = :good
    ) AS found
    WHERE later.job_id = :job_id AND later.number = found.number AND found.number > earliest
""")
_WAITING: Final = text("""
    UPDATE bulk_row AS waiting SET state = :refused, errors = jsonb_build_array(jsonb_build_object(
        'column', '', 'code', 'set_aside', 'suggestion', NULL, 'message', jsonb_build_object(
            'id', format('menunggu baris %s diperbaiki', wrong.number),
            'en', format('waits until row %s is mended', wrong.number)
        )
    ))
    FROM (
        SELECT "group", min(number) AS number FROM bulk_row
        WHERE job_id = :job_id AND state <> :good AND "group" IS NOT NULL GROUP BY "group"
    ) AS wrong
    WHERE waiting.job_id = :job_id AND waiting.state = :good AND waiting."group" = wrong."group"
""")
_PLACES: Final = text("""
    UPDATE bulk_row AS placed SET position = found.place
    FROM (
        SELECT number, row_number() OVER (ORDER BY earliest, number)::int AS place
        FROM (
            SELECT number, min(number) OVER (PARTITION BY "group") AS earliest
            FROM bulk_row WHERE job_id = :job_id AND state = :good
        ) AS grouped
    ) AS found
    WHERE placed.job_id = :job_id AND placed.number = found.number AND placed.position <> found.place
""")
_REFUSE: Final = text("""
    UPDATE bulk_row SET state = :refused, errors = r.errors
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(number int, errors jsonb)
    WHERE job_id = :job_id AND bulk_row.number = r.number
""")


async def forget_rows(session: AsyncSession, job_id: UUID) -> None:
    """Begin anew."""
    await session.execute(delete(staged).where(staged.c.job_id == job_id))


async def stage_rows(session: AsyncSession, job_id: UUID, rows: Sequence[Judged]) -> None:
    """Write these rows; a row that is there gets its new judgement."""
    await session.execute(_STAGE, {"job_id": job_id, "rows": orjson.dumps(rows).decode()})


async def refuse_twins(session: AsyncSession, job_id: UUID) -> None:
    """Refuse each row that has the key of an earlier one, which it names."""
    await session.execute(_TWINS, {"job_id": job_id, "good": GOOD, "refused": REFUSED})


async def keep_groups_back(session: AsyncSession, job_id: UUID) -> None:
    """Refuse the rows of each group in which one is wrong; they name it."""
    await session.execute(_WAITING, {"job_id": job_id, "good": GOOD, "refused": REFUSED})


async def place_groups(session: AsyncSession, job_id: UUID) -> None:
    """Let the rows of a group stand together, in the order of the file."""
    await session.execute(_PLACES, {"job_id": job_id, "good": GOOD})


async def refuse_rows(session: AsyncSession, job_id: UUID, errors: Sequence[RowError]) -> int:
    """Note what was wrong with rows that were good by themselves. Returns how many rows that are."""
    by_row: dict[int, list[dict[str, Any]]] = {}
    for error in errors:
        by_row.setdefault(error.row, []).append(kept(error))
    if by_row:
        rows = [{"number": number, "errors": found} for number, found in by_row.items()]
        given = {"job_id": job_id, "refused": REFUSED, "rows": orjson.dumps(rows).decode()}
        await session.execute(_REFUSE, given)
    return len(by_row)


async def count_rows(session: AsyncSession, job_id: UUID) -> tuple[int, int]:
    """How many rows there are, and how many of them are refused."""
    refused = func.count().filter(staged.c.state != GOOD)
    found = (await session.execute(select(func.count(), refused).where(staged.c.job_id == job_id))).one()
    return found[0], found[1]


async def next_rows(session: AsyncSession, job_id: UUID, *, after: int, limit: int) -> list[Any]:
    """The next good rows (number, position, cells, group) behind a position; a group is never split."""
    wanted = (
        select(staged.c.number, staged.c.position, staged.c.cells, staged.c.group)
        .where(staged.c.job_id == job_id, staged.c.state == GOOD)
        .order_by(staged.c.position)
    )
    rows = list(await session.execute(wanted.where(staged.c.position > after).limit(limit)))
    if len(rows) == limit and rows[-1].group is not None:
        rest = wanted.where(staged.c.position > rows[-1].position, staged.c.group == rows[-1].group)
        rows += await session.execute(rest)
    return rows


async def judged_rows(session: AsyncSession, job_id: UUID, *, after: int, limit: int) -> list[Any]:
    """The next rows (number, cells, state, errors) in the order of the file."""
    wanted = select(staged.c.number, staged.c.cells, staged.c.state, staged.c.errors)
    wanted = wanted.where(staged.c.job_id == job_id, staged.c.number > after)
    return list(await session.execute(wanted.order_by(staged.c.number).limit(limit)))
