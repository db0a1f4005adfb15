"""The fence around people and organisation, and what may be asked across it."""

from alembic import op

from abdi.db.fence import fence, fence_child, unfence

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HISTORIES = (
    "rank_record",
    "education_record",
    "appointment_record",
    "superior_record",
    "employment_record",
)


def upgrade() -> None:
    fence(op, "employee", agency="agency_code", employee_id="id")
    for table in ("unit", "position"):
        fence(op, table, agency="agency_code")
    for table in HISTORIES:
        fence_child(op, table, parent="employee", key="employee_id")
    fence_child(op, "unit_placement", parent="unit", key="unit_id")
    # A number belongs to one person in the whole registry. Whoever registers somebody learns that it is given,
    # not to whom nor where; the setting is put back, since a transaction keeps it otherwise.
    _create_question(
        "nips_given(prefix text) RETURNS SETOF text",
        "nip::text",
        "nip BETWEEN prefix || '000' AND prefix || '999'",
    )
    _create_question("is_nik_known(digest bytea) RETURNS SETOF boolean", "true", "nik_index = digest")


def downgrade() -> None:
    op.execute("DROP FUNCTION is_nik_known(bytea)")
    op.execute("DROP FUNCTION nips_given(text)")
    for table in ("unit_placement", *reversed(HISTORIES), "position", "unit", "employee"):
        unfence(op, table)


def _create_question(signature: str, answer: str, condition: str) -> None:
    op.execute(f"""
        CREATE FUNCTION {signature} LANGUAGE plpgsql AS $$
        DECLARE
            asker text := current_setting('abdi.kind', true);
        BEGIN
            PERFORM set_config('abdi.kind', 'service', true);
            RETURN QUERY SELECT {answer} FROM employee WHERE {condition};
            PERFORM set_config('abdi.kind', coalesce(asker, ''), true);
        END $$
    """)
