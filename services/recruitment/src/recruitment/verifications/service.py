"""Use cases about verdicts: judge one case or many, and open a decided one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.problems import NotFound, Problem
from recruitment.verifications.claiming import refuse_ended, release_all
from recruitment.verifications.faults import (
    AlreadyJudged,
    ApplicationEnded,
    CaseNotInState,
    CaseTaken,
    ConflictDeclared,
    RequirementsUnjudged,
    ResultAnnounced,
)
from recruitment.verifications.judging import (
    STEPS,
    CaseState,
    Finding,
    completed,
    conflict_reason,
    gaps_of,
    outcome_of,
    public_reasons,
    settle,
)
from recruitment.verifications.models import Verdict, VerificationCase, VerificationClaim
from recruitment.verifications.permissions import REOPEN_VERIFICATION, VERIFY
from recruitment.verifications.queries import (
    announced_among,
    claims_of,
    conflicted_applications,
    ended_applications,
    lock_cases,
    verdicts_of,
    verifier_of,
)
from recruitment.verifications.rules import standings_of
from recruitment.verifications.schemas import VerdictItem

Outcome = VerificationCase | Problem


@dataclass(frozen=True)
class _Bench:
    """What is known of the cases before they are judged."""

    me: UUID
    now: datetime
    cases: Mapping[UUID, VerificationCase]
    verdicts: Mapping[UUID, list[Verdict]]
    claims: Mapping[UUID, list[VerificationClaim]]
    conflicted: set[UUID]
    announced: set[UUID]
    ended: Mapping[UUID, str]
    """Applications that are not waiting any more, with their states."""


async def judge_cases(
    session: AsyncSession, principal: Principal, items: Sequence[VerdictItem]
) -> list[Outcome]:
    """Give verdicts in one's own name; one outcome each, in their order.

    A refused one is the problem that says why: NotFound, CaseNotInState, ResultAnnounced, ApplicationEnded,
    ConflictDeclared, AlreadyJudged, CaseTaken, RequirementsUnjudged. Raises Forbidden for who is no person.
    """
    bench = await _bench(session, principal, [item.id for item in items])

    def judge(item: VerdictItem) -> VerificationCase:
        case = bench.cases.get(item.id)
        if case is None:
            raise NotFound
        _must_allow(bench, case)
        _give(session, bench, case, item=item)
        return case

    outcomes = judge_each(items, judge)
    await session.flush()
    await release_all(session, bench.me, [case.id for case in done_of(outcomes)])
    return outcomes


async def reopen_case(
    session: AsyncSession, principal: Principal, case_id: UUID, *, reason: str
) -> VerificationCase:
    """Open a decided case again, before the announcement; what was found before stays on record.

    Raises NotFound, CaseNotInState, ResultAnnounced, ApplicationEnded.
    """
    case = (await lock_cases(session, principal, REOPEN_VERIFICATION, case_ids=[case_id])).get(case_id)
    if case is None:
        raise NotFound
    if await announced_among(session, [case.selection_id]):
        raise ResultAnnounced
    _check_step(case, "reopening")
    await refuse_ended(session, case)
    say_reason(session, reason)
    case.state, case.outcome, case.decided_at = CaseState.OPEN, None, None
    case.reasons, case.reopening_reason = [], reason
    case.round += 1
    await session.flush()
    return case


async def _bench(session: AsyncSession, principal: Principal, case_ids: Sequence[UUID]) -> _Bench:
    me = verifier_of(principal)
    now = context_of(session).clock.now()
    cases = await lock_cases(session, principal, VERIFY, case_ids=case_ids)
    return _Bench(
        me=me,
        now=now,
        cases=cases,
        verdicts=await verdicts_of(session, cases.values()),
        claims=await claims_of(session, list(cases), now),
        conflicted=await conflicted_applications(
            session, me, [case.application_id for case in cases.values()]
        ),
        announced=await announced_among(session, {case.selection_id for case in cases.values()}),
        ended=await ended_applications(session, [case.application_id for case in cases.values()]),
    )


def _must_allow(bench: _Bench, case: VerificationCase) -> None:
    if case.selection_id in bench.announced:
        raise ResultAnnounced
    _check_step(case, "verdict")
    if case.application_id in bench.ended:
        raise ApplicationEnded(current_state=bench.ended[case.application_id], allowed=[])
    if case.application_id in bench.conflicted:
        raise ConflictDeclared(reasons=[conflict_reason()])
    given = bench.verdicts.get(case.id, [])
    if any(verdict.verifier_id == bench.me for verdict in given):
        raise AlreadyJudged
    others = [claim for claim in bench.claims.get(case.id, []) if claim.verifier_id != bench.me]
    seats = case.wanted + (case.state == CaseState.DIFFERING)
    if len(given) + len(others) >= seats:
        raise CaseTaken


def _check_step(case: VerificationCase, step: str) -> None:
    allowed = STEPS[CaseState(case.state)]
    if step not in allowed:
        raise CaseNotInState(current_state=case.state, allowed=sorted(allowed))


def _give(session: AsyncSession, bench: _Bench, case: VerificationCase, *, item: VerdictItem) -> None:
    findings = [Finding(**finding.model_dump()) for finding in item.requirements]
    standings = standings_of(case.checks)
    if gaps := gaps_of(findings, standings):
        raise RequirementsUnjudged(unknown=gaps.unknown, unjudged=gaps.unjudged)
    whole = completed(findings, standings)
    given = bench.verdicts.get(case.id, [])
    verdict = Verdict(
        id=new_id(),
        case_id=case.id,
        application_id=case.application_id,
        agency=case.agency,
        round=case.round,
        number=len(given) + 1,
        verifier_id=bench.me,
        outcome=outcome_of(whole),
        requirements=[_kept(finding) for finding in whole],
        note=item.note,
        is_bulk=False,
        given_at=bench.now,
    )
    session.add(verdict)
    _settle(case, [*given, verdict], bench.now)


def _settle(case: VerificationCase, given: Sequence[Verdict], now: datetime) -> None:
    state, outcome = settle([verdict.outcome for verdict in given], case.wanted)
    case.state = state
    if outcome is not None:
        reasons = public_reasons(given, outcome, case.checks)
        case.outcome, case.decided_at = outcome, now
        case.reasons = [reason.model_dump(mode="json") for reason in reasons]


def _kept(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in _FINDING}


_FINDING: Final = ("requirement", "is_fulfilled", "reason", "words")
