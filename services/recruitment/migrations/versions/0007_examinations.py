"""Participant numbers, sessions, seats, sittings and scores."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


PERSONAL = ("skd_sitting", "skd_reuse", "skb_score", "score_change", "exam_seat")


def upgrade() -> None:
    op.execute("CREATE SEQUENCE participant_number AS bigint")
    _create_exam_session()
    _create_exam_seat()
    _create_skd_sitting()
    _create_skd_reuse()
    _create_skb_score()
    _create_score_change()
    for table in PERSONAL:
        fence(op, table, agency="agency", employee_id="applicant_id")


def downgrade() -> None:
    for table in PERSONAL:
        unfence(op, table)
    op.drop_table("score_change")
    op.drop_table("skb_score")
    op.drop_table("skd_reuse")
    op.drop_table("skd_sitting")
    op.drop_table("exam_seat")
    op.drop_table("exam_session")
    op.execute("DROP SEQUENCE participant_number")


def _versioned() -> list[sa.Column[object]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        *_timed(),
    ]


def _timed() -> list[sa.Column[object]]:
    now = sa.text("now()")
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
    ]


def _create_exam_session() -> None:
    op.create_table(
        "exam_session",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("location_code", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_versioned(),
        sa.CheckConstraint("test IN ('skd', 'skb')", name=op.f("ck_exam_session_test")),
        sa.CheckConstraint(
            "(test = 'skb') = (component IS NOT NULL)", name=op.f("ck_exam_session_component")
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 5000", name=op.f("ck_exam_session_capacity")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_exam_session_minutes")),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_exam_session_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_session")),
        sa.UniqueConstraint(
            "selection_id",
            "place",
            "room",
            "starts_at",
            name=op.f("uq_exam_session_selection_id_place_room_starts_at"),
        ),
    )
    op.create_index(op.f("ix_exam_session_updated_at"), "exam_session", ["updated_at"], unique=False)


def _create_exam_seat() -> None:
    op.create_table(
        "exam_seat",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("has_longer_time", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_versioned(),
        sa.CheckConstraint("number > 0", name=op.f("ck_exam_seat_number")),
        sa.CheckConstraint("(is_present IS NULL) = (marked_at IS NULL)", name=op.f("ck_exam_seat_marked")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_exam_seat_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["exam_session.id"], name=op.f("fk_exam_seat_session_id_exam_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_seat")),
        sa.UniqueConstraint(
            "application_id",
            "test",
            "component",
            name=op.f("uq_exam_seat_application_id_test_component"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_exam_seat_session_id_number")),
    )
    op.create_index(op.f("ix_exam_seat_applicant_id"), "exam_seat", ["applicant_id"], unique=False)
    op.create_index("ix_exam_seat_selection_id_id", "exam_seat", ["selection_id", "id"], unique=False)
    op.create_index(op.f("ix_exam_seat_updated_at"), "exam_seat", ["updated_at"], unique=False)


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
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        *_timed(),
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
    op.create_index(op.f("ix_skd_sitting_updated_at"), "skd_sitting", ["updated_at"], unique=False)


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
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        *_timed(),
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
    op.create_index(op.f("ix_skb_score_updated_at"), "skb_score", ["updated_at"], unique=False)


def _create_score_change() -> None:
    said = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "score_change",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("test_id", sa.Uuid(), nullable=True),
        sa.Column("before", said, nullable=False),
        sa.Column("after", said, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_score_change_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["test_id"], ["skb_test.id"], name=op.f("fk_score_change_test_id_skb_test")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_change")),
    )
    op.create_index(
        "ix_score_change_application_id", "score_change", ["application_id", "recorded_at"], unique=False
    )
