"""Applications and their documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, fence_child, unfence

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_application()
    _create_application_document()
    fence(op, "application", agency="agency", employee_id="applicant_id")
    fence_child(op, "application_document", parent="application", key="application_id")


def downgrade() -> None:
    unfence(op, "application_document")
    unfence(op, "application")
    op.drop_table("application_document")
    op.drop_table("application")


def _create_application() -> None:
    op.create_table(
        "application",
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("intake", sa.Integer(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("formation_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_place", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("has_disability", sa.Boolean(), nullable=False),
        sa.Column("is_local", sa.Boolean(), nullable=False),
        sa.Column("education_level", sa.String(), nullable=False),
        sa.Column("education_code", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("graduated_on", sa.Date(), nullable=False),
        sa.Column("gpa", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("test_location", sa.String(), nullable=True),
        sa.Column("has_visual_impairment", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("declarations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("participant_number", sa.String(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL) OR state = 'cancelled'",
            name=op.f("ck_application_submitted"),
        ),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_application_sex")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'eligible', 'not_eligible', 'cancelled', 'resigned', 'disqualified', 'appointed')",
            name=op.f("ck_application_state"),
        ),
        sa.ForeignKeyConstraint(
            ["formation_id"], ["formation.id"], name=op.f("fk_application_formation_id_formation")
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["opening.id"], name=op.f("fk_application_opening_id_opening")
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.id"], name=op.f("fk_application_selection_id_selection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint(
            "selection_id", "participant_number", name=op.f("uq_application_selection_id_participant_number")
        ),
    )
    op.create_index(op.f("ix_application_applicant_id"), "application", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_application_opening_id"), "application", ["opening_id"], unique=False)
    op.create_index("ix_application_selection_id_id", "application", ["selection_id", "id"], unique=False)
    op.create_index(op.f("ix_application_updated_at"), "application", ["updated_at"], unique=False)
    op.create_index(
        "uq_application_one_a_year",
        "application",
        ["applicant_id", "intake"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )


def _create_application_document() -> None:
    op.create_table(
        "application_document",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_document_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_document")),
        sa.UniqueConstraint(
            "application_id", "code", name=op.f("uq_application_document_application_id_code")
        ),
        sa.UniqueConstraint("file_id", name=op.f("uq_application_document_file_id")),
    )
    op.create_index(
        op.f("ix_application_document_updated_at"), "application_document", ["updated_at"], unique=False
    )
