"""The fourth version of the kit's tables: stored files and notices, each for the services that ask for it.

Frozen, like `kit_v1`. A service's migration calls the functions of what its models include.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from abdi.db.fence import fence, unfence

FILES: Final = "stored_file"
NOTICES: Final = "notice"


def upgrade_file_tables(op: Any) -> None:
    """Stored files, behind the fence of their agency and owner; `op` is Alembic's."""
    op.create_table(
        FILES,
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_stored", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _at("next_try_at"),
        *_identity_and_times(),
        sa.CheckConstraint(
            "state IN ('pending', 'clean', 'rejected', 'erased')", name=op.f("ck_stored_file_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    is_to_do = sa.text("is_stored AND state <> 'clean'")
    op.create_index("ix_stored_file_to_do", FILES, ["next_try_at"], postgresql_where=is_to_do)
    op.create_index("ix_stored_file_owner_id", FILES, ["owner_id"])
    op.create_index(op.f("ix_stored_file_updated_at"), FILES, ["updated_at"])
    fence(op, FILES, agency="agency", employee_id="owner_id")


def downgrade_file_tables(op: Any) -> None:
    """Forgets every file; their objects stay in the store."""
    unfence(op, FILES)
    op.drop_table(FILES)


def upgrade_notice_tables(op: Any) -> None:
    """Notices, behind the fence of their agency and recipient; `op` is Alembic's."""
    op.create_table(
        NOTICES,
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        _at("read_at", null=True),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _at("next_try_at", null=True),
        _at("valid_until", null=True),
        sa.Column("last_error", sa.String(), nullable=True),
        *_identity_and_times(),
        sa.CheckConstraint("mail IN ('pending', 'sent', 'failed', 'none')", name=op.f("ck_notice_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    is_pending = sa.text("mail = 'pending'")
    op.create_index("ix_notice_to_send", NOTICES, ["next_try_at"], postgresql_where=is_pending)
    op.create_index("ix_notice_recipient", NOTICES, ["recipient_id", "id"])
    op.create_index(op.f("ix_notice_updated_at"), NOTICES, ["updated_at"])
    fence(op, NOTICES, agency="agency", employee_id="recipient_id")


def downgrade_notice_tables(op: Any) -> None:
    """Forgets every notice, also those that were not sent yet."""
    unfence(op, NOTICES)
    op.drop_table(NOTICES)


def _at(name: str, *, null: bool = False) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _identity_and_times() -> tuple[Any, ...]:
    now = sa.text("now()")
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
    )
