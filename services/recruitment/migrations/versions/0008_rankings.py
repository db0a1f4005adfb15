"""Rankings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_ranking()
    _create_ranking_row()
    _create_published_row()
    fence(op, "ranking_row", agency="agency", employee_id="applicant_id")


def downgrade() -> None:
    unfence(op, "ranking_row")
    op.drop_table("published_row")
    op.drop_table("ranking_row")
    op.drop_table("ranking")


def _create_ranking() -> None:
    op.create_table(
        "ranking",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes_seen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("stage IN ('skd', 'final')", name=op.f("ck_ranking_stage")),
        sa.CheckConstraint(
            "state IN ('computing', 'computed', 'published', 'discarded')", name=op.f("ck_ranking_state")
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_ranking_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint(
            "selection_id", "stage", "number", name=op.f("uq_ranking_selection_id_stage_number")
        ),
    )
    op.create_index(op.f("ix_ranking_updated_at"), "ranking", ["updated_at"], unique=False)


def _create_ranking_row() -> None:
    op.create_table(
        "ranking_row",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("twk", sa.Integer(), nullable=True),
        sa.Column("tiu", sa.Integer(), nullable=True),
        sa.Column("tkp", sa.Integer(), nullable=True),
        sa.Column("skd_total", sa.Integer(), nullable=True),
        sa.Column("skb", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("final_score", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_ranking_row_ranking_id_ranking"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ranking_id", "application_id", name=op.f("pk_ranking_row")),
    )
    op.create_index("ix_ranking_row_application_id", "ranking_row", ["application_id"], unique=False)


def _create_published_row() -> None:
    op.create_table(
        "published_row",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("participant_number", sa.String(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("twk", sa.Integer(), nullable=True),
        sa.Column("tiu", sa.Integer(), nullable=True),
        sa.Column("tkp", sa.Integer(), nullable=True),
        sa.Column("skd_total", sa.Integer(), nullable=True),
        sa.Column("skb", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("final_score", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_published_row_ranking_id_ranking")
        ),
        sa.PrimaryKeyConstraint("ranking_id", "participant_number", name=op.f("pk_published_row")),
    )
    op.create_index(
        "ix_published_row_opening_id",
        "published_row",
        ["ranking_id", "opening_id", "participant_number"],
        unique=False,
    )
