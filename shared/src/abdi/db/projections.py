"""Rows that repeat what another service published."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, inspect
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.models import Timestamped


async def replace_rows(
    session: AsyncSession, model: type[Timestamped], rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
) -> None:
    """Make `rows` what is known under their `keys`, new or not, however many, in one round trip.

    All rows give the same columns. Bypasses the audit of changes: what is repeated was audited at its source.
    """
    if not rows:
        return
    statement = insert(inspect(model).local_table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    replace = statement.on_conflict_do_update(
        index_elements=list(keys), set_={**changed, "updated_at": func.now()}
    )
    await session.flush()  # what was made before is written before
    # The table's statement, not the model's: nothing of the session's is wanted of rows that only repeat.
    await session.execute(replace, list(rows))
