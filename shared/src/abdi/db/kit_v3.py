"""The third version of the kit's tables: jobs, their files, and the rows of a file that is being taken.

Frozen, like `kit_v1`. A migration calls `upgrade_kit_tables` once.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, fence_child, unfence

TABLES: Final = ("bulk_row", "bulk_file", "job")


def upgrade_kit_tables(op: Any) -> None:
    """From the second version to the third; `op` is Alembic's."""
    _create_job(op)
    _create_bulk_file(op)
    _create_bulk_row(op)
    fence_kit_tables(op)


def downgrade_kit_tables(op: Any) -> None:
    """Back to the second version; unfinished work is lost."""
    for table in TABLES:
        unfence(op, table)
        op.drop_table(table)


def fence_kit_tables(op: Any) -> None:
    """Files hold what they tell of people, so they stand where people stand."""
    fence(op, "job")
    for table in ("bulk_file", "bulk_row"):
        fence_child(op, table, parent="job", key="job_id")


def _at(name: str) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _json(name: str) -> Any:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)


def _create_job(op: Any) -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        _json("principal"),
        sa.Column("request_id", sa.Text(), nullable=False),
        _json("params"),
        sa.Column("progress", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("is_cancel_wanted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        _at("leased_until"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        _at("started_at"),
        _at("finished_at"),
        _at("expires_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    is_open = sa.text("state IN ('queued', 'running')")
    op.create_index("ix_job_open", "job", ["created_at"], unique=False, postgresql_where=is_open)
    op.create_index("ix_job_kind", "job", ["kind", "agency", "id"])
    op.create_index("ix_job_expires_at", "job", ["expires_at"])


def _of_job(op: Any, table: str) -> Any:
    name = op.f(f"fk_{table}_job_id_job")
    return sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=name, ondelete="CASCADE")


def _create_bulk_file(op: Any) -> None:
    op.create_table(
        "bulk_file",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        _of_job(op, "bulk_file"),
        sa.PrimaryKeyConstraint("job_id", "name", "part", name=op.f("pk_bulk_file")),
    )


def _create_bulk_row(op: Any) -> None:
    op.create_table(
        "bulk_row",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _json("cells"),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("group", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        _of_job(op, "bulk_row"),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_bulk_row")),
    )
    op.create_index("ix_bulk_row_position", "bulk_row", ["job_id", "position"])
