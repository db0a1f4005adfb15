"""Correcting yearly evaluations."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.directory import scope_of_any
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict
from performance.evaluations.completing import ACTING, make_version, matrix_of_year, outcome_of
from performance.evaluations.events import EvaluationCorrected
from performance.evaluations.models import Evaluation
from performance.evaluations.queries import get_evaluation
from performance.evaluations.rules import predicate_of
from performance.evaluations.schemas import EvaluationCorrection
from performance.policy import (
    COMPLETE_EVALUATION,
    EVALUATIONS,
    must_be_permitted,
)


class NothingCorrected(Conflict):
    """The correction says what the evaluation says already."""

    code = "nothing-corrected"
    title = Text("Koreksi tidak mengubah apa pun", "The correction changes nothing")


async def correct_evaluation(
    session: AsyncSession,
    principal: Principal,
    *,
    evaluation_id: UUID,
    correction: EvaluationCorrection,
    seen_version: int,
) -> Evaluation:
    """Change the ratings of a completed evaluation; what it said before is kept.

    Raises NotFound, Forbidden, OwnCase, PreconditionFailed when somebody else changed it since,
    NothingCorrected.
    """
    sight = scope_of_any(principal, ACTING, EVALUATIONS)
    evaluation = await get_evaluation(session, evaluation_id, sight, is_locked=True)
    allowed = await must_be_permitted(session, principal, COMPLETE_EVALUATION, record=evaluation)
    check_version(evaluation, seen_version)
    work_result, behaviour = correction.ratings
    if (evaluation.work_result, evaluation.behaviour) == (work_result, behaviour):
        raise NothingCorrected(current_state="completed")
    say_reason(session, correction.reason)
    previous = evaluation.predicate
    matrix, version = await matrix_of_year(session, evaluation.year)
    evaluation.work_result, evaluation.behaviour = work_result, behaviour
    evaluation.predicate = predicate_of(work_result, behaviour, matrix)
    evaluation.rule_set = version
    evaluation.corrections += 1
    session.add(make_version(session, evaluation, reason=correction.reason, acted_for=allowed.acted_for))
    said = {"previous_predicate": previous, "reason": correction.reason, "acted_for": allowed.acted_for}
    publish(session, EvaluationCorrected.model_validate(outcome_of(evaluation) | said))
    await session.flush()
    return evaluation
