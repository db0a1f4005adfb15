"""Applicants and their one-time codes."""

import sqlalchemy as sa
from alembic import op

from abdi.db.fence import fence, fence_child, unfence

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_applicant()
    _create_sign_in_code()
    fence(op, "applicant", agency=None, employee_id="id")
    fence_child(op, "sign_in_code", parent="applicant", key="applicant_id")


def downgrade() -> None:
    unfence(op, "sign_in_code")
    unfence(op, "applicant")
    op.drop_table("sign_in_code")
    op.drop_table("applicant")


def _create_applicant() -> None:
    op.create_table(
        "applicant",
        sa.Column("nik_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_place", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_applicant_sex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant")),
        sa.UniqueConstraint("address_index", name=op.f("uq_applicant_address_index")),
        sa.UniqueConstraint("nik_index", name=op.f("uq_applicant_nik_index")),
    )
    op.create_index(op.f("ix_applicant_updated_at"), "applicant", ["updated_at"], unique=False)


def _create_sign_in_code() -> None:
    op.create_table(
        "sign_in_code",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=True),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('registration', 'sign_in', 'address')", name=op.f("ck_sign_in_code_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_sign_in_code_applicant_id_applicant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    op.create_index(
        "ix_sign_in_code_address_index_made_at", "sign_in_code", ["address_index", "made_at"], unique=False
    )
    op.create_index(op.f("ix_sign_in_code_applicant_id"), "sign_in_code", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_sign_in_code_made_at"), "sign_in_code", ["made_at"], unique=False)
