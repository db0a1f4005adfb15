"""Appointments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_appointment()
    fence(op, "appointment", agency="agency", employee_id="applicant_id")


def downgrade() -> None:
    unfence(op, "appointment")
    op.drop_table("appointment")


def _create_appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("final_score", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filing_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resignation_reason", sa.String(), nullable=True),
        sa.Column("candidate_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('invited', 'filed', 'proposed', 'appointed', 'resigned', 'lapsed')",
            name=op.f("ck_appointment_state"),
        ),
        sa.CheckConstraint(
            "(state = 'appointed') = (candidate_id IS NOT NULL)", name=op.f("ck_appointment_appointed")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_appointment_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_appointment_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_appointment_ranking_id_ranking")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["appointment.id"], name=op.f("fk_appointment_replaces_id_appointment")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["opening.id"], name=op.f("fk_appointment_seat_id_opening")),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_appointment_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_appointment_replaces_id")),
    )
    for column in ("applicant_id", "candidate_id", "seat_id", "updated_at"):
        op.create_index(op.f(f"ix_appointment_{column}"), "appointment", [column], unique=False)
    op.create_index("ix_appointment_selection_id_id", "appointment", ["selection_id", "id"], unique=False)
    op.create_index(
        "uq_appointment_application_seated",
        "appointment",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('resigned', 'lapsed')"),
    )
