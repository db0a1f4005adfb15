"""What was decided about the candidates of recruitment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidate_decision",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('registered', 'refused', 'withdrawn')", name=op.f("ck_candidate_decision_state")
        ),
        sa.CheckConstraint(
            "(state = 'registered') = (employee_id IS NOT NULL)",
            name=op.f("ck_candidate_decision_registered"),
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_candidate_decision_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_decision")),
        sa.UniqueConstraint("employee_id", name=op.f("uq_candidate_decision_employee_id")),
    )
    op.create_index(op.f("ix_candidate_decision_updated_at"), "candidate_decision", ["updated_at"])
    fence(op, "candidate_decision", agency="agency_code", employee_id="employee_id")


def downgrade() -> None:
    unfence(op, "candidate_decision")
    op.drop_table("candidate_decision")
