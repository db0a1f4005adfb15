"""What recruitment publishes about candidates: everything that the registry needs, the NIK sealed for it."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.messaging import Event


class EducationFact(BaseModel):
    """The education on which the appointment rests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: str
    """The level as a code."""
    program_code: str | None
    """Code of the study programme."""
    program: str | None
    """Name of the study programme."""
    institution: str | None
    """Where it was taken."""
    graduated_on: date
    """The day of graduation."""


class CandidateFact(Event):
    """What all facts about a candidate share; `revision` counts from 1 how often it was handed over."""

    candidate_id: UUID
    """Id of the record."""
    revision: int
    """How often it was handed over, counted from 1."""


class CandidateRecord(CandidateFact):
    """The whole record. `nik_sealed`: AES-256-GCM under the exchange key, bound to the candidate, base64."""

    nip: str
    """The number (NIP) given, 18 digits."""
    nik_sealed: str
    """The NIK, readable by the registry alone."""
    name: str
    """Without titles."""
    front_title: str | None
    """Titles before the name."""
    back_title: str | None
    """Titles behind the name."""
    birth_date: date
    """The day of birth."""
    birth_place: str | None
    """The place of birth."""
    sex: str
    """`male` or `female`."""
    education: EducationFact
    """The education on which the appointment rests."""
    employment_type: str
    """`CPNS` or `PPPK`."""
    position_id: UUID
    """The position for which the person was chosen."""
    rank: str
    """Rank (CPNS, `III/a`) or grade (PPPK, `IX`)."""
    effective_on: date
    """TMT: the first day of service."""
    decree_number: str
    """Number of the decree (SK)."""
    decree_on: date
    """Day of the decree."""


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
    """Why, as it was entered."""
    withdrawn_on: date
    """The day on which it was taken back."""


class CandidateSnapshot(
    CandidateRecord,
    name="recruitment.candidate.snapshot",
    version=1,
    key="candidate_id",
    dataclass="personal",
):
    """The whole record with its state, on request of a consumer that starts late."""

    state: str
    """Where the record stands."""
    employee_id: UUID | None
    """The employee that the candidate became; null: not yet."""
