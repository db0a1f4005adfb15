"""Formations, their openings, and the posts that they ask for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_formation()
    _create_opening()
    _create_post()
    _create_unit()
    _create_retirement()
    fence(op, "post", agency="agency")
    fence(op, "retirement", agency="agency", employee_id="employee_id")


def downgrade() -> None:
    unfence(op, "retirement")
    unfence(op, "post")
    op.drop_table("retirement")
    op.drop_table("unit")
    op.drop_table("post")
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
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("age_maximum", sa.Integer(), nullable=True),
        sa.Column("gpa_minimum", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("proposed_by_employee_id", sa.Uuid(), nullable=True),
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
    op.create_index("ix_formation_unit_id", "formation", ["unit_id"], unique=False)
    op.create_index(op.f("ix_formation_updated_at"), "formation", ["updated_at"], unique=False)
    op.create_index(
        "uq_formation_line",
        "formation",
        ["agency", "intake", "position_id", "line"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )


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


def _create_post() -> None:
    op.create_table(
        "post",
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("empty_since", sa.Date(), nullable=True),
        sa.Column("abolished_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("position_id", name=op.f("pk_post")),
    )
    op.create_index("ix_post_agency_unit_id", "post", ["agency", "unit_id"], unique=False)
    op.create_index(op.f("ix_post_holder_id"), "post", ["holder_id"], unique=False)
    op.create_index(op.f("ix_post_updated_at"), "post", ["updated_at"], unique=False)


def _create_unit() -> None:
    op.create_table(
        "unit",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_agency"), "unit", ["agency"], unique=False)
    op.create_index(op.f("ix_unit_updated_at"), "unit", ["updated_at"], unique=False)


def _create_retirement() -> None:
    op.create_table(
        "retirement",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("retires_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_retirement")),
    )
    op.create_index(op.f("ix_retirement_updated_at"), "retirement", ["updated_at"], unique=False)
