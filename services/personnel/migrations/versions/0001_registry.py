"""The registry: organisation, employees, their histories, and the kit's tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.kit_v1 import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_kit_tables(op)
    _create_agency()
    _create_employee()
    _create_unit()
    _create_education_record()
    _create_position()
    _create_rank_record()
    _create_superior_record()
    _create_unit_placement()
    _create_appointment_record()


def downgrade() -> None:
    for table in (
        "appointment_record",
        "unit_placement",
        "superior_record",
        "rank_record",
        "position",
        "education_record",
        "unit",
        "employee",
        "agency",
    ):
        op.drop_table(table)
    drop_kit_tables(op)


def _create_agency() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_index(op.f("ix_agency_updated_at"), "agency", ["updated_at"], unique=False)


def _create_employee() -> None:
    op.create_table(
        "employee",
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=False),
        sa.Column("nik_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("front_title", sa.String(), nullable=True),
        sa.Column("back_title", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_place", sa.String(), nullable=True),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column(
            "name_words",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple'::regconfig, name)", persisted=True),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "employment_type IN ('PNS', 'CPNS', 'PPPK')", name=op.f("ck_employee_employment_type")
        ),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_employee_sex")),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_employee_agency_code_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sa.UniqueConstraint("nik_index", name=op.f("uq_employee_nik_index")),
        sa.UniqueConstraint("nip", name=op.f("uq_employee_nip")),
    )
    op.create_index("ix_employee_agency_code_name", "employee", ["agency_code", "name"], unique=False)
    op.create_index(
        "ix_employee_name_words", "employee", ["name_words"], unique=False, postgresql_using="gin"
    )
    op.create_index(op.f("ix_employee_updated_at"), "employee", ["updated_at"], unique=False)


def _create_unit() -> None:
    op.create_table(
        "unit",
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_unit_agency_code_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_code", "code", name=op.f("uq_unit_agency_code_code")),
    )
    op.create_index(op.f("ix_unit_updated_at"), "unit", ["updated_at"], unique=False)


def _create_education_record() -> None:
    op.create_table(
        "education_record",
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("program_code", sa.String(), nullable=True),
        sa.Column("program_name", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
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
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_education_record_period")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_education_record_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_education_record")),
    )
    op.create_index(
        "ix_education_record_employee_id", "education_record", ["employee_id", "valid_from"], unique=False
    )


def _create_position() -> None:
    op.create_table(
        "position",
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("job_class", sa.Integer(), nullable=True),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("reference_code", sa.String(), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("empty_since", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(holder_id IS NULL) <> (empty_since IS NULL)", name=op.f("ck_position_held_or_empty")
        ),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_position_agency_code_agency")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["employee.id"], name=op.f("fk_position_holder_id_employee")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_position_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("agency_code", "code", name=op.f("uq_position_agency_code_code")),
        sa.UniqueConstraint("holder_id", name=op.f("uq_position_holder_id")),
    )
    op.create_index(op.f("ix_position_unit_id"), "position", ["unit_id"], unique=False)
    op.create_index(op.f("ix_position_updated_at"), "position", ["updated_at"], unique=False)


def _create_rank_record() -> None:
    op.create_table(
        "rank_record",
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
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
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_rank_record_period")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_rank_record_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank_record")),
    )
    op.create_index("ix_rank_record_employee_id", "rank_record", ["employee_id", "valid_from"], unique=False)
    op.create_index(
        "uq_rank_record_current",
        "rank_record",
        ["employee_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _create_superior_record() -> None:
    op.create_table(
        "superior_record",
        sa.Column("superior_id", sa.Uuid(), nullable=False),
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
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_superior_record_period")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_superior_record_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["superior_id"], ["employee.id"], name=op.f("fk_superior_record_superior_id_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superior_record")),
    )
    op.create_index(
        "ix_superior_record_employee_id", "superior_record", ["employee_id", "valid_from"], unique=False
    )
    op.create_index(op.f("ix_superior_record_superior_id"), "superior_record", ["superior_id"], unique=False)
    op.create_index(
        "uq_superior_record_current",
        "superior_record",
        ["employee_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _create_unit_placement() -> None:
    op.create_table(
        "unit_placement",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_unit_placement_period")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_placement_parent_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_placement_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_placement")),
    )
    op.create_index(op.f("ix_unit_placement_parent_id"), "unit_placement", ["parent_id"], unique=False)
    op.create_index("ix_unit_placement_unit_id", "unit_placement", ["unit_id", "valid_from"], unique=False)
    op.create_index(
        "uq_unit_placement_current",
        "unit_placement",
        ["unit_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _create_appointment_record() -> None:
    op.create_table(
        "appointment_record",
        sa.Column("position_id", sa.Uuid(), nullable=False),
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
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_appointment_record_period")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_appointment_record_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_appointment_record_position_id_position")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_record")),
    )
    op.create_index(
        "ix_appointment_record_employee_id", "appointment_record", ["employee_id", "valid_from"], unique=False
    )
    op.create_index(
        op.f("ix_appointment_record_position_id"), "appointment_record", ["position_id"], unique=False
    )
    op.create_index(
        "uq_appointment_record_current",
        "appointment_record",
        ["employee_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
