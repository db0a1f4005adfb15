"""Taking cases to look at, and giving them back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.problems import NotFound
from recruitment.selections.queries import get_selection_for
from recruitment.verifications.faults import (
    AlreadyJudged,
    ApplicationEnded,
    CaseNotInState,
    CaseTaken,
    ConflictDeclared,
    ResultAnnounced,
)
from recruitment.verifications.judging import STEPS, CaseState, conflict_reason
from recruitment.verifications.models import VerificationCase, VerificationClaim
from recruitment.verifications.permissions import VERIFY
from recruitment.verifications.preparing import default_setting
from recruitment.verifications.queries import (
    announced_among,
    conflicted_applications,
    ended_applications,
    find_setting,
    lock_cases,
    must_be_under_way,
    verdicts_of,
    verifier_of,
)

_WITHOUT_MINE: Final = """
    NOT EXISTS (
        SELECT FROM verification_verdict AS v
        WHERE v.case_id = c.id AND v.round = c.round AND v.verifier_id = :me
    ) AND NOT EXISTS (
        SELECT FROM conflict_of_interest AS i WHERE i.verifier_id = :me AND (
            i.applicant_id = c.applicant_id OR i.applicant_id IS NULL AND i.selection_id = c.selection_id)
    ) AND (
        SELECT count(*) FROM verification_verdict AS v WHERE v.case_id = c.id AND v.round = c.round
    ) + (
        SELECT count(*) FROM verification_claim AS k
        WHERE k.case_id = c.id AND k.verifier_id <> :me AND k.expires_at > :now
    ) < c.wanted + CASE c.state WHEN 'differing' THEN 1 ELSE 0 END
"""
_NEXT: Final = text(f"""
    SELECT c.id FROM verification_case AS c JOIN application AS a ON a.id = c.application_id
    WHERE c.selection_id = :selection_id AND c.state IN ('open', 'differing') AND a.state = 'submitted'
        AND NOT EXISTS (
            SELECT FROM verification_claim AS k
            WHERE k.case_id = c.id AND k.verifier_id = :me AND k.expires_at > :now
        ) AND {_WITHOUT_MINE}
    ORDER BY c.state = 'differing' DESC, c.waits_since, c.id LIMIT :count FOR UPDATE OF c SKIP LOCKED
""")
# Asked again once the rows are locked: what others took before that is seen only now.
_TAKE: Final = text(f"""
    INSERT INTO verification_claim (case_id, verifier_id, agency, claimed_at, expires_at)
    SELECT c.id, :me, c.agency, :now, :until FROM verification_case AS c
    WHERE c.id = ANY(:ids) AND c.state <> 'decided' AND {_WITHOUT_MINE} AND EXISTS (
        SELECT FROM application AS a WHERE a.id = c.application_id AND a.state = 'submitted')
    ON CONFLICT (case_id, verifier_id) DO UPDATE SET claimed_at = :now, expires_at = :until
    RETURNING case_id
""")


async def claim_next(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, count: int
) -> tuple[Sequence[VerificationCase], datetime]:
    """Take the next cases that the person may judge: where two differ first, then who waits longest.

    Returns the cases and until when they are taken. Raises NotFound, SelectionNotUnderWay, ResultAnnounced.
    """
    selection = await get_selection_for(session, principal, VERIFY, selection_id=selection_id)
    must_be_under_way(selection)
    await _refuse_announced(session, selection_id)
    me = verifier_of(principal)
    wanted = {"me": me, "now": context_of(session).clock.now(), "selection_id": selection_id, "count": count}
    ids = (await session.scalars(_NEXT, wanted)).all()
    return await _take(session, ids, selection_id=selection_id, verifier_id=me)


async def claim_case(session: AsyncSession, principal: Principal, case_id: UUID) -> VerificationCase:
    """Take one case, or keep it longer.

    Raises NotFound, CaseNotInState, ApplicationEnded, AlreadyJudged, ConflictDeclared, CaseTaken,
    ResultAnnounced.
    """
    case = (await lock_cases(session, principal, VERIFY, case_ids=[case_id])).get(case_id)
    if case is None:
        raise NotFound
    if "claim" not in STEPS[CaseState(case.state)]:
        raise CaseNotInState(current_state=case.state, allowed=sorted(STEPS[CaseState(case.state)]))
    await _refuse_announced(session, case.selection_id)
    await refuse_ended(session, case)
    me = verifier_of(principal)
    taken, _ = await _take(session, [case_id], selection_id=case.selection_id, verifier_id=me)
    if not taken:
        raise await _why_not(session, case, me)
    return case


async def release_case(session: AsyncSession, principal: Principal, case_id: UUID) -> VerificationCase:
    """Give a case back; without a claim of one's own nothing changes. Raises NotFound."""
    case = (await lock_cases(session, principal, VERIFY, case_ids=[case_id])).get(case_id)
    if case is None:
        raise NotFound
    claim = await session.get(VerificationClaim, (case_id, verifier_of(principal)))
    if claim is not None:
        await session.delete(claim)
        await session.flush()
    return case


async def release_all(session: AsyncSession, verifier_id: UUID, case_ids: Sequence[UUID]) -> None:
    """End the person's claims of these cases."""
    mine = VerificationClaim.verifier_id == verifier_id
    await session.execute(delete(VerificationClaim).where(VerificationClaim.case_id.in_(case_ids), mine))


async def refuse_ended(session: AsyncSession, case: VerificationCase) -> None:
    """Go on when the case's application still waits for its result. Raises ApplicationEnded."""
    for state in (await ended_applications(session, [case.application_id])).values():
        raise ApplicationEnded(current_state=state, allowed=[])


async def _refuse_announced(session: AsyncSession, selection_id: UUID) -> None:
    if await announced_among(session, [selection_id]):
        raise ResultAnnounced


async def _take(
    session: AsyncSession, ids: Sequence[UUID], *, selection_id: UUID, verifier_id: UUID
) -> tuple[Sequence[VerificationCase], datetime]:
    setting = await find_setting(session, selection_id) or default_setting(selection_id)
    now = context_of(session).clock.now()
    until = now + timedelta(minutes=setting.lease_minutes)
    if not ids:
        return [], until
    given = {"ids": list(ids), "me": verifier_id, "now": now, "until": until}
    taken = (await session.scalars(_TAKE, given)).all()
    if taken:
        record_bulk(session, "verification.claimed", {"cases": sorted(str(one) for one in taken)})
    wanted = select(VerificationCase).where(VerificationCase.id.in_(taken))
    return (
        await session.scalars(wanted.order_by(VerificationCase.waits_since, VerificationCase.id))
    ).all(), until


async def _why_not(session: AsyncSession, case: VerificationCase, me: UUID) -> Exception:
    if await conflicted_applications(session, me, [case.application_id]):
        return ConflictDeclared(reasons=[conflict_reason()])
    given = (await verdicts_of(session, [case]))[case.id]
    return AlreadyJudged() if any(one.verifier_id == me for one in given) else CaseTaken()
