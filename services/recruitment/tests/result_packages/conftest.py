"""A selection with ties, special needs and empty openings, and its packages as everybody downloads them."""

import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import select

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient
from recruitment.applications.models import Application
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import RankingRow
from recruitment.selections.models import Selection, SelectionFormation, SkbTest

HOME: Final = "5671"
DAY: Final = datetime(2026, 1, 5, tzinfo=UTC)
POINTS: Final = ((80, 100, 180), (100, 120, 190), (90, 90, 180), (60, 100, 200), None)
SCORES: Final = ("70", "90.5", "90.5", None)
PEOPLE: Final = 48
Rank = Callable[..., Awaitable[dict[str, Any]]]
Packed = Callable[..., Awaitable[bytes]]
Verify = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass
class World:
    """A selection and its people by participant number."""

    unit: Unit
    selection_id: UUID = field(default_factory=new_id)
    openings: list[Opening] = field(default_factory=list)
    tests: dict[UUID | None, list[SkbTest]] = field(default_factory=dict)
    people: dict[str, Application] = field(default_factory=dict)
    draw: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - a world, no secret

    async def begin(self) -> None:
        """Selection, openings, tests and people who sat SKD."""
        async with self.unit() as session:
            session.add(_selection(self.selection_id))
            await session.flush()
            for post, place, needs in (
                ("Analis, Ahli Pertama", "16.71", {"general": 2, "disability": 1}),
                ("Analis, Ahli Pertama", "16.72", {"general": 9}),
                ("Perawat", "16.71", {"general": 1}),
            ):
                formation = _formation(post, place)
                session.add(formation)
                await session.flush()
                session.add(SelectionFormation(formation_id=formation.id, selection_id=self.selection_id))
                made = [
                    Opening(id=new_id(), formation_id=formation.id, need=need, count=count)
                    for need, count in needs.items()
                ]
                session.add_all(made)
                self.openings += made
            self._add_tests(None, cat=60, work_practice=40)
            self._add_tests(formation.id, cat=100, fitness=0)
            session.add_all(test for tests in self.tests.values() for test in tests)
            await session.flush()
            for number in range(PEOPLE):
                person = self._person(number)
                session.add(person)
                await session.flush()
                session.add(_sitting(person, self.draw.choice(POINTS)))

    async def sit_skb(self, went_on: Mapping[UUID, RankingRow]) -> None:
        """Scores of SKB for everybody who went on; some were absent."""
        async with self.unit() as session:
            for person in self.people.values():
                for test in self.tests_of(person) if person.id in went_on else ():
                    score = self.draw.choice(SCORES)
                    kept = SkbScore(
                        application_id=person.id, test_id=test.id, applicant_id=person.applicant_id
                    )
                    kept.agency, kept.standing = HOME, "taking_part" if score else "absent"
                    kept.score = Decimal(score) if score else None
                    session.add(kept)

    def tests_of(self, person: Application) -> list[SkbTest]:
        """The tests of SKB for which somebody sits."""
        return self.tests.get(person.formation_id) or self.tests[None]

    def _add_tests(self, formation_id: UUID | None, **weights: int) -> None:
        self.tests[formation_id] = [
            SkbTest(
                id=new_id(),
                selection_id=self.selection_id,
                formation_id=formation_id,
                kind=kind,
                weight=weight,
                is_knockout=weight == 0,
            )
            for kind, weight in weights.items()
        ]

    def _person(self, number: int) -> Application:
        opening = self.draw.choice(self.openings)
        made = Application(
            id=new_id(),
            applicant_id=new_id(),
            agency=HOME,
            intake=2024,
            selection_id=self.selection_id,
            formation_id=opening.formation_id,
            opening_id=opening.id,
            need=opening.need,
            state="eligible",
            state_since=DAY,
            name=f"Peserta {number}",
            birth_date=date(1999, 1, 1) + timedelta(self.draw.randint(0, 3)),
            birth_place="Palembang",
            sex="female",
            has_disability=opening.need == "disability",
            is_local=False,
            education_level="S1",
            education_code="5101067",
            institution="Universitas Contoh",
            graduated_on=date(2022, 8, 20),
            gpa=Decimal("3.50"),
            declarations={},
            submitted_at=DAY,
            participant_number=f"2430011{number:07}",
        )
        self.people[made.participant_number or ""] = made
        return made


