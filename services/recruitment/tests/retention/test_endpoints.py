"""Who was not appointed is forgotten in time: no name is left anywhere, and every count stays."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock, new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, auditor, committee_member, decision_maker, officer
from abdi.testing.problems import assert_problem
from recruitment.applicants.models import Applicant
from recruitment.applications.models import Application
from recruitment.formations.models import Formation, Opening
from recruitment.selections.models import Selection, SelectionFormation

HOME = "6671"
BEFORE = datetime(2024, 1, 12, tzinfo=UTC)
SECRET = "Rahasia Contoh"
Build = Callable[..., Awaitable[UUID]]


@pytest.fixture
def build(unit: Unit, app: FastAPI) -> Build:
    """A selection with one appointed and two unsuccessful people; the last one applied again since."""

    async def make(ended_at: datetime | None = BEFORE) -> UUID:
        selections = [_selection(2023, ended_at), _selection(2024, None)]
        formation = _formation()
        opening = Opening(id=new_id(), formation_id=formation.id, need="general", count=1)
        accounts = [_account(app, number) for number in range(3)]
        states = ("appointed", "eligible", "not_eligible")
        made = [
            _application(selections[0], opening, account, state)
            for account, state in zip(accounts, states, strict=True)
        ]
        again = _application(selections[1], opening, accounts[2], "submitted")
        async with unit() as session:
            for layer in (
                [*selections, formation, *accounts],
                [opening, SelectionFormation(formation_id=formation.id, selection_id=selections[0].id)],
                [*made, again],
            ):
                session.add_all(layer)
                await session.flush()
        return selections[0].id

    return make


@pytest.fixture
def maker(client: ServiceClient) -> ServiceClient:
    """Who decides on appointments."""
    return client.as_(decision_maker(HOME))


async def test_nothing_is_left_of_who_it_was(
    maker: ServiceClient, build: Build, session: AsyncSession
) -> None:
    selection_id = await build()
    kept = (await maker.get(f"/v1/selections/{selection_id}/retention")).json()
    assert kept["counts"] == {"appointed": 1, "unsuccessful": 2, "erased": 0}
    erased = await maker.post(f"/v1/selections/{selection_id}/erasure")
    assert erased.json() == {"applications": 2, "accounts": 1, "documents": 0}
    rows = (await session.execute(_ALL, {"selection_id": selection_id})).all()
    assert sorted((row.state, SECRET in row.told) for row in rows) == [
        ("appointed", True),
        ("eligible", False),
        ("not_eligible", False),
    ]
    health = text("SELECT state FROM application WHERE has_visual_impairment AND erased_at IS NOT NULL")
    assert (await session.scalars(health)).all() == []
    gpas = [row.gpa for row in rows]
    assert gpas == [Decimal("3.50")] * 3
    left = list(await session.scalars(text("SELECT name FROM applicant ORDER BY name")))
    assert left == [f"{SECRET} 0", f"{SECRET} 2"]
    audits = json.dumps([str(row) for row in await session.scalars(text("SELECT changes FROM audit_entry"))])
    assert "applicants.erased" in audits
    assert SECRET not in audits


async def test_reasons_keep_the_rule_and_lose_the_person(
    maker: ServiceClient, build: Build, session: AsyncSession
) -> None:
    selection_id = await build()
    await maker.post(f"/v1/selections/{selection_id}/erasure")
    found = text("SELECT reasons FROM application WHERE selection_id = :id AND state = 'not_eligible'")
    (reasons,) = await session.scalars(found, {"id": selection_id})
    assert reasons == [{"rule": "age.maximum", "passed": False}]


async def test_erasing_again_erases_nothing(
    maker: ServiceClient, build: Build, session: AsyncSession
) -> None:
    path = f"/v1/selections/{await build()}/erasure"
    await maker.post(path)
    assert (await maker.post(path)).json() == {"applications": 0, "accounts": 0, "documents": 0}
    events = text("SELECT count(*) FROM outbox WHERE type LIKE '%applicants.erased%'")
    assert await session.scalar(events) == 1


async def test_nothing_is_erased_before_its_day(
    client: ServiceClient, maker: ServiceClient, build: Build, *, clock: FixedClock
) -> None:
    selection_id = await build(clock.now() - timedelta(days=729))
    body = assert_problem(await maker.post(f"/v1/selections/{selection_id}/erasure"), 409, "rule-broken")
    assert body["reasons"][0]["turns_on"] == "2026-03-03"
    clock.advance(timedelta(days=1))
    today = client.as_(decision_maker(HOME))
    assert (await today.post(f"/v1/selections/{selection_id}/erasure")).status_code == 200


async def test_selection_that_goes_on_keeps_everything(maker: ServiceClient, build: Build) -> None:
    selection_id = await build(None)
    assert (await maker.get(f"/v1/selections/{selection_id}/retention")).json()["due_on"] is None
    answer = await maker.post(f"/v1/selections/{selection_id}/erasure")
    assert_problem(answer, 409, "conflict")


async def test_others_erase_nothing(client: ServiceClient, build: Build) -> None:
    path = f"/v1/selections/{await build()}"
    for reader in (officer(HOME), auditor(HOME)):
        assert (await client.as_(reader).get(f"{path}/retention")).status_code == 200
        assert_problem(await client.as_(reader).post(f"{path}/erasure"), 403, "forbidden")
    assert_problem(await client.as_(committee_member(HOME)).get(f"{path}/retention"), 403, "forbidden")
    assert_problem(await client.as_(decision_maker("5671")).post(f"{path}/erasure"), 404, "not-found")


_ALL = text("""
    SELECT state, gpa, to_jsonb(application)::text AS told FROM application
    WHERE selection_id = :selection_id ORDER BY state
