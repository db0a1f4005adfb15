"""Formations and their openings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_formation()
    _create_opening()


def downgrade() -> None:
    op.drop_table("opening")
    op.drop_table("formation")


def _create_formation() -> None:
    op.create_table(
        "formation",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("intake", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("position_code", sa.String(), nullable=True),
        sa.Column("position_name", sa.String(), nullable=False),
        sa.Column("post_group", sa.String(), nullable=True),
        sa.Column("education_level", sa.String(), nullable=False),
        sa.Column("education_codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("placement_code", sa.String(), nullable=False),
        sa.Column("placement_name", sa.String(), nullable=False),
        sa.Column("age_maximum", sa.Integer(), nullable=True),
        sa.Column("gpa_minimum", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'returned', 'approved', 'withdrawn')",
            name=op.f("ck_formation_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formation")),
    )
    op.create_index("ix_formation_agency_intake_id", "formation", ["agency", "intake", "id"], unique=False)
    op.create_index(op.f("ix_formation_position_id"), "formation", ["position_id"], unique=False)
    op.create_index(op.f("ix_formation_updated_at"), "formation", ["updated_at"], unique=False)


def _create_opening() -> None:
    op.create_table(
        "opening",
        sa.Column("formation_id", sa.Uuid(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_opening_count")),
        sa.ForeignKeyConstraint(
            ["formation_id"],
            ["formation.id"],
            name=op.f("fk_opening_formation_id_formation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint("formation_id", "need", name=op.f("uq_opening_formation_id_need")),
    )
