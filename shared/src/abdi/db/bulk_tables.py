"""The kit's tables of long work: jobs, their files, and the rows of a file that is being taken."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

OPEN_STATES: Final = ("queued", "running")
_IS_OPEN: Final = text("state IN ('queued', 'running')")


def make_bulk_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """`job`, `bulk_file` and `bulk_row` in the kit's metadata."""
    job = Table(
        "job",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("stage", Text),
        Column("agency", Text),
        Column("actor", Text, nullable=False),
        Column("principal", JSONB, nullable=False),
        Column("request_id", Text, nullable=False),
        Column("params", JSONB, nullable=False),
        Column("progress", JSONB, nullable=False, server_default="{}"),
        Column("failure", JSONB(none_as_null=True)),
        Column("is_cancel_wanted", Boolean, nullable=False, server_default="false"),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("lease", Uuid),
        Column("leased_until", DateTime(timezone=True)),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("started_at", DateTime(timezone=True)),
        Column("finished_at", DateTime(timezone=True)),
        Column("expires_at", DateTime(timezone=True)),
        Index("ix_job_open", "created_at", postgresql_where=_IS_OPEN),
        Index("ix_job_kind", "kind", "agency", "id"),
        Index("ix_job_expires_at", "expires_at"),
    )
    return job, _make_file(metadata), _make_row(metadata)


def _of_job() -> Column[object]:
    return Column("job_id", Uuid, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)


def _make_file(metadata: MetaData) -> Table:
    return Table(
        "bulk_file",
        metadata,
        _of_job(),
        Column("name", Text, primary_key=True),
        Column("part", Integer, primary_key=True, autoincrement=False),
        Column("bytes", LargeBinary, nullable=False),
    )


def _make_row(metadata: MetaData) -> Table:
    return Table(
        "bulk_row",
        metadata,
        _of_job(),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("position", Integer, nullable=False),
        Column("cells", JSONB, nullable=False),
        Column("key", LargeBinary),
        Column("group", LargeBinary),
        Column("state", Text, nullable=False),
        Column("errors", JSONB(none_as_null=True)),
        Index("ix_bulk_row_position", "job_id", "position"),
    )
