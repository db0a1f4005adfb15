"""Accepting in bulk what the data prove: verdicts in one person's name, in one step."""

from collections import Counter
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.faults import crash_at
from abdi.jobs import Job, JobRun, JobState
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.verification_steps.asking import ask_for_step, step_job
from recruitment.verification_steps.kinds import VerificationStepKind, VerificationStepStage
from recruitment.verifications.faults import BulkNotAllowed, ResultAnnounced
from recruitment.verifications.permissions import VERIFY
from recruitment.verifications.queries import announced_among, find_setting, must_be_under_way, verifier_of

CHUNK: Final = 2_000
_COUNT: Final = text("""
    SELECT count(*) FROM verification_case AS c JOIN application AS a ON a.id = c.application_id
    WHERE c.selection_id = :selection_id AND c.state = 'open' AND c.proposal = 'eligible'
        AND a.state = 'submitted'
""")
_LOCK: Final = text("""
    SELECT c.id FROM verification_case AS c JOIN application AS a ON a.id = c.application_id
    WHERE c.selection_id = :selection_id AND c.state = 'open' AND c.proposal = 'eligible'
        AND a.state = 'submitted' AND c.id > :after
    ORDER BY c.id LIMIT :chunk FOR UPDATE OF c
""")
_GIVE: Final = text("""
    WITH given AS (
        INSERT INTO verification_verdict (id, case_id, application_id, agency, round, number, verifier_id,
            outcome, requirements, is_bulk, given_at)
        SELECT gen_random_uuid(), c.id, c.application_id, c.agency, c.round, 1 + before.verdicts, :me,
            'eligible', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('requirement', k.value->>'rule',
                    'is_fulfilled', true, 'reason', NULL, 'words', NULL) ORDER BY k.ordinality), '[]')
                FROM jsonb_array_elements(c.checks) WITH ORDINALITY AS k
            ), true, :now
        FROM verification_case AS c CROSS JOIN LATERAL (
            SELECT count(*)::int AS verdicts, coalesce(bool_or(v.verifier_id = :me), false) AS is_mine
            FROM verification_verdict AS v WHERE v.case_id = c.id AND v.round = c.round
        ) AS before
        WHERE c.id = ANY(:ids) AND NOT before.is_mine AND before.verdicts + (
            SELECT count(*) FROM verification_claim AS k
            WHERE k.case_id = c.id AND k.verifier_id <> :me AND k.expires_at > :now
        ) < c.wanted AND NOT EXISTS (
            SELECT FROM conflict_of_interest AS i WHERE i.verifier_id = :me AND (
                i.applicant_id = c.applicant_id OR i.applicant_id IS NULL AND i.selection_id = c.selection_id)
        )
        RETURNING case_id, round, number
    ), settled AS (
        UPDATE verification_case AS c
        SET state = CASE WHEN g.number < c.wanted THEN 'open' WHEN o.is_agreed THEN 'decided'
                ELSE 'differing' END,
            outcome = CASE WHEN g.number >= c.wanted AND o.is_agreed THEN 'eligible' END,
            decided_at = CASE WHEN g.number >= c.wanted AND o.is_agreed THEN CAST(:now AS timestamptz) END,
            version = c.version + 1, updated_at = now()
        FROM given AS g CROSS JOIN LATERAL (
            SELECT coalesce(bool_and(v.outcome = 'eligible'), true) AS is_agreed
            FROM verification_verdict AS v WHERE v.case_id = g.case_id AND v.round = g.round
        ) AS o
        WHERE c.id = g.case_id
        RETURNING c.state
    ), released AS (
        DELETE FROM verification_claim AS k USING given AS g
        WHERE k.case_id = g.case_id AND k.verifier_id = :me
    )
    SELECT count(*) AS accepted, count(*) FILTER (WHERE state = 'decided') AS decided,
        count(*) FILTER (WHERE state = 'differing') AS differing
    FROM settled
""")


async def ask_for_acceptance(session: AsyncSession, principal: Principal, selection_id: UUID) -> Job:
    """Ask for favourable verdicts in one's own name on every case whose pre-check proves everything.

    Raises NotFound, Forbidden, SelectionNotUnderWay, ResultAnnounced, BulkNotAllowed, StepUnderWay.
    """
    selection = await _ready(session, principal, selection_id)
    return await ask_for_step(session, principal, selection, kind=VerificationStepKind.ACCEPTANCE)


async def accept_proven(run: JobRun, selection_id: UUID) -> None:
    """Give a favourable verdict on every open case whose pre-check proves everything, or on none.

    Cases that are taken by others, judged by oneself or under a declared conflict stay as they are. Raises
    what asking for it raises.
    """
    async with run.unit() as session:
        await _ready(session, run.principal, selection_id, is_locked=True)
        me = verifier_of(run.principal)
        counts = await _accept(run, session, selection_id, me=me)
        told = {name: counts[name] for name in ("accepted", "decided", "differing")}
        if counts["accepted"]:
            entry = {"selection_id": selection_id, "verifier_id": me, **told}
            record_bulk(session, "verification.accepted", entry)
        crash_at("verification_steps.before_settle")
        result = {"selection_id": str(selection_id), **told}
        done = counts["done"]
        await run.settle(session, JobState.FINISHED, done=done, rows=done, result=result)


ACCEPTANCE_JOB: Final = step_job(VerificationStepKind.ACCEPTANCE, accept_proven, VERIFY)


async def _ready(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, is_locked: bool = False
) -> Selection:
    """The selection, when the principal may accept in bulk now."""
    selection = await get_selection_for(
        session, principal, VERIFY, selection_id=selection_id, is_locked=is_locked
    )
    must_be_under_way(selection)
    verifier_of(principal)
    if await announced_among(session, [selection_id]):
        raise ResultAnnounced
    setting = await find_setting(session, selection_id)
    if setting is None or not setting.may_accept_in_bulk:
        raise BulkNotAllowed
    return selection


async def _accept(run: JobRun, session: AsyncSession, selection_id: UUID, *, me: UUID) -> Counter[str]:
    now, after = context_of(session).clock.now(), UUID(int=0)
    rows = await session.scalar(_COUNT, {"selection_id": selection_id})
    counts = Counter[str]()
    while True:
        await run.say(VerificationStepStage.ACCEPTING, done=counts["done"], rows=rows)
        asked = {"selection_id": selection_id, "after": after, "chunk": CHUNK}
        ids = (await session.scalars(_LOCK, asked)).all()
        if not ids:
            return counts
        row = (await session.execute(_GIVE, {"ids": list(ids), "me": me, "now": now})).one()
        counts.update(accepted=row.accepted, decided=row.decided, differing=row.differing, done=len(ids))
        after = ids[-1]
