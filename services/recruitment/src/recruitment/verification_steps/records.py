"""A step as answers show it."""

from typing import Any, Final
from uuid import UUID

from abdi.i18n import LocaleCode
from abdi.jobs import Job, JobState
from recruitment.verification_steps.kinds import VerificationStepKind, VerificationStepState, kind_of
from recruitment.verification_steps.schemas import StepFailureRead, VerificationStepRead

RESULT: Final = "result"
"""Where a job's progress holds what came of it, as the schema of its kind has it."""
_SHOWN_AS: Final = {
    VerificationStepKind.PRE_CHECK: "pre_check",
    VerificationStepKind.ACCEPTANCE: "acceptance",
    VerificationStepKind.ANNOUNCEMENT: "announcement",
    VerificationStepKind.REANNOUNCEMENT: "announcement",
}
_IN_VAIN: Final = frozenset({JobState.REFUSED, JobState.CANCELLED, JobState.FAILED})


def shown(job: Job, *, locale: LocaleCode) -> VerificationStepRead:
    """The step that the job does."""
    kind, told = kind_of(job.kind), job.progress
    # All but the pre-check, which goes forward in chunks, leave nothing when they do not come to their end.
    is_undone = job.state in _IN_VAIN and kind is not VerificationStepKind.PRE_CHECK
    results: dict[str, Any] = dict.fromkeys(_SHOWN_AS.values())
    if job.state is JobState.FINISHED:
        results[_SHOWN_AS[kind]] = told[RESULT]
    return VerificationStepRead(
        id=job.id,
        selection_id=UUID(job.params["selection_id"]),
        kind=kind,
        state=VerificationStepState(job.state.value),
        stage=job.stage,
        done=0 if is_undone else told.get("done", 0),
        rows=told.get("rows"),
        asked_by=job.principal.employee_id,
        **results,
        failure=_failure(job, locale),
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
    )


def _failure(job: Job, locale: LocaleCode) -> StepFailureRead | None:
    if job.failure is None:
        return None
    return StepFailureRead(
        code=job.failure["code"],
        message=job.failure["message"][locale],
        reasons=job.failure.get("reasons", []),
    )
