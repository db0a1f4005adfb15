"""Roles and delegations, and the kit's tables in their second version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence
from abdi.db.kit_v2 import downgrade_kit_tables, upgrade_kit_tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    upgrade_kit_tables(op)
    _create_role_assignment()
    _create_delegation()
    fence(op, "role_assignment", agency="agency_code", employee_id="employee_id")
    # Both sides work in the agency of the delegation, whose rows everybody of the agency may come near.
    fence(op, "delegation", agency="agency_code", employee_id="from_employee_id")


def downgrade() -> None:
    for table in ("delegation", "role_assignment"):
        unfence(op, table)
        op.drop_table(table)
    downgrade_kit_tables(op)


def _create_role_assignment() -> None:
    op.create_table(
        "role_assignment",
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("decree_number", sa.String(), nullable=True),
        sa.Column("decree_on", sa.Date(), nullable=True),
        sa.Column("assigned_by", sa.String(), nullable=False),
        sa.Column("assigned_by_employee_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('assigned', 'ended', 'withdrawn')", name=op.f("ck_role_assignment_state")
        ),
        sa.CheckConstraint(
            "state = 'withdrawn' OR ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_role_assignment_period"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_role_assignment_agency_code_agency")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_role_assignment_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
    )
    op.create_index("ix_role_assignment_agency_code_role", "role_assignment", ["agency_code", "role"])
    for column in ("employee_id", "unit_id", "updated_at"):
        op.create_index(op.f(f"ix_role_assignment_{column}"), "role_assignment", [column])


def _create_delegation() -> None:
    op.create_table(
        "delegation",
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_employee_id", sa.Uuid(), nullable=False),
        sa.Column("to_employee_id", sa.Uuid(), nullable=False),
        sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decree_number", sa.String(), nullable=True),
        sa.Column("decree_on", sa.Date(), nullable=True),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_employee_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('delegation', 'plt', 'plh')", name=op.f("ck_delegation_kind")),
        sa.CheckConstraint("state IN ('made', 'ended', 'withdrawn')", name=op.f("ck_delegation_state")),
        sa.CheckConstraint("state = 'withdrawn' OR ends_on >= starts_on", name=op.f("ck_delegation_period")),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_delegation_agency_code_agency")
        ),
        sa.ForeignKeyConstraint(
            ["from_employee_id"], ["employee.id"], name=op.f("fk_delegation_from_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["to_employee_id"], ["employee.id"], name=op.f("fk_delegation_to_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    for column in ("agency_code", "from_employee_id", "to_employee_id", "updated_at"):
        op.create_index(op.f(f"ix_delegation_{column}"), "delegation", [column])
