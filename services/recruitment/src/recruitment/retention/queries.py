"""The statements that erase: a whole selection at a time."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

_COUNTS: Final = text("""
    SELECT CASE WHEN state = 'appointed' THEN 'appointed'
                WHEN erased_at IS NOT NULL THEN 'erased' ELSE 'unsuccessful' END AS class, count(*) AS people
    FROM application WHERE selection_id = :selection_id GROUP BY 1
""")
_CHOOSE: Final = text("""
    CREATE TEMPORARY TABLE erasing ON COMMIT DROP AS
    SELECT id, applicant_id FROM application
    WHERE selection_id = :selection_id AND state <> 'appointed' AND erased_at IS NULL
    ORDER BY id FOR UPDATE
""")
# Kept: who was counted where, scores and codes under the participant number. Gone: who it was.
_APPLICATIONS: Final = text("""
    UPDATE application SET name = '***', birth_place = '***', institution = '***', declarations = '{}',
        test_location = NULL, has_visual_impairment = false,
        birth_date = DATE '1900-01-01', graduated_on = DATE '1900-01-01', erased_at = :now,
        reasons = coalesce((SELECT jsonb_agg(why - 'found') FROM jsonb_array_elements(reasons) AS why), '[]'),
        version = application.version + 1, updated_at = now()
    FROM erasing WHERE application.id = erasing.id
""")
_FILES: Final = text("""
    UPDATE stored_file SET state = 'erased', name = '', attempts = 0, next_try_at = :now, updated_at = now()
    FROM application_document AS given JOIN erasing ON erasing.id = given.application_id
    WHERE stored_file.id = given.file_id AND stored_file.state <> 'erased'
""")
_WORDS: Final = (
    text("""
        UPDATE objection SET words = '***', answer = CASE WHEN answer IS NULL THEN NULL ELSE '***' END
        FROM erasing WHERE objection.application_id = erasing.id
    """),
    text("""
        UPDATE objection_answer SET note = NULL
        FROM objection JOIN erasing ON erasing.id = objection.application_id
        WHERE objection_answer.objection_id = objection.id
    """),
    text("""
        UPDATE verification_verdict SET note = NULL, requirements = '[]'
        FROM erasing WHERE verification_verdict.application_id = erasing.id
    """),
    text("""
        UPDATE verification_case SET checks = '[]', reasons = '[]'
        FROM erasing WHERE verification_case.application_id = erasing.id
    """),
    text("""
        UPDATE appointment SET filing_sealed = NULL, resignation_reason = NULL
        FROM erasing WHERE appointment.application_id = erasing.id
    """),
    # What was published commits to birth dates; without the salt that says nothing any more.
    text("DELETE FROM commitment_salt USING erasing WHERE commitment_salt.application_id = erasing.id"),
)
# An account that is needed for another application, or belongs to an employee by now, stays.
_FREE: Final = text("""
    CREATE TEMPORARY TABLE free_account ON COMMIT DROP AS
    SELECT DISTINCT applicant_id AS id FROM erasing
    WHERE NOT EXISTS (
        SELECT FROM application AS other
        WHERE other.applicant_id = erasing.applicant_id AND other.erased_at IS NULL
    )
""")
_NOTICES: Final = text("DELETE FROM notice USING free_account WHERE notice.recipient_id = free_account.id")
_ACCOUNTS: Final = text("DELETE FROM applicant USING free_account WHERE applicant.id = free_account.id")


class Erased(NamedTuple):
    """How many rows were erased."""

    applications: int
    accounts: int
    documents: int


async def count_classes(session: AsyncSession, selection_id: UUID) -> dict[str, int]:
    """Applications by retention class."""
    rows = await session.execute(_COUNTS, {"selection_id": selection_id})
    return {row[0]: row[1] for row in rows}


async def erase_applications(session: AsyncSession, selection_id: UUID, *, now: Any) -> Erased:
    """Erase who was not appointed, past the fence of whoever asked; safe to repeat."""
    await session.execute(_CHOOSE, {"selection_id": selection_id})
    applications = await _count(session, _APPLICATIONS, now=now)
    documents = await _count(session, _FILES, now=now)
    for statement in _WORDS:
        await session.execute(statement)
    await session.execute(_FREE)
    await session.execute(_NOTICES)
    return Erased(applications, await _count(session, _ACCOUNTS), documents)


async def _count(session: AsyncSession, statement: Any, **values: Any) -> int:
    done: CursorResult[Any] = await session.execute(statement, values)  # type: ignore[assignment] # an UPDATE has a count
    return done.rowcount
