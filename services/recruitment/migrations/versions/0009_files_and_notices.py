"""Uploaded documents, and notices to people."""

from alembic import op

from abdi.db.kit_v4 import (
    downgrade_file_tables,
    downgrade_notice_tables,
    upgrade_file_tables,
    upgrade_notice_tables,
)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    upgrade_file_tables(op)
    upgrade_notice_tables(op)


def downgrade() -> None:
    downgrade_notice_tables(op)
    downgrade_file_tables(op)
