"""The administrative selection, and objections to results."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_verification_case()
    _create_verification_verdict()
    _create_verification_claim()
    _create_conflict_of_interest()
    _create_verification_setting()
    _create_administrative_announcement()
    _create_objection()
    _create_objection_answer()
    fence(op, "verification_case", agency="agency")
    fence(op, "verification_verdict", agency="agency")
    fence(op, "verification_claim", agency="agency")
    fence(op, "conflict_of_interest", agency="agency")
    fence(op, "objection", agency="agency", employee_id="applicant_id")
    fence(op, "objection_answer", agency="agency")


def downgrade() -> None:
    unfence(op, "objection_answer")
    unfence(op, "objection")
    unfence(op, "conflict_of_interest")
    unfence(op, "verification_claim")
    unfence(op, "verification_verdict")
    unfence(op, "verification_case")
    op.drop_table("objection_answer")
    op.drop_table("objection")
    op.drop_table("administrative_announcement")
    op.drop_table("verification_setting")
    op.drop_table("conflict_of_interest")
    op.drop_table("verification_claim")
    op.drop_table("verification_verdict")
    op.drop_table("verification_case")


def _create_verification_case() -> None:
    op.create_table(
        "verification_case",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("checks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopening_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'decided') = (outcome IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_verification_case_decided"),
        ),
        sa.CheckConstraint(
            "outcome IN ('eligible', 'not_eligible')", name=op.f("ck_verification_case_outcome")
        ),
        sa.CheckConstraint(
            "proposal IN ('eligible', 'not_eligible', 'unclear')", name=op.f("ck_verification_case_proposal")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'differing', 'decided')", name=op.f("ck_verification_case_state")
        ),
        sa.CheckConstraint("wanted IN (1, 2)", name=op.f("ck_verification_case_wanted")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_verification_case_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_verification_case_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_case")),
        sa.UniqueConstraint("application_id", name=op.f("uq_verification_case_application_id")),
    )
    op.create_index(
        op.f("ix_verification_case_applicant_id"), "verification_case", ["applicant_id"], unique=False
    )
    op.create_index(
        "ix_verification_case_queue",
        "verification_case",
        ["selection_id", "state", "waits_since", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_verification_case_updated_at"), "verification_case", ["updated_at"], unique=False
    )


def _create_verification_verdict() -> None:
    op.create_table(
        "verification_verdict",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("requirements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("is_bulk", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('eligible', 'not_eligible')", name=op.f("ck_verification_verdict_outcome")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_verification_verdict_number")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["verification_case.id"],
            name=op.f("fk_verification_verdict_case_id_verification_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_verdict")),
        sa.UniqueConstraint(
            "case_id", "round", "number", name=op.f("uq_verification_verdict_case_id_round_number")
        ),
        sa.UniqueConstraint(
            "case_id", "round", "verifier_id", name=op.f("uq_verification_verdict_case_id_round_verifier_id")
        ),
    )
    op.create_index(
        op.f("ix_verification_verdict_application_id"),
        "verification_verdict",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        "ix_verification_verdict_verifier_id",
        "verification_verdict",
        ["verifier_id", "application_id"],
        unique=False,
    )


def _create_verification_claim() -> None:
    op.create_table(
        "verification_claim",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["verification_case.id"],
            name=op.f("fk_verification_claim_case_id_verification_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "verifier_id", name=op.f("pk_verification_claim")),
    )
    op.create_index(
        "ix_verification_claim_verifier_id", "verification_claim", ["verifier_id", "expires_at"], unique=False
    )


def _create_conflict_of_interest() -> None:
    op.create_table(
        "conflict_of_interest",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "relation IN ('kinship', 'marriage', 'work', 'business', 'rivalry', 'other')",
            name=op.f("ck_conflict_of_interest_relation"),
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_conflict_of_interest_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
    )
    op.create_index(
        op.f("ix_conflict_of_interest_applicant_id"), "conflict_of_interest", ["applicant_id"], unique=False
    )
    op.create_index(
        op.f("ix_conflict_of_interest_selection_id"), "conflict_of_interest", ["selection_id"], unique=False
    )
    op.create_index(
        "uq_conflict_of_interest_applicant",
        "conflict_of_interest",
        ["verifier_id", "applicant_id"],
        unique=True,
        postgresql_where=sa.text("applicant_id IS NOT NULL"),
    )
    op.create_index(
        "uq_conflict_of_interest_selection",
        "conflict_of_interest",
        ["verifier_id", "selection_id"],
        unique=True,
        postgresql_where=sa.text("applicant_id IS NULL"),
    )


def _create_verification_setting() -> None:
    op.create_table(
        "verification_setting",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("may_accept_in_bulk", sa.Boolean(), nullable=False),
        sa.Column("lease_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lease_minutes BETWEEN 5 AND 1440", name=op.f("ck_verification_setting_lease_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_verification_setting_selection_id_selection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("selection_id", name=op.f("pk_verification_setting")),
    )


def _create_administrative_announcement() -> None:
    op.create_table(
        "administrative_announcement",
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_administrative_announcement_number")),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection.id"],
            name=op.f("fk_administrative_announcement_selection_id_selection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrative_announcement")),
        sa.UniqueConstraint(
            "selection_id", "number", name=op.f("uq_administrative_announcement_selection_id_number")
        ),
    )


def _create_objection() -> None:
    op.create_table(
        "objection",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("ranking_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("requirements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("needs_correction", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(stage = 'final') = (ranking_id IS NOT NULL)", name=op.f("ck_objection_ranking")),
        sa.CheckConstraint("(state = 'lodged') = (answered_at IS NULL)", name=op.f("ck_objection_answered")),
        sa.CheckConstraint("stage IN ('administrative', 'final')", name=op.f("ck_objection_stage")),
        sa.CheckConstraint("state IN ('lodged', 'accepted', 'rejected')", name=op.f("ck_objection_state")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_objection_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ranking_id"], ["ranking.id"], name=op.f("fk_objection_ranking_id_ranking")),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_objection_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("application_id", "stage", name=op.f("uq_objection_application_id_stage")),
    )
    op.create_index(op.f("ix_objection_applicant_id"), "objection", ["applicant_id"], unique=False)
    op.create_index(
        "ix_objection_queue", "objection", ["selection_id", "stage", "state", "lodged_at"], unique=False
    )
    op.create_index(op.f("ix_objection_updated_at"), "objection", ["updated_at"], unique=False)


def _create_objection_answer() -> None:
    op.create_table(
        "objection_answer",
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["objection.id"],
            name=op.f("fk_objection_answer_objection_id_objection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("objection_id", name=op.f("pk_objection_answer")),
    )
