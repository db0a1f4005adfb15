"""Since when somebody has the employment type; known from the registry's next word about each on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("employee", sa.Column("employment_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("employee", "employment_since")
