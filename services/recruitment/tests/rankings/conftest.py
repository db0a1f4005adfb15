"""A small selection with people who sat SKD, written as the features before the ranking leave it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient
from recruitment.applications.models import Application
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.formations.models import Formation, Opening
from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.models import Selection, SelectionFormation, SkbTest
from recruitment.selections.rules.standard import CpnsSelection

HOME = "5671"
DAY = datetime(2026, 1, 5, tzinfo=UTC)
Points = tuple[int, int, int] | None
Rank = Callable[..., Awaitable[dict[str, Any]]]
Building = Callable[[], Awaitable["World"]]


def _declared(name: str) -> dict[str, Any]:
    return {
        "applicant_id": new_id(),
        "agency": HOME,
        "intake": 2024,
        "state": "eligible",
        "state_since": DAY,
        "name": name,
        "birth_date": date(1999, 1, 1),
        "birth_place": "Palembang",
        "sex": "female",
        "has_disability": False,
        "is_local": False,
        "education_level": "S1",
        "education_code": "5101067",
        "institution": "Universitas Contoh",
        "graduated_on": date(2022, 8, 20),
        "gpa": Decimal("3.50"),
        "declarations": {},
        "submitted_at": DAY,
    }


@dataclass
class World:
    """A selection: openings by name, applications by the name of the person."""

    unit: Unit
    selection_id: UUID = field(default_factory=new_id)
    openings: dict[str, Opening] = field(default_factory=dict)
    people: dict[str, Application] = field(default_factory=dict)
    tests: list[SkbTest] = field(default_factory=list)

    async def begin(self) -> None:
        """The announced selection with two tests of SKB."""
        selection = Selection(
            id=self.selection_id,
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
            announcement_number=f"800/{uuid4().hex[:8]}/BKPSDM/2024",
            announced_at=DAY,
            schedule_version=1,
        )
        for kind, weight in (("cat", 60), ("work_practice", 40)):
            test = SkbTest(
                id=new_id(), selection_id=selection.id, kind=kind, weight=weight, is_knockout=False
            )
            self.tests.append(test)
        async with self.unit() as session:
            session.add(selection)
            await session.flush()
            session.add_all(self.tests)

    async def open(self, name: str, count: int = 1, *, need: str = "general", place: str = "16.71") -> None:
        """One more opening of the same post and education."""
        formation = Formation(
            id=new_id(),
            agency=HOME,
            intake=2024,
            unit_id=uuid4(),
            position_id=uuid4(),
            position_name="Analis Kebijakan Ahli Pertama",
            education_level="S1",
            education_codes=["5101067"],
            placement_code=place,
            placement_name=place,
            state="approved",
            state_since=DAY,
        )
        self.openings[name] = Opening(id=new_id(), formation_id=formation.id, need=need, count=count)
        belongs = SelectionFormation(formation_id=formation.id, selection_id=self.selection_id)
        async with self.unit() as session:
            session.add(formation)
            await session.flush()
            session.add_all([self.openings[name], belongs])

    async def apply(self, name: str, opening: str, points: Points, **facts: Any) -> Application:
        """One more application; without points the person was absent."""
        given = _declared(name) | {
            "selection_id": self.selection_id,
            "formation_id": self.openings[opening].formation_id,
            "opening_id": self.openings[opening].id,
            "need": self.openings[opening].need,
            "participant_number": f"2430011{len(self.people):07}",
        }
        given |= facts
        self.people[name] = made = Application(id=new_id(), **given)
        twk, tiu, tkp = points or (None, None, None)
        sitting = SkdSitting(
            application_id=made.id,
            applicant_id=made.applicant_id,
            agency=HOME,
            exam_year=2024,
            twk=twk,
            tiu=tiu,
            tkp=tkp,
            standing="taking_part" if points else "absent",
        )
        async with self.unit() as session:
            session.add(made)
            await session.flush()
            session.add(sitting)
        return made

    async def test(self, name: str, *scores: str | None) -> None:
        """The scores of somebody in the tests of SKB; None: was absent."""
        person = self.people[name]
        async with self.unit() as session:
            for test, score in zip(self.tests, scores, strict=False):
                kept = SkbScore(application_id=person.id, test_id=test.id, applicant_id=person.applicant_id)
                kept.agency, kept.standing = HOME, "taking_part" if score else "absent"
                kept.score = Decimal(score) if score else None
                session.add(kept)


@pytest.fixture
async def world(unit: Unit) -> World:
    """Two openings of one post at two places; five people for the first, nobody for the second."""
    made = World(unit)
    await made.begin()
    await made.open("here")
    await made.open("there", place="16.72")
    await made.apply("ani", "here", (80, 100, 180))
    await made.apply("budi", "here", (80, 100, 180))
    await made.apply("citra", "here", (100, 120, 190))
    await made.apply("dewi", "here", (90, 100, 180))
    await made.apply("eka", "here", (60, 100, 200))
    await made.apply("fajar", "here", None)
    await made.apply("gita", "here", (65, 80, 166))
    return made


async def ended(client: ServiceClient, address: str, *states: str) -> dict[str, Any]:
    """The ranking at `address`, once it is in one of these states."""
    told: dict[str, Any] = {}

    async def has_ended() -> bool:
        told.update((await client.get(address)).json())
        return told["state"] in states

    await eventually(has_ended, patience=20)
    return told


@pytest.fixture
def rank(palembang: ServiceClient, world: World) -> Rank:
    """`await rank("skd")`: a stage computed, and published unless that is not wanted."""

    async def make(stage: str, *, is_published: bool = True, **body: Any) -> dict[str, Any]:
        path = f"/v1/selections/{world.selection_id}/rankings"
        answer = await palembang.post(path, json={"stage": stage, **body})
        assert answer.status_code == 202, answer.text
        address = answer.headers["location"]
        told = await ended(palembang, address, "computed", "discarded")
        if not is_published:
            return told
        headers = {"If-Match": f'"{told["version"]}"'}
        answer = await palembang.post(f"{address}/publication", headers=headers)
        assert answer.status_code == 202, answer.text
        return await ended(palembang, address, "published")

    return make


@pytest.fixture(scope="session")
def standard() -> CpnsSelection:
    """The rules of intake 2024."""
    return rules_of_intake("2024")