def _selection(selection_id: UUID) -> Selection:
    return Selection(
        id=selection_id,
        agency=HOME,
        agency_kind="regional",
        agency_name="Pemerintah Kota Palembang",
        time_zone="Asia/Jakarta",
        intake=2024,
        kind="CPNS",
        name="Seleksi CPNS 2024",
        state="announced",
        verifiers=1,
        rule_set="2024",
        announcement_number="800/1/BKPSDM/2024",
        announced_at=DAY,
        schedule_version=1,
    )


def _formation(post: str, place: str) -> Formation:
    return Formation(
        id=new_id(),
        agency=HOME,
        intake=2024,
        unit_id=new_id(),
        position_id=new_id(),
        position_name=post,
        education_level="S1",
        education_codes=["5101067"],
        placement_code=place,
        placement_name=place,
        state="approved",
        state_since=DAY,
    )


def _sitting(person: Application, points: tuple[int, int, int] | None) -> SkdSitting:
    twk, tiu, tkp = points or (None, None, None)
    whose: dict[str, Any] = {"application_id": person.id, "applicant_id": person.applicant_id, "agency": HOME}
    standing = "taking_part" if points else "absent"
    return SkdSitting(exam_year=2024, twk=twk, tiu=tiu, tkp=tkp, standing=standing, **whose)


@pytest.fixture
async def world(unit: Unit) -> World:
    """The selection before any ranking."""
    made = World(unit)
    await made.begin()
    return made


async def ended(client: ServiceClient, address: str, *states: str) -> dict[str, Any]:
    """What is at `address`, once it is in one of these states."""
    told: dict[str, Any] = {}

    async def has_ended() -> bool:
        told.update((await client.get(address)).json())
        return told["state"] in states

    await eventually(has_ended, patience=30)
    return told


@pytest.fixture
def rank(palembang: ServiceClient, world: World) -> Rank:
    """`await rank("skd")`: a stage computed and published."""

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


@pytest.fixture
def ranked(rank: Rank, world: World, unit: Unit) -> Rank:
    """`await ranked()`: both stages published, with SKB sat in between."""

    async def make() -> dict[str, Any]:
        skd = await rank("skd")
        async with unit() as session:
            rows = (await session.execute(_went_on(UUID(skd["id"])))).scalars()
            went_on = {row.application_id: row for row in rows}
        await world.sit_skb(went_on)
        return {"skd": skd, "final": await rank("final")}

    return make


def _went_on(ranking_id: UUID) -> Any:
    return select(RankingRow).where(RankingRow.ranking_id == ranking_id, RankingRow.code == "P/L")


@pytest.fixture
def packed(palembang: ServiceClient, client: ServiceClient) -> Packed:
    """`await packed(ranking)`: its package, made and downloaded."""

    async def make(ranking: dict[str, Any]) -> bytes:
        path = f"/v1/rankings/{ranking['id']}/package"
        answer = await palembang.post(path)
        assert answer.status_code == 202, answer.text
        told = await ended(palembang, answer.headers["location"], "ready", "failed")
        assert told["state"] == "ready", told
        file = await client.get(f"/v1/public/rankings/{ranking['id']}/results.zip")
        assert file.status_code == 200, file.text
        return file.content

    return make


@pytest.fixture
async def fingerprint(client: ServiceClient) -> str:
    """As the agency prints it in its announcement."""
    told: str = (await client.get("/v1/public/transparency/key")).json()["fingerprint"]
    return told


@pytest.fixture
def verify(tmp_path: Path, fingerprint: str) -> Verify:
    """`verify(content)`: what `abdi verify` says of it, in a process of its own."""

    def run(content: bytes, *more: str, name: str = "results.zip") -> "subprocess.CompletedProcess[str]":
        file = tmp_path / name
        file.write_bytes(content)
        command = [str(Path(sys.executable).with_name("abdi")), "verify", str(file), "--key", fingerprint]
        return subprocess.run([*command, *more], capture_output=True, text=True, check=False)  # noqa: S603 - ours

    return run
