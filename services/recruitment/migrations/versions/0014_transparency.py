"""The log of published results, their packages, and the salts of what they commit to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_log()
    _create_result_package()
    _create_parts()
    op.create_table(
        "commitment_salt",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_commitment_salt_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("application_id", "field", name=op.f("pk_commitment_salt")),
    )
    fence(op, "commitment_salt", agency="agency", employee_id="applicant_id")


def downgrade() -> None:
    unfence(op, "commitment_salt")
    for table in (
        "commitment_salt",
        "result_package_block",
        "result_package_part",
        "result_package",
        "log_head",
        "log_node",
        "log_leaf",
    ):
        op.drop_table(table)


def _create_log() -> None:
    op.create_table(
        "log_leaf",
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("appended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("hash", name=op.f("uq_log_leaf_hash")),
    )
    op.create_table(
        "log_node",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_log_node")),
    )
    op.create_table(
        "log_head",
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
        sa.UniqueConstraint("size", name=op.f("uq_log_head_size")),
    )


def _create_result_package() -> None:
    op.create_table(
        "result_package",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("leaf_index", sa.BigInteger(), nullable=True),
        sa.Column("log", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("proof_files", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('making', 'ready')", name=op.f("ck_result_package_state")),
        sa.CheckConstraint(
            "(state = 'ready') = (sha256 IS NOT NULL AND size IS NOT NULL AND leaf_index IS NOT NULL"
            " AND proof_files IS NOT NULL AND made_at IS NOT NULL)",
            name=op.f("ck_result_package_ready"),
        ),
        sa.ForeignKeyConstraint(
            ["leaf_index"], ["log_leaf.index"], name=op.f("fk_result_package_leaf_index_log_leaf")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_result_package_ranking_id_ranking")
        ),
        sa.PrimaryKeyConstraint("ranking_id", name=op.f("pk_result_package")),
        sa.UniqueConstraint("leaf_index", name=op.f("uq_result_package_leaf_index")),
    )
    op.create_index(op.f("ix_result_package_updated_at"), "result_package", ["updated_at"], unique=False)


def _create_parts() -> None:
    op.create_table(
        "result_package_part",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["result_package.ranking_id"],
            name=op.f("fk_result_package_part_ranking_id_result_package"),
        ),
        sa.PrimaryKeyConstraint("ranking_id", "number", name=op.f("pk_result_package_part")),
    )
    op.create_table(
        "result_package_block",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_index", sa.Integer(), nullable=False),
        sa.Column("first_participant", sa.String(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["result_package.ranking_id"],
            name=op.f("fk_result_package_block_ranking_id_result_package"),
        ),
        sa.PrimaryKeyConstraint("ranking_id", "number", name=op.f("pk_result_package_block")),
    )
