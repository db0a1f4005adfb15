"""Jobs, their files, and the rows of a file that is being taken."""

from alembic import op

from abdi.db.kit_v3 import downgrade_kit_tables, upgrade_kit_tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    upgrade_kit_tables(op)


def downgrade() -> None:
    downgrade_kit_tables(op)
