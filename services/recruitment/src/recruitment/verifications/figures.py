"""Numbers of the administrative selection, ready to draw: by state and reason, and what waits longest."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of

_STATES: Final = text("""
    SELECT coalesce(c.state, 'unchecked') AS state, count(*) AS number
    FROM application AS a LEFT JOIN verification_case AS c ON c.application_id = a.id
    WHERE a.selection_id = :selection_id AND a.state NOT IN ('draft', 'cancelled')
    GROUP BY 1
""")
_OUTCOMES: Final = text("""
    SELECT c.outcome, count(*) AS number
    FROM verification_case AS c JOIN application AS a ON a.id = c.application_id
    WHERE c.selection_id = :selection_id AND c.outcome IS NOT NULL AND a.state <> 'cancelled' GROUP BY 1
""")
_REASONS: Final = text("""
    SELECT r.value->>'rule' AS requirement, r.value->>'found' AS reason, count(*) AS number
    FROM verification_case AS c JOIN application AS a ON a.id = c.application_id
        CROSS JOIN jsonb_array_elements(c.reasons) AS r
    WHERE c.selection_id = :selection_id AND c.outcome = 'not_eligible' AND a.state <> 'cancelled'
    GROUP BY 1, 2
""")
_OLDEST: Final = text("""
    SELECT c.id, c.waits_since, (
        SELECT coalesce(array_agg(k.verifier_id ORDER BY k.claimed_at), '{}')
        FROM verification_claim AS k WHERE k.case_id = c.id AND k.expires_at > :now
    ) AS owners
    FROM verification_case AS c JOIN application AS a ON a.id = c.application_id
    WHERE c.selection_id = :selection_id AND c.state <> 'decided' AND a.state = 'submitted'
    ORDER BY c.waits_since, c.id LIMIT 1
""")


@dataclass(frozen=True)
class Oldest:
    """What waits longest, and who has it."""

    id: UUID
    waits_since: datetime
    seconds: int
    owner_ids: list[UUID]


async def count_by_state(session: AsyncSession, selection_id: UUID) -> dict[str, int]:
    """Submitted applications by the state of their case; `unchecked`: there is none yet."""
    rows = await session.execute(_STATES, {"selection_id": selection_id})
    return {row.state: row.number for row in rows}


async def count_by_outcome(session: AsyncSession, selection_id: UUID) -> dict[str, int]:
    """Decided cases by outcome, as verified; objections come on top."""
    rows = await session.execute(_OUTCOMES, {"selection_id": selection_id})
    return {row.outcome: row.number for row in rows}


async def count_by_reason(session: AsyncSession, selection_id: UUID) -> dict[str, dict[str, int]]:
    """Refusals by requirement and reason; one application may have several."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await session.execute(_REASONS, {"selection_id": selection_id}):
        found[row.requirement][row.reason] = row.number
    return dict(found)


async def find_oldest(session: AsyncSession, selection_id: UUID) -> Oldest | None:
    """The undecided case that waits longest, with those who have it."""
    now = context_of(session).clock.now()
    row = (await session.execute(_OLDEST, {"selection_id": selection_id, "now": now})).one_or_none()
    if row is None:
        return None
    return Oldest(row.id, row.waits_since, max(0, int((now - row.waits_since).total_seconds())), row.owners)
