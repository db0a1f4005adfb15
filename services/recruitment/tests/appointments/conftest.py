"""A selection with a published final ranking: two seats, two who have them and two who wait."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, applicant, officer
from recruitment.applicants.models import Applicant
from recruitment.applications.models import Application
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import Selection, SelectionFormation, Stage

HOME = "5671"
BEFORE = datetime(2025, 1, 12, tzinfo=UTC)
BORN = date(1999, 8, 5)


@dataclass(frozen=True)
class Person:
    """Somebody in the ranking."""

    applicant_id: UUID
    application_id: UUID
    number: str


@dataclass(frozen=True)
class World:
    """The selection and its people, the best first."""

    selection_id: UUID
    ranking_id: UUID
    opening_id: UUID
    position_id: UUID
    people: Sequence[Person]


Build = Callable[..., Awaitable[World]]


@pytest.fixture
def build(unit: Unit, app: FastAPI) -> Build:
    """`await build(places=(1, 2, 3, 3))`: who has which place; the first `seats` have one."""

    numbers = count()

    async def make(places: Sequence[int] = (1, 2, 3, 4), seats: int = 2, **facts: Any) -> World:
        selection = _selection(facts)
        formation, opening = _formation(selection, seats)
        accounts = [_account(app, next(numbers)) for _ in places]
        applications = [
            _application(selection, opening, account, number) for number, account in enumerate(accounts)
        ]
        ranking = Ranking(
            id=new_id(),
            agency=HOME,
            selection_id=selection.id,
            stage="final",
            number=1,
            state=facts.get("ranking", "published"),
            rule_set="2024",
            computed_at=BEFORE,
            published_at=BEFORE,
        )
        rows = [
            _row(ranking, opening, one, place=place, has_seat=number < seats)
            for number, (one, place) in enumerate(zip(applications, places, strict=True))
        ]
        async with unit() as session:
            for layer in (
                [selection, formation, *accounts],
                [opening, SelectionFormation(formation_id=formation.id, selection_id=selection.id)],
                [_stage(selection, *stage) for stage in facts.get("stages", ())],
                [*applications, ranking],
                rows,
            ):
                session.add_all(layer)
                await session.flush()
        people = [Person(one.applicant_id, one.id, str(one.participant_number)) for one in applications]
        return World(selection.id, ranking.id, opening.id, formation.position_id, people)

    return make


@pytest.fixture
async def world(build: Build) -> World:
    """Two with a seat, two without."""
    return await build()


@pytest.fixture
def agency(client: ServiceClient) -> ServiceClient:
    """An officer of the agency."""
    return client.as_(officer(HOME))


@pytest.fixture
def opened(agency: ServiceClient) -> Callable[[World], Awaitable[list[dict[str, Any]]]]:
    """Invites everybody with a seat; gives the appointments in the order of their places."""

    async def invite(world: World) -> list[dict[str, Any]]:
        answer = await agency.post(f"/v1/selections/{world.selection_id}/appointments")
        assert answer.status_code == 200, answer.text
        listed = await agency.get(f"/v1/appointments?selection_id={world.selection_id}")
        return sorted(listed.json()["data"], key=lambda one: one["place"])

    return invite


@pytest.fixture
def acting(client: ServiceClient) -> Callable[[Person], ServiceClient]:
    """The person with the own account."""

    def sign_in(person: Person) -> ServiceClient:
        return client.as_(applicant(person.applicant_id))

    return sign_in


def _selection(facts: dict[str, Any]) -> Selection:
    return Selection(
        id=new_id(),
        agency=HOME,
        agency_kind="regional",
        agency_name="Pemerintah Kota Palembang",
        time_zone="Asia/Jakarta",
        intake=2024,
        kind="CPNS",
        name="CPNS Kota Palembang 2024",
        state=facts.get("state", "announced"),
        verifiers=1,
        rule_set="2024",
        announcement_number=f"800/{uuid4().hex[:6]}/BKPSDM/2024",
        announced_at=BEFORE,
        schedule_version=1,
    )


def _stage(selection: Selection, code: str, starts_on: date, ends_on: date) -> Stage:
    return Stage(selection_id=selection.id, code=code, starts_on=starts_on, ends_on=ends_on)


def _formation(selection: Selection, seats: int) -> tuple[Formation, Opening]:
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
        placement_name="Kota Palembang",
        state="approved",
        state_since=BEFORE,
    )
    return formation, Opening(id=new_id(), formation_id=formation.id, need="general", count=seats)


def _account(app: FastAPI, number: int) -> Applicant:
    made = Applicant(
        id=new_id(),
        name=f"Pelamar Contoh {number}",
        birth_date=BORN,
        birth_place="Palembang",
        sex="male",
        confirmed_at=BEFORE,
    )
    vault = app.state.applicant_vault
    vault.seal_person(made, nik=f"617101050899{number + 1:04d}")
    vault.seal_address(made, f"pelamar{number}@contoh.id")
    return made


def _application(selection: Selection, opening: Opening, account: Applicant, number: int) -> Application:
    return Application(
        id=new_id(),
        applicant_id=account.id,
        agency=HOME,
        intake=2024,
        selection_id=selection.id,
        formation_id=opening.formation_id,
        opening_id=opening.id,
        need="general",
        state="eligible",
        state_since=BEFORE,
        name=account.name,
        birth_date=BORN,
        birth_place="Palembang",
        sex="male",
        has_disability=False,
        is_local=True,
        education_level="S1",
        education_code="5101067",
        institution="Universitas Contoh",
        graduated_on=date(2022, 8, 20),
        gpa=Decimal("3.50"),
        declarations={},
        submitted_at=BEFORE,
        participant_number=f"2431011082{number:07d}",
    )


def _row(ranking: Ranking, opening: Opening, one: Application, *, place: int, has_seat: bool) -> RankingRow:
    return RankingRow(
        ranking_id=ranking.id,
        application_id=one.id,
        applicant_id=one.applicant_id,
        agency=HOME,
        opening_id=opening.id,
        twk=100,
        tiu=120,
        tkp=190,
        skd_total=410,
        skb=Decimal(80),
        final_score=Decimal(80) - place,
        place=place,
        code="P/L" if has_seat else "P",
        seat_id=opening.id if has_seat else None,
    )
