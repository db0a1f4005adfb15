"""Recording candidates over HTTP."""

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.crypto import FieldUnreadable, FieldVault
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from recruitment.settings import Settings

Person = Callable[..., dict[str, Any]]
APPOINTED = "recruitment.candidate.appointed"


async def test_a_recorded_candidate_is_handed_over_with_all_that_the_registry_needs(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    body = person(nip="19990805 202603 1 001", back_title="S.A.P.")
    response = await palembang.post("/v1/candidates", json=body)
    assert response.status_code == 201, response.text
    made = response.json()
    assert (made["state"], made["allowed"], made["warnings"]) == ("appointed", ["withdrawal"], [])
    assert (made["nip"], made["nik"]) == ("199908052026031001", "************0001")
    assert response.headers["location"] == f"/v1/candidates/{made['id']}"
    assert response.headers["etag"] == '"1"'
    event = await events.only(APPOINTED)
    assert (event.agency, event.sequence, str(event.aggregate_id)) == ("5671", 1, made["id"])
    given = {name: event.data[name] for name in ("nip", "position_id", "rank", "effective_on", "decree_on")}
    assert given == {name: made[name] for name in given}
    assert event.data["education"]["graduated_on"] == "2022-08-20"
    assert (event.data["revision"], event.data["employment_type"]) == (1, "CPNS")


async def test_the_nik_travels_sealed_for_its_candidate_only(
    candidate: dict[str, Any], person: Person, events: Events, settings: Settings
) -> None:
    sent = (await events.only(APPOINTED)).data["nik_sealed"]
    vault = FieldVault("recruitment.candidate", "nik", keys=[settings.exchange_key])
    assert vault.open(candidate["id"], base64.b64decode(sent)) == person()["nik"][:-4] + "0001"
    with pytest.raises(FieldUnreadable):
        vault.open(person()["position_id"], base64.b64decode(sent))


async def test_the_nik_stands_nowhere_in_the_clear(candidate: dict[str, Any], session: AsyncSession) -> None:
    nik = "1671010508990001"
    tables = ("candidate", "outbox", "audit_entry", "idempotency_record")
    for table in tables:
        rows = await session.scalars(text(f"SELECT CAST(t AS text) FROM {table} AS t"))
        for row in rows:
            assert nik not in row
            assert nik.encode().hex() not in row


async def test_numbers_that_contradict_the_person_are_refused_with_all_reasons(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    body = person(nip="199908062026032001")
    problem = assert_problem(await palembang.post("/v1/candidates", json=body), 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == [
        "nip.agrees_with_birth_date",
        "nip.agrees_with_sex",
    ]
    assert await events.published() == []


async def test_a_nik_that_says_otherwise_is_told_and_stops_nothing(
    palembang: ServiceClient, person: Person
) -> None:
    response = await palembang.post("/v1/candidates", json=person(nik="1671014608990001"))
    rules = [reason["rule"] for reason in response.json()["warnings"]]
    assert rules == ["nik.agrees_with_birth_date", "nik.agrees_with_sex"]


async def test_one_person_is_on_record_once(
    palembang: ServiceClient, person: Person, candidate: dict[str, Any]
) -> None:
    for taken in ({"nip": candidate["nip"]}, {"nik": "1671010508990001"}):
        answer = await palembang.post("/v1/candidates", json=person(**taken))
        assert assert_problem(answer, 409, "already-recorded")["candidate_id"] == candidate["id"]


async def test_two_recordings_at_one_moment_leave_one_record(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    body = person()
    answers = await asyncio.gather(*(palembang.post("/v1/candidates", json=body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    await events.only(APPOINTED)


async def test_the_same_request_twice_is_one_record(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    body, headers = person(), {"Idempotency-Key": "one"}
    first = await palembang.post("/v1/candidates", json=body, headers=headers)
    again = await palembang.post("/v1/candidates", json=body, headers=headers)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert again.headers["idempotency-replayed"] == "true"
    await events.only(APPOINTED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("employment_type", "PNS"),
        ("sex", "m"),
        ("effective_on", "1 March 2026"),
        ("rank", "III/a III/a"),
        ("agency", "56 71"),
        ("name", " "),
        ("position_id", "one"),
        ("unknown", "x"),
    ],
)
async def test_what_cannot_be_a_candidate_is_malformed(
    palembang: ServiceClient, person: Person, field: str, value: str
) -> None:
    answer = await palembang.post("/v1/candidates", json=person(**{field: value}))
    assert_problem(answer, 422, "malformed", pointer=f"/{field}")


async def test_lists_are_narrowed_and_show_no_nik(
    palembang: ServiceClient, person: Person, candidate: dict[str, Any]
) -> None:
    other = (await palembang.post("/v1/candidates", json=person())).json()
    await palembang.post(f"/v1/candidates/{other['id']}/withdrawal", json={"reason": "mundur"})
    for query, expected in (
        ({}, [candidate["id"], other["id"]]),
        ({"state": "withdrawn"}, [other["id"]]),
        ({"state": "appointed", "agency": "5671"}, [candidate["id"]]),
        ({"agency": "6671"}, []),
        ({"employee_id": other["id"]}, []),
    ):
        page = (await palembang.get("/v1/candidates", params=query)).json()
        assert [row["id"] for row in page["data"]] == expected
        assert {row["nik"] for row in page["data"]} <= {None}


async def test_changes_since_come_in_order_of_change(
    palembang: ServiceClient, person: Person, candidate: dict[str, Any]
) -> None:
    other = (await palembang.post("/v1/candidates", json=person())).json()
    await palembang.post(f"/v1/candidates/{candidate['id']}/withdrawal", json={"reason": "mundur"})
    page = (await palembang.get("/v1/candidates", params={"changed_since": other["updated_at"]})).json()
    assert [row["id"] for row in page["data"]] == [other["id"], candidate["id"]]
