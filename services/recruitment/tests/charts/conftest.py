"""A selection of forty applications with both rankings published: twenty men, twenty women."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from recruitment.applications.models import Application
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import Selection, SelectionFormation

HOME = "5671"
BEFORE = datetime(2025, 1, 12, tzinfo=UTC)
SEATS = 8


@pytest.fixture
async def opening(unit: Unit) -> Opening:
    """The one opening; its formation and selection with all applications and rankings are there."""
    selection, formation = _selection(), _formation()
    opening = Opening(id=new_id(), formation_id=formation.id, need="general", count=SEATS)
    people = [_application(selection, opening, number) for number in range(40)]
    rankings = [_ranking(selection, stage) for stage in ("skd", "final")]
    async with unit() as session:
        session.add_all([selection, formation])
        await session.flush()
        session.add(opening)
        session.add(SelectionFormation(formation_id=formation.id, selection_id=selection.id))
        await session.flush()
        session.add_all([*people, *rankings])
        await session.flush()
        session.add_all([*_skd(rankings[0], opening, people), *_final(rankings[1], opening, people)])
    return opening


@pytest.fixture
async def selection_id(opening: Opening, unit: Unit) -> UUID:
    """The selection of the opening."""
    async with unit() as session:
        of_opening = SelectionFormation.formation_id == opening.formation_id
        return (await session.scalars(select(SelectionFormation.selection_id).where(of_opening))).one()


def _skd(ranking: Ranking, opening: Opening, people: list[Application]) -> Iterator[RankingRow]:
    """Of 36 who may sit it two are absent, ten below a threshold, 24 in three times the openings."""
    for number, one in enumerate(people[:36]):
        total = 500 - 5 * number
        code = "TH" if number in (34, 35) else "P/L" if number < 3 * SEATS else "TL"
        row = _row(ranking, opening, one, code=code)
        if code != "TH":
            row.twk, row.tiu, row.tkp, row.skd_total = 100, 150, total - 250, total
        row.place = number + 1 if code == "P/L" else None
        yield row


def _final(ranking: Ranking, opening: Opening, people: list[Application]) -> Iterator[RankingRow]:
    for number, one in enumerate(people[: 3 * SEATS]):
        has_seat = number < SEATS
        row = _row(ranking, opening, one, code="P/L" if has_seat else "P")
        row.place, row.final_score = number + 1, Decimal(90 - number)
        row.seat_id = opening.id if has_seat else None
        yield row


def _row(ranking: Ranking, opening: Opening, one: Application, *, code: str) -> RankingRow:
    return RankingRow(
        ranking_id=ranking.id,
        application_id=one.id,
        applicant_id=one.applicant_id,
        agency=HOME,
        opening_id=opening.id,
        code=code,
    )


def _ranking(selection: Selection, stage: str) -> Ranking:
    return Ranking(
        id=new_id(),
        agency=HOME,
        selection_id=selection.id,
        stage=stage,
        number=1,
        state="published",
        rule_set="2024",
        computed_at=BEFORE,
        published_at=BEFORE,
    )


def _selection() -> Selection:
    return Selection(
        id=new_id(),
        agency=HOME,
        agency_kind="regional",
        agency_name="Pemerintah Kota Palembang",
        time_zone="Asia/Jakarta",
        intake=2024,
        kind="CPNS",
        name="CPNS Kota Palembang 2024",
        state="announced",
        verifiers=1,
        rule_set="2024",
        announcement_number=f"800/{uuid4().hex[:6]}/BKPSDM/2024",
        announced_at=BEFORE,
        schedule_version=1,
    )


def _formation() -> Formation:
    return Formation(
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


def _application(selection: Selection, opening: Opening, number: int) -> Application:
    """The last four are not eligible; two people have a disability; every second one is a woman."""
    is_eligible = number < 36
    age = {"rule": "age.maximum", "passed": False}
    return Application(
        id=new_id(),
        applicant_id=new_id(),
        agency=HOME,
        intake=2024,
        selection_id=selection.id,
        formation_id=opening.formation_id,
        opening_id=opening.id,
        need="general",
        state="eligible" if is_eligible else "not_eligible",
        state_since=BEFORE,
        name=f"Pelamar {number}",
        birth_date=date(1999, 8, 5),
        birth_place="Palembang",
        sex="female" if number % 2 else "male",
        has_disability=number in (3, 30),
        is_local=number % 4 < 2,
        education_level="S1",
        education_code="5101067",
        institution="Universitas Contoh",
        graduated_on=date(2022, 8, 20),
        declarations={},
        submitted_at=BEFORE,
        reasons=[] if is_eligible else [age],
    )
