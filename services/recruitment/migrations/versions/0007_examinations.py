"""Sittings and scores."""

import sqlalchemy as sa
from alembic import op

from abdi.db.fence import fence, unfence

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_skd_sitting()
    _create_skd_reuse()
    _create_skb_score()
    fence(op, "skd_sitting", agency="agency", employee_id="applicant_id")
    fence(op, "skd_reuse", agency="agency", employee_id="applicant_id")
    fence(op, "skb_score", agency="agency", employee_id="applicant_id")


def downgrade() -> None:
    unfence(op, "skb_score")
    unfence(op, "skd_reuse")
    unfence(op, "skd_sitting")
    op.drop_table("skb_score")
    op.drop_table("skd_reuse")
    op.drop_table("skd_sitting")


def _create_skd_sitting() -> None:
    op.create_table(
        "skd_sitting",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("exam_year", sa.Integer(), nullable=False),
        sa.Column("sat_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("twk", sa.Integer(), nullable=True),
        sa.Column("tiu", sa.Integer(), nullable=True),
        sa.Column("tkp", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(standing = 'taking_part') <= (twk IS NOT NULL AND tiu IS NOT NULL AND tkp IS NOT NULL)",
            name=op.f("ck_skd_sitting_scores"),
        ),
        sa.CheckConstraint(
            "standing IN ('taking_part', 'absent', 'disqualified')", name=op.f("ck_skd_sitting_standing")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_skd_sitting_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skd_sitting")),
        sa.UniqueConstraint("application_id", name=op.f("uq_skd_sitting_application_id")),
    )
    op.create_index(op.f("ix_skd_sitting_applicant_id"), "skd_sitting", ["applicant_id"], unique=False)


def _create_skd_reuse() -> None:
    op.create_table(
        "skd_reuse",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_skd_reuse_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["skd_sitting.id"], name=op.f("fk_skd_reuse_sitting_id_skd_sitting")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_skd_reuse")),
    )
    op.create_index(op.f("ix_skd_reuse_sitting_id"), "skd_reuse", ["sitting_id"], unique=False)


def _create_skb_score() -> None:
    op.create_table(
        "skb_score",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("test_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(standing = 'taking_part') <= (score IS NOT NULL)", name=op.f("ck_skb_score_score")
        ),
        sa.CheckConstraint(
            "standing IN ('taking_part', 'absent', 'knocked_out')", name=op.f("ck_skb_score_standing")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_skb_score_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["test_id"], ["skb_test.id"], name=op.f("fk_skb_score_test_id_skb_test")),
        sa.PrimaryKeyConstraint("application_id", "test_id", name=op.f("pk_skb_score")),
    )
    op.create_index("ix_skb_score_test_id", "skb_score", ["test_id"], unique=False)
