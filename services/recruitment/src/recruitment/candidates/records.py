"""The same record in its three forms: as it came in, as a row, as an event or an answer."""

from collections.abc import Collection
from typing import Any

from recruitment.candidates.events import (
    CandidateAppointed,
    CandidateRecord,
    CandidateSnapshot,
    EducationFact,
)
from recruitment.candidates.models import Candidate
from recruitment.candidates.rules import STEPS, CandidateState
from recruitment.candidates.schemas import CandidateCreate, CandidateRead, Education, EducationRead
from recruitment.candidates.vault import CandidateVault

_EDUCATION = {
    "level": "education_level",
    "program_code": "education_program_code",
    "program": "education_program",
    "institution": "education_institution",
    "graduated_on": "graduated_on",
}
_OWN_FORM = {"nip", "nik", "education"}


def columns_of(record: CandidateCreate) -> dict[str, Any]:
    """The record as columns of a row, without its numbers."""
    plain = record.model_dump(exclude=_OWN_FORM)
    return plain | {column: getattr(record.education, name) for name, column in _EDUCATION.items()}


def record_of(candidate: Candidate, vault: CandidateVault) -> CandidateCreate:
    """The row as it would come in, to be corrected."""
    plain = {name: getattr(candidate, name) for name in CandidateCreate.model_fields if name not in _OWN_FORM}
    nik = vault.open(candidate.id, candidate.nik_sealed)
    return CandidateCreate(
        **plain, nip=candidate.nip, nik=nik, education=Education(**_education_of(candidate))
    )


def appointed(candidate: Candidate, vault: CandidateVault) -> CandidateAppointed:
    """The fact that hands the record over."""
    return CandidateAppointed(**_fact(candidate, vault))


def snapshot(candidate: Candidate, vault: CandidateVault) -> CandidateSnapshot:
    """The present state as a fact."""
    return CandidateSnapshot(
        **_fact(candidate, vault), state=candidate.state, employee_id=candidate.employee_id
    )


def shown(candidate: Candidate, *, nik: str | None = None, masked: Collection[str] = ()) -> CandidateRead:
    """The candidate as answers show it, without the fields in `masked`; `nik` has four digits left."""
    hidden = {*masked, *([] if nik else ["nik"])}
    made = {"nik", "education", "allowed", "masked"}
    plain = {name: getattr(candidate, name) for name in CandidateRead.model_fields if name not in made}
    return CandidateRead(
        **(plain | {"nik": nik} | dict.fromkeys(hidden)),
        masked=sorted(hidden),
        education=EducationRead(**_education_of(candidate)),
        allowed=sorted(STEPS[CandidateState(candidate.state)]),
    )


def _education_of(candidate: Candidate) -> dict[str, Any]:
    return {name: getattr(candidate, column) for name, column in _EDUCATION.items()}


def _fact(candidate: Candidate, vault: CandidateVault) -> dict[str, Any]:
    made = {"candidate_id", "nik_sealed", "education"}
    plain = {name: getattr(candidate, name) for name in CandidateRecord.model_fields if name not in made}
    return plain | {
        "candidate_id": candidate.id,
        "nik_sealed": vault.for_the_registry(candidate.id, candidate.nik_sealed),
        "education": EducationFact(**_education_of(candidate)),
    }
