"""The first tables of recruitment, and the kit's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence
from abdi.db.kit_v1 import create_kit_tables, drop_kit_tables
from abdi.db.kit_v2 import downgrade_kit_tables, upgrade_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_kit_tables(op)
    upgrade_kit_tables(op)
    _create_candidate()
    fence(op, "candidate", agency="agency", employee_id="employee_id")


def downgrade() -> None:
    unfence(op, "candidate")
    op.drop_table("candidate")
    downgrade_kit_tables(op)
    drop_kit_tables(op)


def _create_candidate() -> None:
    op.create_table(
        "candidate",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=False),
        sa.Column("nik_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("front_title", sa.String(), nullable=True),
        sa.Column("back_title", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_place", sa.String(), nullable=True),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("education_level", sa.String(), nullable=False),
        sa.Column("education_program_code", sa.String(), nullable=True),
        sa.Column("education_program", sa.String(), nullable=True),
        sa.Column("education_institution", sa.String(), nullable=True),
        sa.Column("graduated_on", sa.Date(), nullable=False),
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("decree_number", sa.String(), nullable=False),
        sa.Column("decree_on", sa.Date(), nullable=False),
        sa.Column("selection_reference", sa.String(), nullable=False),
        sa.Column("participant_number", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('appointed', 'refused', 'registered', 'withdrawn')", name=op.f("ck_candidate_state")
        ),
        sa.CheckConstraint(
            "(state = 'registered') = (employee_id IS NOT NULL)", name=op.f("ck_candidate_registered")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    op.create_index("ix_candidate_agency_id", "candidate", ["agency", "id"], unique=False)
    op.create_index(op.f("ix_candidate_employee_id"), "candidate", ["employee_id"], unique=False)
    op.create_index(op.f("ix_candidate_updated_at"), "candidate", ["updated_at"], unique=False)
    for name, column in (("uq_candidate_open_nip", "nip"), ("uq_candidate_open_nik", "nik_index")):
        op.create_index(
            name,
            "candidate",
            ["agency", column],
            unique=True,
            postgresql_where=sa.text("state IN ('appointed', 'refused')"),
        )
