"""The kit's own tables, as each service's database holds them.

They live in a metadata of the kit; `include_kit_tables` copies them into a service's metadata, where
migrations see them.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from abdi.db.bulk_tables import make_bulk_tables
from abdi.db.models import new_metadata

kit_metadata = new_metadata()


def _at(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=null, server_default=None if null else func.now())


outbox = Table(
    "outbox",
    kit_metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("aggregate_type", Text, nullable=False),
    Column("aggregate_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("headers", JSONB, nullable=False),
    _at("created_at"),
    _at("published_at", null=True),
    Column("stream_sequence", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    UniqueConstraint("aggregate_type", "aggregate_id", "sequence"),
    Index("ix_outbox_unpublished", "position", postgresql_where=text("published_at IS NULL")),
    Index("ix_outbox_created_at", "created_at"),
)

outbox_sequence = Table(
    "outbox_sequence",
    kit_metadata,
    Column("aggregate_type", Text, primary_key=True),
    Column("aggregate_id", Text, primary_key=True),
    Column("last_sequence", Integer, nullable=False),
)

inbox = Table(
    "inbox",
    kit_metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("stream_sequence", BigInteger),
    Column("type", Text),
    Column("source", Text),
    Column("aggregate_type", Text),
    Column("aggregate_id", Text),
    Column("sequence", Integer),
    Column("payload", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _at("next_attempt_at", null=True),
    Column("last_error", Text),
    _at("received_at"),
    _at("applied_at", null=True),
    Index(
        "ix_inbox_open",
        "consumer",
        "aggregate_type",
        "aggregate_id",
        "sequence",
        postgresql_where=text("state <> 'applied'"),
    ),
)

inbox_progress = Table(
    "inbox_progress",
    kit_metadata,
    Column("consumer", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("aggregate_type", Text, primary_key=True),
    Column("aggregate_id", Text, primary_key=True),
    Column("last_sequence", Integer, nullable=False),
)

audit_entry = Table(
    "audit_entry",
    kit_metadata,
    Column("id", Uuid, primary_key=True),
    _at("at"),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("agency", Text),
    Column("request_id", Text, nullable=False),
    Column("reason", Text),
    Column("changes", JSONB, nullable=False),
)

read_entry = Table(
    "read_entry",
    kit_metadata,
    Column("id", Uuid, primary_key=True),
    _at("at"),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("agency", Text),
    Column("request_id", Text, nullable=False),
    Column("purpose", Text),
    Column("subjects", JSONB, nullable=False),
    Column("employee_id", Uuid),
    Column("capacity", Text),
    Index(
        "ix_read_entry_subjects",
        "subjects",
        postgresql_using="gin",
        postgresql_ops={"subjects": "jsonb_path_ops"},
    ),
)

idempotency_record = Table(
    "idempotency_record",
    kit_metadata,
    Column("principal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", Text, nullable=False),
    _at("created_at"),
    _at("expires_at", null=True),
)

rule_set = Table(
    "rule_set",
    kit_metadata,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("legal_basis", JSONB, nullable=False),
    Column("unverified", JSONB, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("checksum", Text, nullable=False),
    Column("is_from_file", Boolean, nullable=False, server_default="true"),
    _at("created_at"),
)


directory_person = Table(
    "directory_person",
    kit_metadata,
    Column("employee_id", Uuid, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("unit_id", Uuid, index=True),
    Column("superior_id", Uuid, index=True),
    Column("is_in_service", Boolean, nullable=False),
    _at("heard_at"),
)

directory_unit = Table(
    "directory_unit",
    kit_metadata,
    Column("unit_id", Uuid, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("parent_id", Uuid, index=True),
    _at("heard_at"),
)

directory_grant = Table(
    "directory_grant",
    kit_metadata,
    Column("id", Uuid, primary_key=True),
    Column("employee_id", Uuid, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("unit_id", Uuid),
    Column("of", Uuid),
    Column("actions", JSONB(none_as_null=True)),
    Column("kind", Text, nullable=False),
    Column("purpose", Text),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("is_ended", Boolean, nullable=False),
    _at("heard_at"),
)

job, bulk_file, bulk_row = make_bulk_tables(kit_metadata)


def include_kit_tables(metadata: MetaData) -> None:
    """Copy the kit's tables into a service's own metadata."""
    for table in kit_metadata.tables.values():
        table.to_metadata(metadata)
