"""A selection under way with eligible applications, written as the features before the tests leave them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, committee_member
from recruitment.applications.models import Application
from recruitment.formations.models import Formation, Opening
from recruitment.selections.models import Selection, SelectionFormation

HOME = "5671"
LONG_BEFORE = datetime(2024, 8, 19, tzinfo=UTC)

Selecting = Callable[..., Awaitable[Selection]]
Applying = Callable[..., Awaitable[list[Application]]]


@pytest.fixture
def selecting(unit: Unit) -> Selecting:
    """A selection of Palembang for 2024 with one formation; keywords change it."""

    async def make(**facts: Any) -> Selection:
        given: dict[str, Any] = {
            "agency": HOME,
            "agency_kind": "regional",
            "agency_name": "Pemerintah Kota Palembang",
            "time_zone": "Asia/Jakarta",
            "intake": 2024,
            "kind": "CPNS",
            "name": "CPNS 2024",
            "state": "announced",
            "verifiers": 1,
            "rule_set": "2024",
            "announcement_number": f"800/{uuid4().hex[:8]}/BKPSDM/2024",
            "announced_at": LONG_BEFORE,
            "schedule_version": 1,
        } | facts
        selection = Selection(id=new_id(), **given)
        async with unit() as session:
            session.add(selection)
        return selection

    return make


@pytest.fixture
async def selection(selecting: Selecting) -> Selection:
    """A selection of Palembang that is under way."""
    return await selecting()


@pytest.fixture
def applying(unit: Unit) -> Applying:
    """`await applying(selection, 3)`: eligible applications for one more opening of the selection."""

    async def make(selection: Selection, count: int = 1, **facts: Any) -> list[Application]:
        formation = _formation(selection, facts)
        opening = Opening(id=new_id(), formation_id=formation.id, need=facts.get("need", "general"), count=2)
        made = [_application(selection, opening, number, facts) for number in range(count)]
        async with unit() as session:
            session.add(formation)
            await session.flush()
            session.add_all(
                [opening, SelectionFormation(formation_id=formation.id, selection_id=selection.id)]
            )
            await session.flush()
            session.add_all(made)
        return made

    return make


def _formation(selection: Selection, facts: dict[str, Any]) -> Formation:
    place = facts.pop("placement_code", "16.71")
    return Formation(
        id=new_id(),
        agency=selection.agency,
        intake=selection.intake,
        unit_id=uuid4(),
        position_id=uuid4(),
        position_name="Analis Kebijakan Ahli Pertama",
        post_group=facts.pop("post_group", None),
        education_level="S1",
        education_codes=["5101067"],
        placement_code=place,
        placement_name=f"Penempatan {place}",
        state="approved",
        state_since=LONG_BEFORE,
    )


def _application(selection: Selection, opening: Opening, number: int, facts: dict[str, Any]) -> Application:
    given: dict[str, Any] = {
        "applicant_id": new_id(),
        "agency": selection.agency,
        "intake": selection.intake,
        "selection_id": selection.id,
        "formation_id": opening.formation_id,
        "opening_id": opening.id,
        "need": "general",
        "state": "eligible",
        "state_since": LONG_BEFORE,
        "name": f"Peserta Contoh {number}",
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
        "submitted_at": LONG_BEFORE,
        "reasons": [],
    }
    return Application(id=new_id(), **(given | facts))


@pytest.fixture
def committee(client: ServiceClient) -> ServiceClient:
    """A member of Palembang's committee."""
    return client.as_(committee_member(HOME))


@pytest.fixture
def numbered(committee: ServiceClient, unit: Unit) -> Callable[..., Awaitable[dict[UUID, str]]]:
    """Gives everybody of a selection a number; the numbers by application."""

    async def number(selection: Selection) -> dict[UUID, str]:
        answer = await committee.post(f"/v1/selections/{selection.id}/participant-numbers")
        assert answer.status_code == 200, answer.text
        async with unit() as session:
            rows = await session.execute(
                Application.__table__.select().where(Application.selection_id == selection.id)
            )
            return {row.id: row.participant_number for row in rows if row.participant_number}

    return number


@pytest.fixture
def scheduling(committee: ServiceClient) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Creates a session of a selection, of SKD on 3 March 2026 unless said otherwise; the answer."""

    async def create(selection: Selection, **facts: Any) -> dict[str, Any]:
        body = {
            "selection_id": str(selection.id),
            "test": "skd",
            "place": "Kantor Regional VII BKN",
            "room": "CAT 1",
            "starts_at": "2026-03-03T01:00:00Z",
            "capacity": 3,
        } | facts
        answer = await committee.post("/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return create


@pytest.fixture
def seated(
    committee: ServiceClient,
    scheduling: Callable[..., Awaitable[dict[str, Any]]],
    applying: Applying,
    numbered: Callable[..., Awaitable[dict[UUID, str]]],
) -> Callable[..., Awaitable[list[Application]]]:
    """`await seated(selection, 2)`: so many participants with a seat each in one session of SKD."""

    async def make(selection: Selection, count: int, **facts: Any) -> list[Application]:
        await scheduling(selection, capacity=max(count, 1))
        made = await applying(selection, count, **facts)
        await numbered(selection)
        body = {"test": "skd"}
        answer = await committee.post(f"/v1/selections/{selection.id}/seating", json=body)
        assert answer.status_code == 200, answer.text
        return made

    return make
