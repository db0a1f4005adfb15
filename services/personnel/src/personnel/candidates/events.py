"""What the registry answers about candidates."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from abdi.reasons import Reason


class CandidateAnswer(Event):
    """What all answers share; `revision` is that of the record which was judged."""

    candidate_id: UUID
    """Id of the candidate's record in recruitment."""
    revision: int
    """Of the record that was judged, counted from 1."""


class CandidateRegistered(
    CandidateAnswer,
    name="personnel.candidate.registered",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The candidate is an employee of the registry."""

    employee_id: UUID
    """The employee that the candidate became."""
    registered_on: date
    """The day on which the registry entered the person."""


class CandidateRefused(
    CandidateAnswer,
    name="personnel.candidate.refused",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """Rules of the registry are not met; the record can be mended and handed over again."""

    reasons: list[Reason]
    """The rules that are not met, one by one."""


class CandidateSnapshot(
    CandidateAnswer,
    name="personnel.candidate.snapshot",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The present answer, on request of a consumer that starts late."""

    state: str
    """`registered`, `refused` or `withdrawn`."""
    employee_id: UUID | None
    """The employee that the candidate became."""
    registered_on: date | None
    """The day on which the registry entered the person."""
    reasons: list[Reason]
    """The rules that are not met, one by one."""
