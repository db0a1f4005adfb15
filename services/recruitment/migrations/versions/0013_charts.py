"""Charts that the public sees."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_chart",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_published_chart_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_chart")),
        sa.UniqueConstraint("selection_id", "name", name=op.f("uq_published_chart_selection_id_name")),
    )


def downgrade() -> None:
    op.drop_table("published_chart")
