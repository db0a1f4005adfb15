"""The openings of a selection as columns, numbered so that those of one post and education stand together."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from recruitment.rankings.columns import Schema, copy_in, copy_out, lines_of
from recruitment.rankings.statements import CREATE_OPENINGS, CREATE_TESTS, FILL_TESTS, OPENINGS
from recruitment.selections.rules.standard import GENERAL, CpnsSelection

_SCHEMA: Schema = {
    "id": pl.String,
    "formation_id": pl.String,
    "count": pl.Int32,
    "need": pl.String,
    "post_group": pl.String,
    "post": pl.String,
    "education": pl.String,
    "placement": pl.String,
}


async def read_openings(session: AsyncSession, selection_id: UUID, standard: CpnsSelection) -> pl.DataFrame:
    """The openings of a selection by number: `id`, `formation_id`, and what the engine asks for."""
    read: list[pl.DataFrame] = [pl.DataFrame(schema=_SCHEMA)]

    async def take(frame: pl.DataFrame) -> None:
        read.append(frame)

    await copy_out(session, OPENINGS, selection_id, schema=_SCHEMA, take=take)
    return numbered(pl.concat(read), standard)


def numbered(openings: pl.DataFrame, standard: CpnsSelection) -> pl.DataFrame:
    """The openings in the order of post, education and id."""
    groups = list(standard.thresholds)
    # A group of posts has thresholds of its own within the general need.
    group = pl.col("post_group")
    general = pl.when(group.is_in(groups) & ~group.is_in([*standard.special_needs])).then(group)
    lined = openings.with_columns(
        line=pl.struct("post", "education").rank("dense").cast(pl.UInt32),
        location=pl.col("placement").rank("dense").cast(pl.UInt32),
        general_category=general.otherwise(pl.lit(GENERAL)).fill_null(GENERAL),
    )
    return (
        lined.sort("line", "id")
        .with_columns(
            category=pl.when(pl.col("need") == GENERAL).then("general_category").otherwise("need"),
        )
        .select("id", "formation_id", "count", "need", "category", "general_category", "line", "location")
    )


async def share_openings(session: AsyncSession, openings: pl.DataFrame, *, params: Mapping[str, Any]) -> None:
    """Let the statements of this transaction know the numbers, and the tests of SKB of each opening."""
    await session.execute(text(CREATE_OPENINGS))
    rows = openings.with_row_index("number").select("number", "id", "formation_id")
    await copy_in(session, "ranked_opening", lines_of(rows), columns=("number", "id", "formation_id"))
    await session.execute(text("ANALYZE ranked_opening"))
    await session.execute(text(CREATE_TESTS))
    await session.execute(text(FILL_TESTS), params)
    await session.execute(text("ANALYZE ranked_test"))
