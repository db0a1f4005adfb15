"""The steps of the administrative selection that take everybody at once, and where one stands."""

from enum import StrEnum
from typing import Final

LANE: Final = "verification_steps"


class VerificationStepKind(StrEnum):
    """What is done with a whole selection."""

    PRE_CHECK = "pre_check"
    ACCEPTANCE = "acceptance"
    ANNOUNCEMENT = "announcement"
    REANNOUNCEMENT = "reannouncement"

    @property
    def job(self) -> str:
        """The name of its kind of jobs."""
        return f"{LANE}.{self.value}"


class VerificationStepState(StrEnum):
    """Where a step is."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class VerificationStepStage(StrEnum):
    """What a running step is at."""

    CHECKING = "checking"
    ACCEPTING = "accepting"
    ANNOUNCING = "announcing"
    TELLING = "telling"


def kind_of(job_name: str) -> VerificationStepKind:
    """The step that jobs of this name do."""
    return VerificationStepKind(job_name.removeprefix(f"{LANE}."))
