"""The first tables of promotion, and the kit's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.kit_v1 import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_kit_tables(op)
    _create_career()
    _create_career_predicate()
    _create_eligibility()


def downgrade() -> None:
    for table in ("eligibility", "career_predicate", "career"):
        op.drop_table(table)
    drop_kit_tables(op)


def _create_career() -> None:
    op.create_table(
        "career",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("rank_since", sa.Date(), nullable=True),
        sa.Column("education_level", sa.String(), nullable=True),
        sa.Column("post_kind", sa.String(), nullable=True),
        sa.Column("superior_id", sa.Uuid(), nullable=True),
        sa.Column("sanctions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_career")),
    )
    op.create_index(op.f("ix_career_updated_at"), "career", ["updated_at"], unique=False)


def _create_career_predicate() -> None:
    op.create_table(
        "career_predicate",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", "year", name=op.f("pk_career_predicate")),
    )
    op.create_index(op.f("ix_career_predicate_updated_at"), "career_predicate", ["updated_at"], unique=False)


def _create_eligibility() -> None:
    op.create_table(
        "eligibility",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("is_eligible", sa.Boolean(), nullable=False),
        sa.Column("next_rank", sa.String(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("turns_on", sa.Date(), nullable=True),
        sa.Column("failed_rules", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule_sets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["career.employee_id"], name=op.f("fk_eligibility_employee_id_career")
        ),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_eligibility")),
    )
    op.create_index(op.f("ix_eligibility_agency"), "eligibility", ["agency", "employee_id"], unique=False)
    op.create_index(op.f("ix_eligibility_effective_on"), "eligibility", ["effective_on"], unique=False)
    op.create_index(
        op.f("ix_eligibility_failed_rules"),
        "eligibility",
        ["failed_rules"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(op.f("ix_eligibility_updated_at"), "eligibility", ["updated_at"], unique=False)
