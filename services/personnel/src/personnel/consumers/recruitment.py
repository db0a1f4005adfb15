"""What the registry takes from recruitment: appointed candidates."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, is_ahead
from personnel.candidates.schemas import HandedOver
from personnel.candidates.service import take_candidate, withdraw_candidate
from personnel.identifiers.vault import NikVault

PERSON = frozenset(
    {"nip", "name", "front_title", "back_title", "birth_date", "birth_place", "sex", "employment_type"}
)


class EducationView(BaseModel):
    """The education on which the appointment rests."""

    level: str
    program_code: str | None = None
    program: str | None = None
    institution: str | None = None
    graduated_on: date

    def fields(self) -> dict[str, Any]:
        """The same in the registry's words."""
        kept = self.model_dump(include={"level", "program_code", "institution"})
        return kept | {"program_name": self.program, "effective_on": self.graduated_on}


class CandidateView(BaseModel):
    """The record of a candidate. What its fields may hold is judged by the registry's rules, not here."""

    agency: str
    candidate_id: UUID
    revision: int
    nip: str
    nik_sealed: str
    name: str
    front_title: str | None = None
    back_title: str | None = None
    birth_date: date
    birth_place: str | None = None
    sex: str
    education: EducationView
    employment_type: str
    position_id: UUID
    rank: str
    effective_on: date
    decree_number: str | None = None
    decree_on: date | None = None

    def handed_over(self, vault: NikVault) -> HandedOver:
        """The record with its NIK opened. Raises FieldUnreadable under another exchange key."""
        nik = vault.received(self.candidate_id, self.nik_sealed)
        return HandedOver(
            candidate_id=self.candidate_id,
            revision=self.revision,
            agency=self.agency,
            person=self.model_dump(include=set(PERSON)) | {"nik": nik},
            education=self.education.fields(),
            position_id=self.position_id,
            rank=self.rank,
            decree=self.model_dump(include={"effective_on", "decree_number", "decree_on"}),
        )


class SnapshotView(CandidateView):
    """The present record."""

    state: str


class WithdrawnView(BaseModel):
    """A record that was taken back."""

    agency: str
    candidate_id: UUID
    revision: int


def recruitment_subscription(vault: NikVault) -> Subscription:
    """The candidates of recruitment; `vault` opens their NIK."""
    made = Subscription("recruitment", entities=("candidate",))

    async def take(session: AsyncSession, event: Incoming[Any]) -> None:
        # A registration is final: what was taken back while this record waited is not registered first.
        if not await is_ahead(session, made, event, fact="candidate.withdrawn", service="personnel"):
            await take_candidate(session, event.data.handed_over(vault), vault=vault)

    @made.on("candidate.appointed")
    async def on_appointed(session: AsyncSession, event: Incoming[CandidateView]) -> None:
        await take(session, event)

    @made.on("candidate.withdrawn")
    async def on_withdrawn(session: AsyncSession, event: Incoming[WithdrawnView]) -> None:
        seen = event.data
        await withdraw_candidate(session, seen.candidate_id, agency=seen.agency, revision=seen.revision)

    @made.on_snapshot("candidate")
    async def on_snapshot(session: AsyncSession, event: Incoming[SnapshotView]) -> None:
        seen = event.data
        if seen.state == "appointed":
            await take(session, event)
        elif seen.state == "withdrawn":
            await withdraw_candidate(session, seen.candidate_id, agency=seen.agency, revision=seen.revision)

    return made
