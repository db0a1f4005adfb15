"""A selection whose administrative result was announced, with an applicant who was refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from abdi.clock import FixedClock, new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, applicant, committee_member, decision_maker
from recruitment.applications.models import Application
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import Selection, SelectionFormation, Stage
from recruitment.verifications.models import AdministrativeAnnouncement, Verdict, VerificationCase

HOME = "5671"
ANNOUNCED_AT = datetime(2024, 9, 18, 2, 0, tzinfo=UTC)
APPLIED_AT = datetime(2024, 9, 1, 2, 0, tzinfo=UTC)
VERIFIER = "verifier-of-the-case"
NOTE = "catatan verifikator"
REASON = {
    "rule": "requirement.document.diploma",
    "article": "PermenPANRB 6/2024",
    "passed": False,
    "required": "diploma",
    "found": "illegible",
    "message": {"id": "Tidak terbaca: buram", "en": "Illegible: buram"},
}
DAYS = {
    "administrative_result": ("2024-09-18", "2024-09-19"),
    "administrative_objection": ("2024-09-20", "2024-09-22"),
    "administrative_answers": ("2024-09-20", "2024-09-24"),
    "final_result": ("2025-01-05", "2025-01-06"),
    "final_objection": ("2025-01-07", "2025-01-09"),
    "final_answers": ("2025-01-07", "2025-01-13"),
}


@dataclass
class World:
    """Asks as anybody on any day; what the clock says, tokens follow."""

    client: ServiceClient
    clock: FixedClock
    unit: Unit
    selection: Selection
    refused: Application
    verifier_id: UUID

    def on(self, at: str) -> None:
        """It is this instant (`2024-09-20T08:00` in Palembang, WIB)."""
        self.clock.set(datetime.fromisoformat(f"{at}:00+07:00"))

    def as_applicant(self, of: Application | None = None) -> ServiceClient:
        return self.client.as_(applicant((of or self.refused).applicant_id))

    def as_verifier(self) -> ServiceClient:
        """Who verified the case."""
        return self.client.as_(committee_member(HOME, subject=VERIFIER))

    def as_other(self, subject: str = "answerer") -> ServiceClient:
        """Somebody of the committee who verified nothing."""
        return self.client.as_(committee_member(HOME, subject=subject))

    def as_decider(self) -> ServiceClient:
        return self.client.as_(decision_maker(HOME))

    async def lodge(self, of: Application | None = None, **facts: Any) -> Any:
        """The answer to an objection of this applicant."""
        body = {
            "stage": "administrative",
            "ground": "committee_mistake",
            "words": "Halaman kedua ijazah saya terbaca jelas.",
        } | facts
        path = f"/v1/applications/{(of or self.refused).id}/objections"
        return await self.as_applicant(of).post(path, json=body)

    async def lodged(self, of: Application | None = None, **facts: Any) -> str:
        answer = await self.lodge(of, **facts)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def answer(self, objection_id: str, *, by: ServiceClient | None = None, **facts: Any) -> Any:
        """The answer to an answer: accepted, by somebody who verified nothing."""
        body = {
            "outcome": "accepted",
            "fault": "committee",
            "words": "Ijazah terbaca lengkap; verifikasi keliru.",
            "note": "salah buka berkas",
        } | facts
        return await (by or self.as_other()).post(f"/v1/objections/{objection_id}/answer", json=body)

    async def application(self, of: Application | None = None) -> Application:
        async with self.unit() as session:
            return await session.get_one(Application, (of or self.refused).id)

    async def apply(self, **facts: Any) -> Application:
        """One more application to the same selection."""
        async with self.unit() as session:
            opening = await session.scalar(
                select(Opening)
                .join(SelectionFormation, SelectionFormation.formation_id == Opening.formation_id)
                .where(SelectionFormation.selection_id == self.selection.id)
            )
            assert opening is not None
            application = make_application(self.selection, opening, facts)
            session.add(application)
        return application

    async def publish_final(self, application: Application, *, number: int = 1) -> Ranking:
        """A published final ranking in which this application is."""
        ranking = Ranking(
            id=new_id(),
            agency=HOME,
            selection_id=self.selection.id,
            stage="final",
            number=number,
            state="published",
            rule_set="2024",
            manifest={},
            computed_at=self.clock.now(),
            published_at=self.clock.now(),
        )
        async with self.unit() as session:
            session.add(ranking)
            await session.flush()
            session.add(
                RankingRow(
                    ranking_id=ranking.id,
                    application_id=application.id,
                    applicant_id=application.applicant_id,
                    agency=HOME,
                    opening_id=application.opening_id,
                    code="P",
                )
            )
        return ranking


@pytest.fixture
def clock() -> FixedClock:
    """The first day of objections, in the morning."""
    return FixedClock(datetime(2024, 9, 20, 1, 0, tzinfo=UTC))


@pytest.fixture
async def world(client: ServiceClient, clock: FixedClock, unit: Unit) -> World:
    """An announced administrative result with one refusal, judged by one verifier with an inner note."""
    verifier = committee_member(HOME, subject=VERIFIER)
    assert verifier.employee_id is not None
    selection, formation, opening = _selection()
    refused = make_application(selection, opening, {"state": "not_eligible", "reasons": [REASON]})
    case = _case(refused)
    verdict = _verdict(case, verifier.employee_id)
    announcement = AdministrativeAnnouncement(
        selection_id=selection.id,
        number=1,
        manifest={"counts": {"MS": 0, "TMS": 1}, "sha256": "0" * 64},
        announced_at=ANNOUNCED_AT,
    )
    async with unit() as session:
        for rows in (
            [selection, formation],
            [opening, SelectionFormation(formation_id=formation.id, selection_id=selection.id)],
            [*_stages(selection), refused],
            [case, announcement],
            [verdict],
        ):
            session.add_all(rows)
            await session.flush()
    return World(client, clock, unit, selection, refused, verifier.employee_id)


@pytest.fixture
def reading() -> Callable[[ServiceClient, Application], Awaitable[Any]]:
    """The own objections of an application, as an answer."""

    async def read(by: ServiceClient, application: Application) -> Any:
        return await by.get(f"/v1/applications/{application.id}/objections")

    return read


def make_application(selection: Selection, opening: Opening, facts: dict[str, Any]) -> Application:
    given: dict[str, Any] = {
        "applicant_id": new_id(),
        "agency": HOME,
        "intake": 2024,
        "selection_id": selection.id,
        "formation_id": opening.formation_id,
        "opening_id": opening.id,
        "need": "general",
        "state": "eligible",
        "state_since": ANNOUNCED_AT,
        "name": "Pelamar Contoh",
        "birth_date": date(1999, 1, 1),
        "birth_place": "Palembang",
        "sex": "female",
        "has_disability": False,
        "is_local": False,
        "education_level": "S1",
        "education_code": "5101067",
        "institution": "Universitas Contoh",
        "graduated_on": date(2022, 8, 20),
        "declarations": {},
        "submitted_at": APPLIED_AT,
        "reasons": [],
    }
    return Application(id=new_id(), **(given | facts))


def _selection() -> tuple[Selection, Formation, Opening]:
    selection = Selection(
        id=new_id(),
        agency=HOME,
        agency_kind="regional",
        agency_name="Pemerintah Kota Palembang",
        time_zone="Asia/Jakarta",
        intake=2024,
        kind="CPNS",
        name="CPNS 2024",
        state="announced",
        verifiers=1,
        rule_set="2024",
        announcement_number=f"800/{uuid4().hex[:8]}",
        announced_at=datetime(2024, 8, 19, tzinfo=UTC),
        schedule_version=1,
    )
    formation = Formation(
        id=new_id(),
        agency=HOME,
        intake=2024,
        unit_id=uuid4(),
        position_id=uuid4(),
        position_name="Analis Kebijakan Ahli Pertama",
        education_level="S1",
        education_codes=["5101067"],
        placement_code="16.71",
        placement_name="Palembang",
        state="approved",
        state_since=APPLIED_AT,
    )
    return selection, formation, Opening(id=new_id(), formation_id=formation.id, need="general", count=2)


def _stages(selection: Selection) -> list[Stage]:
    return [
        Stage(
            selection_id=selection.id,
            code=code,
            starts_on=date.fromisoformat(first),
            ends_on=date.fromisoformat(last),
        )
        for code, (first, last) in DAYS.items()
    ]


def _case(application: Application) -> VerificationCase:
    return VerificationCase(
        id=new_id(),
        application_id=application.id,
        applicant_id=application.applicant_id,
        selection_id=application.selection_id,
        agency=HOME,
        state="decided",
        wanted=1,
        round=1,
        proposal="eligible",
        checks=[],
        waits_since=APPLIED_AT,
        outcome="not_eligible",
        reasons=[REASON],
        decided_at=ANNOUNCED_AT,
    )


def _verdict(case: VerificationCase, verifier_id: UUID) -> Verdict:
    finding = {"requirement": REASON["rule"], "is_fulfilled": False, "reason": "illegible", "words": "buram"}
    return Verdict(
        case_id=case.id,
        application_id=case.application_id,
        agency=HOME,
        round=1,
        number=1,
        verifier_id=verifier_id,
        outcome="not_eligible",
        requirements=[finding],
        note=NOTE,
        is_bulk=False,
        given_at=ANNOUNCED_AT,
    )
