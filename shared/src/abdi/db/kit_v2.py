"""The second version of the kit's tables: the directory, and in whose capacity somebody read.

Frozen, like `kit_v1`. A migration calls `upgrade_kit_tables` once, a new service's first one after
`create_kit_tables`.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

TABLES: Final = ("directory_grant", "directory_unit", "directory_person")
_SUBJECTS: Final = "ix_read_entry_subjects"


def upgrade_kit_tables(op: Any) -> None:
    """From the first version to the second; `op` is Alembic's."""
    _create_directory_person(op)
    _create_directory_unit(op)
    _create_directory_grant(op)
    op.add_column("read_entry", sa.Column("employee_id", sa.Uuid(), nullable=True))
    op.add_column("read_entry", sa.Column("capacity", sa.Text(), nullable=True))
    op.create_index(
        _SUBJECTS,
        "read_entry",
        ["subjects"],
        postgresql_using="gin",
        postgresql_ops={"subjects": "jsonb_path_ops"},
    )


def downgrade_kit_tables(op: Any) -> None:
    """Back to the first version."""
    op.drop_index(_SUBJECTS, "read_entry")
    op.drop_column("read_entry", "capacity")
    op.drop_column("read_entry", "employee_id")
    for table in TABLES:
        op.drop_table(table)


def _heard_at() -> Any:
    return sa.Column("heard_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _create_directory_person(op: Any) -> None:
    op.create_table(
        "directory_person",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("superior_id", sa.Uuid(), nullable=True),
        sa.Column("is_in_service", sa.Boolean(), nullable=False),
        _heard_at(),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_directory_person")),
    )
    for column in ("unit_id", "superior_id"):
        op.create_index(op.f(f"ix_directory_person_{column}"), "directory_person", [column])


def _create_directory_unit(op: Any) -> None:
    op.create_table(
        "directory_unit",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        _heard_at(),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_directory_unit")),
    )
    op.create_index(op.f("ix_directory_unit_parent_id"), "directory_unit", ["parent_id"])


def _create_directory_grant(op: Any) -> None:
    op.create_table(
        "directory_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("of", sa.Uuid(), nullable=True),
        sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        _heard_at(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_grant")),
    )
    op.create_index(op.f("ix_directory_grant_employee_id"), "directory_grant", ["employee_id"])
