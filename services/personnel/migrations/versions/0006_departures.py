"""What leaves the lists: units and positions that end, and places that people and units leave."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", sa.Column("dissolved_on", sa.Date(), nullable=True))
    op.add_column("position", sa.Column("abolished_on", sa.Date(), nullable=True))
    _create_standing_change()
    _follow("directory_person", "employee_id, false", place="unit_id, {}.superior_id")
    _follow("directory_unit", "unit_id, true", place="parent_id, NULL::uuid")


def downgrade() -> None:
    for table in ("directory_unit", "directory_person"):
        for trigger in ("note_arrival", "note_move"):
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
        op.execute(f"DROP FUNCTION note_standing_of_{table}()")
    op.drop_table("standing_change")
    op.drop_column("position", "abolished_on")
    op.drop_column("unit", "dissolved_on")


def _create_standing_change() -> None:
    op.create_table(
        "standing_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("is_unit", sa.Boolean(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("above_unit_id", sa.Uuid(), nullable=True),
        sa.Column("superior_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_change")),
    )
    op.create_index(op.f("ix_standing_change_subject_id"), "standing_change", ["subject_id"])
    for column in ("above_unit_id", "superior_id", "agency"):
        op.create_index(f"ix_standing_change_{column}", "standing_change", [column, "at"])


def _follow(table: str, subject: str, *, place: str) -> None:
    # Two rows for each move: the place that was left, and the one that was taken. The directory hears of people
    # later than the registry, so an arrival is a change as well.
    old, new = (f"{row}.agency, {row}.{place.format(row)}" for row in ("OLD", "NEW"))
    op.execute(f"""
        CREATE FUNCTION note_standing_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO standing_change (subject_id, is_unit, agency, above_unit_id, superior_id, at)
                VALUES (NEW.{subject}, {old}, now());
            END IF;
            INSERT INTO standing_change (subject_id, is_unit, agency, above_unit_id, superior_id, at)
            VALUES (NEW.{subject}, {new}, now());
            RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER note_arrival AFTER INSERT ON {table} FOR EACH ROW
        EXECUTE FUNCTION note_standing_of_{table}()
    """)
    op.execute(f"""
        CREATE TRIGGER note_move AFTER UPDATE ON {table} FOR EACH ROW
        WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION note_standing_of_{table}()
    """)
