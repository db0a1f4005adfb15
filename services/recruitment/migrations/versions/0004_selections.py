"""Selections with their stages, tests and documents; questions about them; changes of their rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_selection()
    _create_stage()
    _create_skb_test()
    _create_required_document()
    _create_selection_formation()
    _create_schedule_change()
    _create_question()
    _create_published_answer()
    _create_rule_set_proposal()
    fence(op, "question", agency="agency", employee_id="applicant_id")


def downgrade() -> None:
    unfence(op, "question")
    op.drop_table("rule_set_proposal")
    op.drop_table("published_answer")
    op.drop_table("question")
    op.drop_table("schedule_change")
    op.drop_table("selection_formation")
    op.drop_table("required_document")
    op.drop_table("skb_test")
    op.drop_table("stage")
    op.drop_table("selection")


def _create_selection() -> None:
    op.create_table(
        "selection",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("agency_kind", sa.String(), nullable=False),
        sa.Column("agency_name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("intake", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verifiers", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=True),
        sa.Column("announcement_number", sa.String(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("schedule_version", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column(
            "test_locations",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (announced_at IS NULL) OR state = 'cancelled'",
            name=op.f("ck_selection_announced"),
        ),
        sa.CheckConstraint(
            "(state IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_selection_ended")
        ),
        sa.CheckConstraint("agency_kind IN ('central', 'regional')", name=op.f("ck_selection_agency_kind")),
        sa.CheckConstraint("kind IN ('CPNS')", name=op.f("ck_selection_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'announced', 'completed', 'cancelled')", name=op.f("ck_selection_state")
        ),
        sa.CheckConstraint("verifiers IN (1, 2)", name=op.f("ck_selection_verifiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
    )
    op.create_index("ix_selection_agency_intake_id", "selection", ["agency", "intake", "id"], unique=False)
    op.create_index(
        "uq_selection_announcement_number", "selection", ["agency", "announcement_number"], unique=True
    )
    op.create_index(op.f("ix_selection_updated_at"), "selection", ["updated_at"], unique=False)


def _create_stage() -> None:
    op.create_table(
        "stage",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_stage_days")),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_stage_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("selection_id", "code", name=op.f("uq_stage_selection_id_code")),
    )


def _create_skb_test() -> None:
    op.create_table(
        "skb_test",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("formation_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_knockout", sa.Boolean(), nullable=False),
        sa.Column("criteria", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "weight BETWEEN 0 AND 100 AND (weight > 0 OR is_knockout)", name=op.f("ck_skb_test_weight")
        ),
        sa.ForeignKeyConstraint(
            ["formation_id"], ["formation.id"], name=op.f("fk_skb_test_formation_id_formation")
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_skb_test_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skb_test")),
        sa.UniqueConstraint(
            "selection_id",
            "formation_id",
            "kind",
            name=op.f("uq_skb_test_selection_id_formation_id_kind"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def _create_required_document() -> None:
    op.create_table(
        "required_document",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_required_document_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_document")),
        sa.UniqueConstraint("selection_id", "code", name=op.f("uq_required_document_selection_id_code")),
    )


def _create_selection_formation() -> None:
    op.create_table(
        "selection_formation",
        sa.Column("formation_id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("is_released", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["formation_id"], ["formation.id"], name=op.f("fk_selection_formation_formation_id_formation")
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_selection_formation_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("formation_id", "selection_id", name=op.f("pk_selection_formation")),
    )
    op.create_index(
        op.f("ix_selection_formation_selection_id"), "selection_formation", ["selection_id"], unique=False
    )
    op.create_index(
        "uq_selection_formation_bound",
        "selection_formation",
        ["formation_id"],
        unique=True,
        postgresql_where=sa.text("NOT is_released"),
    )


def _create_schedule_change() -> None:
    op.create_table(
        "schedule_change",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("schedule_version", sa.Integer(), nullable=False),
        sa.Column("stages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_schedule_change_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_change")),
        sa.UniqueConstraint(
            "selection_id", "schedule_version", name=op.f("uq_schedule_change_selection_id_schedule_version")
        ),
    )
    op.create_index(
        op.f("ix_schedule_change_announced_at"), "schedule_change", ["announced_at"], unique=False
    )


def _create_question() -> None:
    op.create_table(
        "question",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'answered', 'declined')", name=op.f("ck_question_state")),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_question_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_applicant_id"), "question", ["applicant_id"], unique=False)
    op.create_index("ix_question_selection_id_id", "question", ["selection_id", "id"], unique=False)
    op.create_index(op.f("ix_question_updated_at"), "question", ["updated_at"], unique=False)


def _create_published_answer() -> None:
    op.create_table(
        "published_answer",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_published_answer_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_answer")),
        sa.UniqueConstraint("question_id", name=op.f("uq_published_answer_question_id")),
    )
    op.create_index(
        "ix_published_answer_selection_id_id", "published_answer", ["selection_id", "id"], unique=False
    )
    op.create_index(op.f("ix_published_answer_updated_at"), "published_answer", ["updated_at"], unique=False)


def _create_rule_set_proposal() -> None:
    op.create_table(
        "rule_set_proposal",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("rule_set_version", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("earlier", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused')", name=op.f("ck_rule_set_proposal_state")
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_rule_set_proposal_two_people")),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_rule_set_proposal_decided")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set_proposal")),
    )
    op.create_index(
        "ix_rule_set_proposal_version", "rule_set_proposal", ["rule_set", "rule_set_version"], unique=False
    )
    op.create_index(
        op.f("ix_rule_set_proposal_updated_at"), "rule_set_proposal", ["updated_at"], unique=False
    )
    op.create_index(
        "uq_rule_set_proposal_open",
        "rule_set_proposal",
        ["rule_set", "rule_set_version"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
