"""The first tables of training, and the kit's."""

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

FENCED = ("course", "employee", "evaluation", "need")


def upgrade() -> None:
    create_kit_tables(op)
    upgrade_kit_tables(op)
    _create_employee()
    _create_evaluation()
    _create_programme()
    _create_course()
    _create_need()
    for table in FENCED:
        fence(op, table, agency="agency", employee_id="employee_id")


def downgrade() -> None:
    for table in FENCED:
        unfence(op, table)
    for table in ("need", "course", "programme", "evaluation", "employee"):
        op.drop_table(table)
    downgrade_kit_tables(op)
    drop_kit_tables(op)


def _created_and_updated() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def _create_employee() -> None:
    op.create_table(
        "employee",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=False),
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        *_created_and_updated(),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_employee")),
    )
    op.create_index(op.f("ix_employee_agency"), "employee", ["agency"], unique=False)
    op.create_index(op.f("ix_employee_nip"), "employee", ["nip"], unique=False)
    op.create_index(op.f("ix_employee_updated_at"), "employee", ["updated_at"], unique=False)


def _create_evaluation() -> None:
    op.create_table(
        "evaluation",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        *_created_and_updated(),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_evaluation")),
    )
    op.create_index(op.f("ix_evaluation_employee_id"), "evaluation", ["employee_id"], unique=False)
    op.create_index(op.f("ix_evaluation_updated_at"), "evaluation", ["updated_at"], unique=False)


def _create_programme() -> None:
    op.create_table(
        "programme",
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_created_and_updated(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint(
            "agency", "code", name=op.f("uq_programme_agency_code"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(
        op.f("ix_programme_answers"), "programme", ["answers"], unique=False, postgresql_using="gin"
    )
    op.create_index(op.f("ix_programme_updated_at"), "programme", ["updated_at"], unique=False)


def _create_course() -> None:
    op.create_table(
        "course",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("jp", sa.Integer(), nullable=False),
        sa.Column("credited_jp", sa.Integer(), nullable=False),
        sa.Column("certificate_number", sa.String(), nullable=True),
        sa.Column("certificate_key", sa.String(), nullable=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_created_and_updated(),
        sa.CheckConstraint("state IN ('recorded', 'withdrawn')", name=op.f("ck_course_state")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_course_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_index(op.f("ix_course_agency"), "course", ["agency", "id"], unique=False)
    op.create_index(op.f("ix_course_employee_id"), "course", ["employee_id", "completed_on"], unique=False)
    op.create_index(op.f("ix_course_programme_id"), "course", ["programme_id"], unique=False)
    op.create_index(op.f("ix_course_updated_at"), "course", ["updated_at"], unique=False)
    op.create_index(
        "uq_course_certificate",
        "course",
        ["employee_id", "certificate_key"],
        unique=True,
        postgresql_where=sa.text("state = 'recorded'"),
    )


def _create_need() -> None:
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("predicate", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.String(), nullable=True),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_created_and_updated(),
        sa.CheckConstraint("state IN ('open', 'closed', 'withdrawn')", name=op.f("ck_need_state")),
        sa.ForeignKeyConstraint(["closed_by"], ["course.id"], name=op.f("fk_need_closed_by_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(op.f("ix_need_agency"), "need", ["agency", "id"], unique=False)
    op.create_index(op.f("ix_need_employee_id"), "need", ["employee_id"], unique=False)
    op.create_index(op.f("ix_need_updated_at"), "need", ["updated_at"], unique=False)
