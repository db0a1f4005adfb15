"""The first tables of performance, and the kit's."""

import sqlalchemy as sa
from alembic import op

from abdi.db.kit_v1 import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_kit_tables(op)
    _create_employee()
    _create_evaluation()
    _create_plan()
    _create_evaluation_version()
    _create_planned_result()
    _create_indicator()


def downgrade() -> None:
    for table in ("indicator", "planned_result", "evaluation_version", "plan", "evaluation", "employee"):
        op.drop_table(table)
    drop_kit_tables(op)


def _create_employee() -> None:
    op.create_table(
        "employee",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("superior_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_employee")),
    )
    op.create_index(op.f("ix_employee_agency"), "employee", ["agency"], unique=False)
    op.create_index(op.f("ix_employee_nip"), "employee", ["nip"], unique=False)
    op.create_index(op.f("ix_employee_updated_at"), "employee", ["updated_at"], unique=False)


def _create_evaluation() -> None:
    op.create_table(
        "evaluation",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("work_result", sa.String(), nullable=False),
        sa.Column("behaviour", sa.String(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("employee_id", "year", name=op.f("uq_evaluation_employee_id_year")),
    )
    op.create_index(op.f("ix_evaluation_agency"), "evaluation", ["agency", "id"], unique=False)
    op.create_index(op.f("ix_evaluation_updated_at"), "evaluation", ["updated_at"], unique=False)


def _create_plan() -> None:
    op.create_table(
        "plan",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("approach", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_agency"), "plan", ["agency", "id"], unique=False)
    op.create_index(op.f("ix_plan_employee_id"), "plan", ["employee_id", "starts_on"], unique=False)
    op.create_index(op.f("ix_plan_updated_at"), "plan", ["updated_at"], unique=False)


def _create_evaluation_version() -> None:
    op.create_table(
        "evaluation_version",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("work_result", sa.String(), nullable=False),
        sa.Column("behaviour", sa.String(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_version_evaluation_id_evaluation")
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "number", name=op.f("pk_evaluation_version")),
    )


def _create_planned_result() -> None:
    op.create_table(
        "planned_result",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("supports_result_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_planned_result_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_result")),
    )
    op.create_index(op.f("ix_planned_result_plan_id"), "planned_result", ["plan_id"], unique=False)


def _create_indicator() -> None:
    op.create_table(
        "indicator",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.String(), nullable=True),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["result_id"], ["planned_result.id"], name=op.f("fk_indicator_result_id_planned_result")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
    )
    op.create_index(op.f("ix_indicator_result_id"), "indicator", ["result_id"], unique=False)
