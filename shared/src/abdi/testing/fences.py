"""Which tables tell of people or agencies and stand open, as the database itself says."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

KIT_UNFENCED: Final[Mapping[str, str]] = {
    "audit_entry": "written in every transaction, read by nobody's request",
    "read_entry": "written by a connection of its own, read by its own use case only",
    "outbox": "our own processes publish it",
    "directory_person": "who may what is asked before there is a fence; opaque ids only",
    "directory_unit": "as directory_person",
    "directory_grant": "as directory_person",
}
"""Tables of the kit that stand open, each with the reason."""

# A policy that lets everybody in is none. What refers to a fenced row belongs behind the fence as well.
_OPEN: Final = text(r"""
    WITH own AS (
        SELECT oid, relname, relrowsecurity AND relforcerowsecurity AND EXISTS (
            SELECT FROM pg_policies WHERE tablename = relname AND schemaname = current_schema()
                AND qual IS DISTINCT FROM 'true' AND with_check IS DISTINCT FROM 'true'
        ) AS is_fenced
        FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
    ), telling AS (
        SELECT attrelid AS oid FROM pg_attribute
        WHERE attnum > 0 AND NOT attisdropped AND attname ~
            '^(agency|agency_code|(.+_)?employee_id|holder_id|superior_id|candidate_id|subjects|nip|nik.*|birth_.+)$'
        UNION
        SELECT conrelid FROM pg_constraint JOIN own ON own.oid = confrelid
        WHERE contype = 'f' AND own.is_fenced
    )
    SELECT relname FROM own JOIN telling USING (oid) WHERE NOT is_fenced
""")


async def list_open_tables(connection: AsyncConnection) -> set[str]:
    """The tables without a fence that have a column about a person or agency, or refer to a fenced table."""
    return set(await connection.scalars(_OPEN))
