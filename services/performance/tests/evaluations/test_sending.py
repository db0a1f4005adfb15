"""A file of evaluations through the door: tried, refused, mended from its errors file, sent again."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.imports import ImportsClient
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, agency_system, auditor, employee, officer
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
HEADER = "agency_code,nip,year,work_result,behaviour,completed_on"
SITI, BUDI = "199001012015031001", "199001012015031002"
COMPLETED = "performance.evaluation.completed"

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
def imports(client: ServiceClient) -> ImportsClient:
    """The personnel officer of Palembang."""
    return ImportsClient(client.as_(officer("5671")), "evaluations")


def written(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def row(nip: str = SITI, agency: str = "5671", work: str = "above", year: int = 2025) -> str:
    return f"{agency},{nip},{year},{work},above,{year + 1}-01-20"


def counts(told: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return told["state"], told["rows"], told["imported"], told["unchanged"], told["errors"]


async def test_a_file_of_past_years_completes_each_of_them_and_tells_everybody_as_one_by_one(
    imports: ImportsClient, register: Register, events: Events, sessions: async_sessionmaker[AsyncSession]
) -> None:
    siti, budi = await register(nip=SITI), await register(nip=BUDI)
    told = await imports.take(written(row(), row(year=2024, work="below"), row(BUDI)))
    assert counts(told) == ("finished", 3, 3, 0, 0)
    published = await events.published(COMPLETED)
    assert sorted((event.data["employee_id"], event.data["year"]) for event in published) == sorted(
        [(str(siti), 2025), (str(siti), 2024), (str(budi), 2025)]
    )
    one_by_one = await imports.by.post(
        "/v1/evaluations",
        json={"employee_id": str(budi), "year": 2024, "work_result": "above", "behaviour": "above"},
    )
    assert one_by_one.status_code == 201
    single = (await events.published(COMPLETED))[-1]
    assert {event.data.keys() == single.data.keys() for event in published} == {True}
    async with sessions() as session:
        entries = await session.scalars(
            select(audit_entry.c.changes).where(audit_entry.c.action == "imports.evaluations")
        )
        (changes,) = [one for one in entries if "bulk" in one]
    assert changes["counts"] == {"evaluation.insert": 3, "evaluation_version.insert": 3}
    assert counts(await imports.take(written(row(), row(BUDI)))) == ("finished", 2, 0, 2, 0)
    assert len(await events.published(COMPLETED)) == 4


async def test_a_mangled_file_is_mended_from_its_own_errors_file(
    imports: ImportsClient, register: Register, events: Events
) -> None:
    await register(nip=SITI)
    await register(nip=BUDI)
    mangled = (
        "\ufeffAgency Code;NIP;Year;Work Result;Behaviour;Completed On;;\r\n"
        f"5671;'{SITI};2025;Sesuai ekspektasi;ABOVE;20/01/2026;;\r\n"
        ";;;;;;;\r\n"
        "5671;1.99001E+17;2025;above;above;46042;;\r\n"
        f"5671;{SITI};2024;abov;above;20/01/25;;\r\n"
    )
    told = await imports.take(mangled)
    assert counts(told) == ("refused", 3, 0, 0, 2)
    assert await events.published(COMPLETED) == []
    errors = (await imports.errors_file(told)).decode("utf-8-sig")
    assert "number_lost_digits" in errors
    told_rows = list(csv.DictReader(io.StringIO(errors)))
    assert set(told_rows[0]) >= {"row", "column", "code", "message", "suggestion"}
    mended = errors.replace("1.99001E+17", BUDI).replace("abov,", "above,").replace("20/01/25", "20/01/2025")
    assert counts(await imports.take(mended)) == ("finished", 3, 3, 0, 0)


async def test_refuse_keeps_nothing_skip_keeps_the_good_rows_and_a_dry_run_tells_the_same(
    imports: ImportsClient, register: Register, events: Events
) -> None:
    await register(nip=SITI)
    file = written(row(), row(BUDI), row(year=2024), row(year=2024, work="below"), row())
    expected = {
        3: ("nip", "unknown_employee"),
        4: ("", "contradictory_in_file"),
        5: ("", "contradictory_in_file"),
        6: ("", "twin"),
    }
    for options in ({"dry_run": True, "on_error": "skip"}, {}):
        told = await imports.take(file, **options)
        assert await imports.errors(told) == expected
        assert await events.published(COMPLETED) == []
    told = await imports.take(file, on_error="skip")
    assert counts(told) == ("finished", 5, 1, 0, 4)
    assert len(await events.published(COMPLETED)) == 1


async def test_officers_and_systems_send_for_their_own_agency_and_nobody_sends_the_own_year(
    client: ServiceClient, register: Register
) -> None:
    me = await register(nip=SITI)
    await register(nip=BUDI, agency="6671")
    elsewhere = ImportsClient(client.as_(officer("6671")), "evaluations")
    told = await elsewhere.take(written(row(), row(BUDI, agency="6671")), on_error="skip")
    assert await elsewhere.errors(told) == {2: ("", "other_agency")}
    told = await elsewhere.take(written(row(SITI, agency="6671")))
    assert await elsewhere.errors(told) == {2: ("nip", "unknown_employee")}
    mine = ImportsClient(client.as_(officer("5671", employee_id=me)), "evaluations")
    assert await mine.errors(await mine.take(written(row()))) == {2: ("nip", "own_case")}
    system = ImportsClient(client.as_(agency_system("5671", "performance.evaluation.import")), "evaluations")
    assert counts(await system.take(written(row()))) == ("finished", 1, 1, 0, 0)
    mine = ImportsClient(client.as_(officer("5671", employee_id=me)), "evaluations")
    assert counts(await mine.take(written(row()))) == ("finished", 1, 0, 1, 0)
    somebody = await register(nip="199001012015031003")
    for other in (
        employee(somebody, "5671"),
        auditor("5671"),
        agency_system("5671", "performance.evaluation.read"),
    ):
        by = ImportsClient(client.as_(other), "evaluations")
        assert_problem(await by.send(written(row())), 403, "forbidden")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_template_can_be_sent_as_it_is(
    imports: ImportsClient, register: Register, form: str
) -> None:
    template = await imports.by.get(f"{imports.address}/template", params={"format": form})
    assert template.status_code == 200
    told = await imports.take(template.content, form=form)
    assert told["failure"] is None
    assert {code for _, code in (await imports.errors(told)).values()} <= {"unknown_employee"}


async def test_the_number_of_statements_does_not_grow_with_the_rows(
    imports: ImportsClient, register: Register
) -> None:
    nips = [f"1990010120150310{number:02}" for number in range(30)]
    for nip in nips:
        await register(nip=nip)
    await imports.take(written(row(nips[0], year=2024)))
    with count_queries() as few:
        await imports.take(written(*(row(nip) for nip in nips[:2])))
    with count_queries() as many:
        await imports.take(written(*(row(nip) for nip in nips[2:])))
    taken = [[one for one in found.sent if "evaluation" in one] for found in (few, many)]
    assert len(taken[1]) == len(taken[0])
