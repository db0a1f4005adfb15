"""What goes in and out about cases and verdicts."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.i18n import Text
from abdi.instants import Instant
from abdi.text import Words
from abdi.written import Written
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.verifications.judging import CaseOutcome, CaseState, VerdictReason
from recruitment.verifications.rules import CaseProposal, CheckStanding

Note = Annotated[Words, Field(max_length=2000)]
Why = Annotated[Words, Field(min_length=3, max_length=500)]
Requirement = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,79}$")]

REASON_NEEDED = Text(
    "sebutkan alasan dan penjelasan bila tidak terpenuhi; kosongkan bila terpenuhi",
    "name reason and words when it is not fulfilled, neither when it is",
)
NAMED_TWICE = Text("tiap persyaratan dinilai satu kali", "each requirement is judged once")

ID: Final = "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02"
REASON: Final[dict[str, Any]] = {
    "rule": "requirement.document.diploma",
    "article": "PermenPANRB 6/2024",
    "passed": False,
    "required": "diploma",
    "found": "illegible",
    "message": {"id": "Tidak terbaca: halaman kedua buram", "en": "Illegible: halaman kedua buram"},
    "remedy": None,
    "turns_on": None,
    "caveat": None,
}
_FINDING: Final = {
    "requirement": "requirement.document.diploma",
    "is_fulfilled": False,
    "reason": "illegible",
    "words": "halaman kedua buram",
}
_VERDICT: Final = {"requirements": [_FINDING], "note": "sudah dicek ke PDDIKTI"}


class FindingWrite(Written):
    """What a verifier found of one requirement; the applicant reads the words of what is not fulfilled."""

    model_config = ConfigDict(json_schema_extra=example(_FINDING))

    requirement: Requirement
    is_fulfilled: bool
    reason: VerdictReason | None = None
    words: Annotated[Words, Field(max_length=1000)] | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.is_fulfilled != (self.reason is None) or self.is_fulfilled != (self.words is None):
            raise ValueError(REASON_NEEDED)
        return self


class VerdictWrite(Written):
    """A verdict: whatever data do not prove is judged by name; `note` stays inside."""

    model_config = ConfigDict(json_schema_extra=example(_VERDICT))

    requirements: Annotated[list[FindingWrite], Field(max_length=100)]
    note: Note | None = None

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        named = [finding.requirement for finding in self.requirements]
        if len(set(named)) < len(named):
            raise ValueError(NAMED_TWICE)
        return self


class VerdictItem(VerdictWrite):
    """A verdict within a batch."""

    model_config = ConfigDict(json_schema_extra=example(_VERDICT, id=ID))

    id: UUID = Field(description="id of the case")


class VerdictBatch(Batch[VerdictItem]):
    """Up to 500 verdicts of the caller."""

    model_config = ConfigDict(json_schema_extra=example(items=[_VERDICT | {"id": ID}]))


class Reopening(Written):
    """Why a decided case is opened again."""

    model_config = ConfigDict(json_schema_extra=example(reason="Dokumen asli ternyata terbaca"))

    reason: Why


class CaseFilters(BaseModel):
    """Which cases."""

    model_config = ConfigDict(extra="ignore")

    selection_id: UUID | None = None
    state: CaseState | None = None
    proposal: CaseProposal | None = None
    outcome: CaseOutcome | None = None
    is_mine: bool | None = Field(default=None, description="those that the caller has taken, or all others")
    waiting_before: Instant | None = Field(default=None, description="those that wait since before then")


class CheckRead(SelectionReason):
    """What the data say of one requirement."""

    model_config = ConfigDict(json_schema_extra=example(REASON, standing="not_met"))

    standing: CheckStanding


class FindingRead(BaseModel):
    """What a verifier found of one requirement."""

    model_config = ConfigDict(json_schema_extra=example(_FINDING))

    requirement: str
    is_fulfilled: bool
    reason: VerdictReason | None
    words: str | None


class VerdictRead(BaseModel):
    """What one verifier found."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            id=ID,
            round=1,
            number=1,
            verifier_id=ID,
            outcome="not_eligible",
            requirements=[_FINDING],
            note="sudah dicek ke PDDIKTI",
            is_bulk=False,
            given_at="2024-09-12T02:00:00Z",
        ),
    )

    id: UUID
    round: int
    number: int
    verifier_id: UUID
    outcome: CaseOutcome
    requirements: list[FindingRead]
    note: str | None
    is_bulk: bool
    given_at: datetime


class ClaimRead(BaseModel):
    """Who has taken a case, and until when."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra=example(verifier_id=ID, expires_at="2024-09-12T02:30:00Z")
    )

    verifier_id: UUID
    expires_at: datetime


_CASE: Final = {
    "id": ID,
    "version": 2,
    "application_id": ID,
    "selection_id": ID,
    "agency": "5671",
    "state": "open",
    "wanted": 2,
    "round": 1,
    "proposal": "not_eligible",
    "checks": [REASON | {"standing": "not_met"}],
    "waits_since": "2024-09-01T02:00:00Z",
    "outcome": None,
    "reasons": [],
    "decided_at": None,
    "reopening_reason": None,
    "claims": [],
    "allowed": ["claim", "verdict"],
    "masked": [],
    "created_at": "2024-09-11T02:00:00Z",
    "updated_at": "2024-09-11T02:00:00Z",
}


class CaseRead(BaseModel):
    """A case as those who verify see it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_CASE))

    id: UUID
    version: int
    application_id: UUID
    selection_id: UUID
    agency: str
    state: CaseState
    wanted: int = Field(description="how many verifiers must agree")
    round: int
    proposal: CaseProposal = Field(description="what the data say; nobody is refused by it")
    checks: list[CheckRead] | None
    waits_since: datetime
    outcome: CaseOutcome | None
    reasons: list[SelectionReason] = Field(description="what the applicant reads after the announcement")
    decided_at: datetime | None
    reopening_reason: str | None
    claims: list[ClaimRead]
    allowed: list[Literal["claim", "verdict", "reopening"]]
    masked: list[str]
    created_at: datetime
    updated_at: datetime


class CaseWholeRead(CaseRead):
    """A case with its verdicts, as far as the reader may see them already."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra=example(_CASE, verdicts=[], are_verdicts_hidden=True)
    )

    verdicts: list[VerdictRead]
    are_verdicts_hidden: bool = Field(
        description="who may still judge the case sees no verdict of others before the own one"
    )
