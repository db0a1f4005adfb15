"""What recruitment publishes about candidates: everything that the registry needs, the NIK sealed for it."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.messaging import Event


class EducationFact(BaseModel):
    """The education on which the appointment rests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: str
    program_code: str | None
    program: str | None
    institution: str | None
    graduated_on: date


class CandidateFact(Event):
    """What all facts about a candidate share; `revision` counts from 1 how often it was handed over."""

    candidate_id: UUID
    revision: int


class CandidateRecord(CandidateFact):
    """The whole record. `nik_sealed`: AES-256-GCM under the exchange key, bound to the candidate, base64."""

    nip: str
    nik_sealed: str
    name: str
    front_title: str | None
    back_title: str | None
    birth_date: date
    birth_place: str | None
    sex: str
    education: EducationFact
    employment_type: str
    position_id: UUID
    rank: str
    """Rank (CPNS, `III/a`) or grade (PPPK, `IX`)."""
    effective_on: date
    """TMT: the first day of service."""
    decree_number: str
    decree_on: date


class CandidateAppointed(
    CandidateRecord,
    name="recruitment.candidate.appointed",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """A candidate was appointed, or a refused record was mended and is handed over again."""


class CandidateWithdrawn(
    CandidateFact,
    name="recruitment.candidate.withdrawn",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The record was taken back before the registry had the person."""

    reason: str
    withdrawn_on: date


class CandidateSnapshot(
    CandidateRecord,
    name="recruitment.candidate.snapshot",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The whole record with its state, on request of a consumer that starts late."""

    state: str
    employee_id: UUID | None
