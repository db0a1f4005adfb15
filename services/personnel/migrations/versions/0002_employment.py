"""The history of employment types: a CPNS becomes PNS."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "employment_record",
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("decree_number", sa.String(), nullable=True),
        sa.Column("decree_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_employment_record_period")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_employment_record_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_record")),
    )
    op.create_index(
        "ix_employment_record_employee_id", "employment_record", ["employee_id", "valid_from"], unique=False
    )
    op.create_index(
        "uq_employment_record_current",
        "employment_record",
        ["employee_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("employment_record")
