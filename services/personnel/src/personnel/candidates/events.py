"""What the registry answers about candidates."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from abdi.reasons import Reason


class CandidateAnswer(Event):
    """What all answers share; `revision` is that of the record which was judged."""

    candidate_id: UUID
    revision: int


class CandidateRegistered(
    CandidateAnswer,
    name="personnel.candidate.registered",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The candidate is an employee of the registry."""

    employee_id: UUID
    registered_on: date


class CandidateRefused(
    CandidateAnswer,
    name="personnel.candidate.refused",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """Rules of the registry are not met; the record can be mended and handed over again."""

    reasons: list[Reason]


class CandidateSnapshot(
    CandidateAnswer,
    name="personnel.candidate.snapshot",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The present answer, on request of a consumer that starts late."""

    state: str
    employee_id: UUID | None
    registered_on: date | None
    reasons: list[Reason]
