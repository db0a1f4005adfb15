"""The latest plan and the last evaluations of one person, for whom the lists would show them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.tables import read_entry
from abdi.testing.directories import Directory
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import count_queries
from abdi.testing.principals import (
    ServiceClient,
    agency_system,
    auditor,
    decision_maker,
    employee,
    officer,
    service_account,
    stranger,
)
from abdi.testing.problems import assert_problem
from performance.evaluations.models import Evaluation
from performance.plans.models import Plan

READ_PLAN = "performance.plan.read"
READ_EVALUATION = "performance.evaluation.read"
NOTHING: dict[str, Any] = {"plan": None, "evaluations": []}


def address(person: UUID) -> str:
    return f"/v1/performance-summaries/{person}"


def a_plan(person: UUID, *, starts_on: date, state: str = "agreed", agency: str = "5671") -> Plan:
    return Plan(
        id=new_id(),
        employee_id=person,
        agency=agency,
        starts_on=starts_on,
        ends_on=date(starts_on.year, 12, 31),
        approach="quantitative",
        state=state,
    )


def an_evaluation(person: UUID, year: int, *, agency: str = "5671") -> Evaluation:
    return Evaluation(
        id=new_id(),
        employee_id=person,
        agency=agency,
        year=year,
        work_result="as_expected",
        behaviour="above",
        predicate="good",
        rule_set="2022",
        completed_on=date(year + 1, 1, 20),
    )


@pytest.fixture
async def known(unit: Unit, directory: Directory) -> UUID:
    """Somebody of Palembang with plans and evaluations of many years."""
    person: UUID = await directory.person()
    async with unit() as session:
        session.add(a_plan(person, starts_on=date(2026, 1, 1)))
        session.add(a_plan(person, starts_on=date(2026, 2, 1), state="draft"))
        session.add(a_plan(person, starts_on=date(2025, 1, 1)))
        session.add_all(an_evaluation(person, year) for year in (2025, 2019, 2022, 2024, 2020, 2023, 2021))
    return person


async def test_latest_plan_and_last_five_evaluations(client: ServiceClient, known: UUID) -> None:
    body = (await client.as_(officer("5671")).get(address(known))).json()
    assert (body["plan"]["starts_on"], body["plan"]["state"]) == ("2026-02-01", "draft")
    assert [one["year"] for one in body["evaluations"]] == [2025, 2024, 2023, 2022, 2021]
    assert {body["plan"]["employee_id"]} | {one["employee_id"] for one in body["evaluations"]} == {str(known)}


async def test_of_plans_of_one_day_the_later_one_counts(
    client: ServiceClient, unit: Unit, directory: Directory
) -> None:
    person = await directory.person()
    plans = [a_plan(person, starts_on=date(2026, 1, 1)) for _ in range(3)]
    async with unit() as session:
        session.add_all(plans)
    body = (await client.as_(officer("5671")).get(address(person))).json()
    assert body == {"plan": body["plan"], "evaluations": []}
    assert body["plan"]["id"] == str(max(plan.id for plan in plans))


async def test_who_may_see_is_told_that_there_is_nothing(
    client: ServiceClient, directory: Directory, session: AsyncSession
) -> None:
    person = await directory.person()
    for principal in (
        officer("5671"),
        auditor("5671"),
        employee(person, "5671"),
        service_account("promotion"),
    ):
        answer = await client.as_(principal).get(address(person))
        assert (answer.status_code, answer.json()) == (200, NOTHING), principal
    assert (await session.execute(select(read_entry))).all() == []


async def test_everybody_else_does_not_find_the_person(client: ServiceClient, known: UUID) -> None:
    for principal in (officer("6671"), employee(agency="5671"), agency_system("6671", READ_EVALUATION)):
        assert_problem(await client.as_(principal).get(address(known)), 404, "not-found")
    assert_problem(await client.as_(officer("5671")).get(address(uuid4())), 404, "not-found")
    assert_problem(await client.as_(stranger()).get(address(known)), 403, "forbidden")


async def test_those_who_watch_and_the_superior_see_it(
    client: ServiceClient, directory: Directory, known: UUID
) -> None:
    head = await directory.person()
    await directory.person(known, superior_id=head)
    for principal in (auditor("5671"), decision_maker("5671"), employee(head, "5671")):
        body = (await client.as_(principal).get(address(known))).json()
        assert (body["plan"]["state"], len(body["evaluations"])) == ("draft", 5), principal


@pytest.mark.parametrize(
    ("action", "sees_plan", "evaluations"), [(READ_PLAN, True, 0), (READ_EVALUATION, False, 5)]
)
async def test_stand_in_for_one_thing_sees_no_other(
    client: ServiceClient,
    directory: Directory,
    known: UUID,
    *,
    action: str,
    sees_plan: bool,
    evaluations: int,
) -> None:
    head, stand_in = await directory.person(), await directory.person()
    await directory.person(known, superior_id=head)
    await directory.grant(stand_in, of=head, kind="delegation", actions=[action])
    body = (await client.as_(employee(stand_in, "5671")).get(address(known))).json()
    assert (body["plan"] is not None, len(body["evaluations"])) == (sees_plan, evaluations)


async def test_nothing_is_no_answer_to_a_stand_in_who_may_see_plans_alone(
    client: ServiceClient, directory: Directory
) -> None:
    head, stand_in = await directory.person(), await directory.person()
    person = await directory.person(superior_id=head)
    await directory.grant(stand_in, of=head, kind="delegation", actions=[READ_PLAN])
    assert_problem(await client.as_(employee(stand_in, "5671")).get(address(person)), 404, "not-found")


async def test_rows_of_an_earlier_agency_stay_with_that_agency(
    client: ServiceClient, unit: Unit, directory: Directory
) -> None:
    person = await directory.person(agency="6671")
    async with unit() as session:
        session.add(an_evaluation(person, 2024))
        session.add(an_evaluation(person, 2025, agency="6671"))
    for agency, years in (("5671", [2024]), ("6671", [2025])):
        body = (await client.as_(officer(agency)).get(address(person))).json()
        assert [one["year"] for one in body["evaluations"]] == years


async def test_system_needs_the_scopes_of_both(client: ServiceClient, known: UUID) -> None:
    for scopes in ((READ_PLAN,), (READ_EVALUATION,)):
        answer = await client.as_(agency_system("5671", *scopes)).get(address(known))
        assert_problem(answer, 403, "forbidden")
    both = agency_system("5671", READ_PLAN, READ_EVALUATION)
    assert len((await client.as_(both).get(address(known))).json()["evaluations"]) == 5


async def test_reading_somebody_else_is_noted_once(
    client: ServiceClient, known: UUID, session: AsyncSession
) -> None:
    await client.as_(employee(known, "5671")).get(address(known))
    await client.as_(officer("5671")).get(address(known), headers={"Read-Purpose": "Kenaikan pangkat"})
    (noted,) = (await session.execute(select(read_entry))).all()
    assert (noted.action, noted.subjects) == ("performance-summary.read", [str(known)])
    assert (noted.capacity, noted.purpose) == ("agency_officer", "Kenaikan pangkat")


async def test_statements_are_authority_plan_and_evaluations(
    client: ServiceClient, directory: Directory, known: UUID
) -> None:
    head = await directory.person()
    await directory.person(known, superior_id=head)
    for principal in (employee(known, "5671"), officer("5671"), employee(head, "5671")):
        asking = client.as_(principal)
        with count_queries() as statements:
            assert (await asking.get(address(known))).status_code == 200
        assert len([sql for sql in statements.sent if "read_entry" not in sql]) == 3, statements.sent
