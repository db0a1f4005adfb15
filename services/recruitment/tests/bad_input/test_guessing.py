"""Applicants who know every id: they get at nobody else's rows, and never at what verifiers write inside."""

from collections.abc import Mapping

from fastapi import FastAPI
from services.recruitment.tests.authority.grounds import SECRET
from services.recruitment.tests.bad_input.asking import Ask, asks_of
from services.recruitment.tests.bad_input.conftest import INNER
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.principals import ServiceClient, applicant
from abdi.testing.problems import assert_problem
from recruitment.db import Base

PERSONAL = {
    "application_id",
    "sitting_id",
    "case_id",
    "objection_id",
    "appointment_id",
    "seat_id",
    "notice_id",
}
"""Ids of rows about one person."""


def is_personal(ask: Ask) -> bool:
    return any(f"{{{name}}}" in ask.template for name in PERSONAL)


async def contents(session: AsyncSession) -> dict[str, list[str]]:
    """Every row of the service, but for what is kept about requests."""
    apart = {"idempotency_key", "job"}
    found = {}
    for name in sorted(set(Base.metadata.tables) - apart):
        rows = await session.execute(text(f'SELECT CAST(t AS text) FROM "{name}" AS t'))
        found[name] = sorted(rows.scalars())
    await session.rollback()
    return found


async def test_who_guesses_the_ids_of_another_gets_and_changes_nothing(
    app: FastAPI, objects: Mapping[str, str], client: ServiceClient, session: AsyncSession
) -> None:
    other = client.as_(applicant())
    before = await contents(session)
    tried = 0
    for ask in asks_of(app, objects):
        if not is_personal(ask):
            continue
        tried += 1
        answer = await ask.of(other)
        assert answer.status_code in {403, 404, 415, 422}, (
            f"{ask.operation}: {answer.status_code} {answer.text}"
        )
        assert SECRET not in answer.text, ask.operation
        assert INNER not in answer.text, ask.operation
    assert tried > 30
    assert await contents(session) == before


async def test_lists_of_another_are_empty(
    app: FastAPI, objects: Mapping[str, str], client: ServiceClient
) -> None:
    other = client.as_(applicant())
    lists = [ask for ask in asks_of(app, objects) if ask.operation.startswith("list_")]
    told = {ask.operation: await ask.of(other) for ask in lists if "applicant" in ask.roles}
    assert not [name for name, answer in told.items() if SECRET in answer.text]
    pages = {name: answer.json()["data"] for name, answer in told.items() if answer.is_success}
    pages.pop("list_abilities")
    assert len(pages) > 5
    assert not {name: rows for name, rows in pages.items() if rows}


async def test_nobody_who_applies_reads_what_verifiers_write_for_each_other(
    app: FastAPI, objects: Mapping[str, str], by_role: Mapping[str, ServiceClient]
) -> None:
    read = 0
    for ask in asks_of(app, objects):
        if ask.method != "GET":
            continue
        answer = await ask.of(by_role["applicant"])
        read += answer.is_success
        assert INNER not in answer.text, ask.operation
    assert read > 20
    case = await by_role["agency_officer"].get(f"/v1/verifications/{objects['case_id']}")
    assert INNER in case.text


async def test_the_case_and_its_objection_are_there_for_the_committee_only(
    objects: Mapping[str, str], by_role: Mapping[str, ServiceClient]
) -> None:
    own = by_role["applicant"]
    assert_problem(await own.get(f"/v1/verifications/{objects['case_id']}"), 403, "forbidden")
    assert_problem(await own.get(f"/v1/objections/{objects['objection_id']}"), 403, "forbidden")
    told = await own.get(f"/v1/applications/{objects['application_id']}/objections")
    assert told.status_code == 200, told.text
    assert "note" not in told.json()["objections"][0]
