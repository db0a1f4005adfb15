"""Correcting one score, and choosing an earlier SKD."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.directory import scope
from abdi.http import check_version
from abdi.messaging import publish
from abdi.problems import NotFound, RuleBroken
from abdi.reasons import Reason
from recruitment.examinations.events import ScoreCorrected
from recruitment.examinations.models import ScoreChange, SkbScore, SkdSitting
from recruitment.examinations.queries import get_rule_set, get_sitting, get_skb_score
from recruitment.examinations.recording import Recorded, change_of
from recruitment.examinations.rules import SkbResult, SkdResult, check_skb_result, check_skd_result
from recruitment.examinations.schemas import SittingUpdate, SkbScoreUpdate
from recruitment.policy import RECORD_SCORE, SITTINGS, SKB_SCORES
from recruitment.selections.models import SkbTest
from recruitment.selections.standards import standard_of


class _Participant:
    """Whose score it is, as the history of changes asks for it."""

    def __init__(self, score: SkdSitting | SkbScore) -> None:
        self.id = score.application_id
        self.applicant_id = score.applicant_id
        self.agency = score.agency


async def correct_sitting(
    session: AsyncSession,
    principal: Principal,
    *,
    sitting_id: UUID,
    update: SittingUpdate,
    seen_version: int,
) -> SkdSitting:
    """Correct a sitting of SKD; what it said before is kept.

    Raises NotFound, PreconditionFailed, StandardMissing, RuleBroken.
    """
    visible = scope(principal, RECORD_SCORE, SITTINGS)
    sitting = await get_sitting(session, visible, sitting_id, is_locked=True)
    check_version(sitting, seen_version)
    intake, version, selection_id = await get_rule_set(session, sitting.application_id)
    _, standard = await standard_of(session, intake=intake, version=version)
    before = result_of(sitting)
    told = {name: getattr(sitting, name) for name in ("twk", "tiu", "tkp", "standing", "sat_on")}
    after = SkdResult(**(told | update.changes))
    _refuse(check_skd_result(after, standard))
    for name, value in update.changes.items():
        setattr(sitting, name, value)
    sitting.recorded_at = context_of(session).clock.now()
    changed = Recorded(_Participant(sitting), after, before=before, reason=update.reason)
    await _keep(session, changed, selection_id=selection_id, test="skd")
    return sitting


async def correct_skb_score(
    session: AsyncSession,
    principal: Principal,
    *,
    place: tuple[UUID, UUID],
    update: SkbScoreUpdate,
    seen_version: int,
) -> SkbScore:
    """Correct the result of an application in a component (`place`); what it said before is kept.

    Raises NotFound, PreconditionFailed, StandardMissing, RuleBroken.
    """
    application_id, test_id = place
    score = await get_skb_score(
        session,
        scope(principal, RECORD_SCORE, SKB_SCORES),
        application_id=application_id,
        test_id=test_id,
        is_locked=True,
    )
    check_version(score, seen_version)
    intake, version, selection_id = await get_rule_set(session, application_id)
    _, standard = await standard_of(session, intake=intake, version=version)
    test = await session.get(SkbTest, test_id)
    if test is None:
        raise NotFound
    told: dict[str, Any] = {"score": score.score, "standing": score.standing}
    before = SkbResult(**told)
    after = SkbResult(**(told | update.changes))
    _refuse(check_skb_result(after, standard, is_knockout=test.is_knockout))
    score.score, score.standing = after.score, after.standing
    score.recorded_at = context_of(session).clock.now()
    changed = Recorded(_Participant(score), after, before=before, test_id=test_id, reason=update.reason)
    await _keep(session, changed, selection_id=selection_id, test="skb")
    return score


def result_of(sitting: SkdSitting) -> SkdResult:
    """What a sitting says."""
    standing: Any = sitting.standing
    return SkdResult(sitting.twk, sitting.tiu, sitting.tkp, standing, sat_on=sitting.sat_on)


def total_of(sitting: SkdSitting) -> int | None:
    """The sum of the parts, if there are all three."""
    scores = result_of(sitting).scores
    return None if scores is None else scores.total


def quantised(score: Decimal | None) -> Decimal | None:
    """A score with the three decimals that the table keeps."""
    return None if score is None else score.quantize(Decimal("0.001"))


def _refuse(broken: list[Reason]) -> None:
    if broken:
        raise RuleBroken(reasons=broken)


async def _keep(session: AsyncSession, changed: Recorded, *, selection_id: UUID, test: str) -> None:
    reason = changed.reason or ""
    say_reason(session, reason)
    await session.execute(insert(ScoreChange), change_of(session, changed))
    publish(
        session,
        ScoreCorrected(
            agency=changed.participant.agency,
            application_id=changed.participant.id,
            selection_id=selection_id,
            test=test,
            test_id=changed.test_id,
            reason=reason,
        ),
    )
    await session.flush()
