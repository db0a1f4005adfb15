"""Who proposed a plan, since somebody else must agree it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("proposed_by", sa.String(), nullable=True))
    op.add_column("plan", sa.Column("proposed_by_employee_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("plan", "proposed_by_employee_id")
    op.drop_column("plan", "proposed_by")