""")


def _selection(intake: int, ended_at: datetime | None) -> Selection:
    return Selection(
        id=new_id(),
        agency=HOME,
        agency_kind="regional",
        agency_name="Pemerintah Kota Pontianak",
        time_zone="Asia/Pontianak",
        intake=intake,
        kind="CPNS",
        name=f"CPNS Kota Pontianak {intake}",
        state="announced" if ended_at is None else "completed",
        verifiers=1,
        rule_set="2023",
        announcement_number=f"800/{uuid4().hex[:6]}",
        announced_at=BEFORE,
        schedule_version=1,
        ended_at=ended_at,
    )


def _formation() -> Formation:
    return Formation(
        id=new_id(),
        agency=HOME,
        intake=2023,
        unit_id=uuid4(),
        position_id=uuid4(),
        position_name="Analis Kebijakan Ahli Pertama",
        education_level="S1",
        education_codes=["5101067"],
        placement_code="61.71",
        placement_name="Kota Pontianak",
        state="approved",
        state_since=BEFORE,
    )


def _account(app: FastAPI, number: int) -> Applicant:
    made = Applicant(
        id=new_id(),
        name=f"{SECRET} {number}",
        birth_date=date(1999, 8, 5),
        birth_place="Pontianak",
        sex="male",
        confirmed_at=BEFORE,
    )
    vault = app.state.applicant_vault
    vault.seal_person(made, nik=f"617101050899{number + 1:04d}")
    vault.seal_address(made, f"pelamar{number}@contoh.id")
    return made


def _application(selection: Selection, opening: Opening, account: Applicant, state: str) -> Application:
    refused: list[Any] = [{"rule": "age.maximum", "passed": False, "found": f"{SECRET} 1970-01-01"}]
    return Application(
        id=new_id(),
        applicant_id=account.id,
        agency=HOME,
        intake=selection.intake,
        selection_id=selection.id,
        formation_id=opening.formation_id,
        opening_id=opening.id,
        need="general",
        state=state,
        state_since=BEFORE,
        name=account.name,
        birth_date=account.birth_date,
        birth_place="Pontianak",
        sex="male",
        has_disability=True,
        has_visual_impairment=True,
        test_location=SECRET,
        is_local=True,
        education_level="S1",
        education_code="5101067",
        institution=SECRET,
        graduated_on=date(2022, 8, 20),
        gpa=Decimal("3.50"),
        declarations={"organisation": SECRET},
        submitted_at=BEFORE,
        reasons=refused if state == "not_eligible" else [],
    )
