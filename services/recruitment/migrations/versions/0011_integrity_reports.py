"""Reports of a suspicion about a selection."""

import sqlalchemy as sa
from alembic import op

from abdi.db.fence import fence, fence_child, unfence

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_integrity_report()
    _create_integrity_message()
    fence(op, "integrity_report", agency="agency")
    fence_child(op, "integrity_message", parent="integrity_report", key="report_id")


def downgrade() -> None:
    unfence(op, "integrity_message")
    unfence(op, "integrity_report")
    op.drop_table("integrity_message")
    op.drop_table("integrity_report")


def _create_integrity_report() -> None:
    op.create_table(
        "integrity_report",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("account_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reporter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("examiner_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'examined', 'answered')", name=op.f("ck_integrity_report_state")
        ),
        sa.CheckConstraint(
            "(state = 'answered') = (finding IS NOT NULL)", name=op.f("ck_integrity_report_finding")
        ),
        sa.CheckConstraint(
            "NOT is_protected OR reporter_sealed IS NULL", name=op.f("ck_integrity_report_protected")
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_integrity_report_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_report")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_integrity_report_code_digest")),
    )
    op.create_index("ix_integrity_report_agency_id", "integrity_report", ["agency", "id"], unique=False)
    op.create_index(
        op.f("ix_integrity_report_selection_id"), "integrity_report", ["selection_id"], unique=False
    )
    op.create_index(op.f("ix_integrity_report_updated_at"), "integrity_report", ["updated_at"], unique=False)


def _create_integrity_message() -> None:
    op.create_table(
        "integrity_message",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("author IN ('reporter', 'examiner')", name=op.f("ck_integrity_message_author")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["integrity_report.id"],
            name=op.f("fk_integrity_message_report_id_integrity_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_message")),
    )
    op.create_index(op.f("ix_integrity_message_report_id"), "integrity_message", ["report_id"], unique=False)
