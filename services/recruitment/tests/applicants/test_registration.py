"""Opening an account over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from recruitment.applicants.models import Applicant, SignInCode

REGISTER, CONFIRM = "/v1/public/applicants", "/v1/public/applicant-sign-ins:confirm"
SITI: dict[str, Any] = {
    "name": "Siti Contoh",
    "nik": "6171056010010009",
    "birth_date": "2001-10-20",
    "birth_place": "Pontianak",
    "sex": "female",
    "address": "siti@contoh.id",
}
BUDI = SITI | {"nik": "6171052010010001", "sex": "male", "name": "Budi", "address": "budi@contoh.id"}


async def people(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(Applicant)) or 0)


async def test_an_account_is_there_once_the_code_was_confirmed(
    client: ServiceClient, code: Any, session: AsyncSession, clock: FixedClock
) -> None:
    answer = await client.post(REGISTER, json=SITI | {"nik": "6171 0560 1001 0009"})
    assert (answer.status_code, answer.json()) == (202, {"valid_seconds": 600, "pause_seconds": 60})
    assert await people(session) == 0
    told = {"address": " Siti@Contoh.id ", "code": await code("siti@contoh.id")}
    signed_in = (await client.post(CONFIRM, json=told)).json()
    assert signed_in["token_type"] == "Bearer"
    assert signed_in["expires_at"] == (clock.now() + timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    headers = {"Authorization": f"Bearer {signed_in['access_token']}"}
    me = (await client.get("/v1/applicants/me", headers=headers)).json()
    assert (me["id"], me["nik"], me["address"]) == (
        signed_in["applicant_id"],
        "************0009",
        "s***@contoh.id",
    )
    assert (me["name"], me["birth_date"], me["sex"], me["is_settled"]) == (
        "Siti Contoh",
        "2001-10-20",
        "female",
        False,
    )


async def test_the_token_is_good_for_half_an_hour(signed_in: Any, clock: FixedClock) -> None:
    siti = await signed_in()
    clock.advance(timedelta(minutes=29))
    assert (await siti.get("/v1/applicants/me")).status_code == 200
    clock.advance(timedelta(minutes=3))
    assert_problem(await siti.get("/v1/applicants/me"), 401, "unauthenticated")


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({"nik": "617105601001"}, ["nik.length"]),
        ({"nik": "6171056013010009"}, ["nik.birth_date"]),
        ({"nik": "2071056010010009"}, ["nik.province"]),
        ({"nik": "6171056010010000"}, ["nik.serial"]),
        ({"birth_date": "2001-10-21"}, ["nik.agrees_with_birth_date"]),
        ({"sex": "male"}, ["nik.agrees_with_sex"]),
        ({"birth_date": "2036-10-20"}, ["person.born", "nik.agrees_with_birth_date"]),
    ],
)
async def test_a_nik_must_be_one_and_that_of_the_person(
    client: ServiceClient, session: AsyncSession, facts: dict[str, Any], rules: list[str]
) -> None:
    problem = assert_problem(await client.post(REGISTER, json=SITI | facts), 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == rules
    assert SITI["nik"] not in str(problem)
    assert await session.scalar(select(func.count()).select_from(SignInCode)) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "siti@"),
        ("address", "siti contoh@contoh.id"),
        ("address", "siti@contoh.id\r\nBcc: x@y.id"),
        ("name", " "),
        ("sex", "perempuan"),
        ("birth_date", "20-10-2001"),
        ("nik", 6171056010010009),
        ("confirmed_at", "2026-03-02T02:00:00Z"),
    ],
)
async def test_what_cannot_be_an_account_is_malformed(client: ServiceClient, field: str, value: Any) -> None:
    answer = await client.post(REGISTER, json=SITI | {field: value})
    assert_problem(answer, 422, "malformed", pointer=f"/{field}")


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(SITI | {"address": "lain@contoh.id"}, id="the same NIK"),
        pytest.param(BUDI | {"address": SITI["address"]}, id="the same address"),
    ],
)
async def test_one_person_and_one_address_have_one_account_and_nobody_is_told(
    client: ServiceClient,
    signed_in: Any,
    mails: Any,
    session: AsyncSession,
    clock: FixedClock,
    second: dict[str, Any],
) -> None:
    siti = await signed_in()
    before = len(await mails(second["address"]))
    clock.advance(timedelta(minutes=2))
    answer = await client.post(REGISTER, json=second)
    assert (answer.status_code, answer.json()) == (202, {"valid_seconds": 600, "pause_seconds": 60})
    assert len(await mails(second["address"])) == before
    assert await people(session) == 1
    told = (await siti.get("/v1/notices")).json()["data"]
    assert [notice["kind"] for notice in told] == ["account.registered_again"]


async def test_registering_again_is_signing_in(
    client: ServiceClient, signed_in: Any, code: Any, clock: FixedClock, session: AsyncSession
) -> None:
    siti = await signed_in()
    clock.advance(timedelta(minutes=2))
    assert (await client.post(REGISTER, json=SITI | {"name": "Lain"})).status_code == 202
    told = {"address": SITI["address"], "code": await code(SITI["address"])}
    again = (await client.post(CONFIRM, json=told)).json()
    me = (await siti.get("/v1/applicants/me")).json()
    assert (again["applicant_id"], me["name"]) == (me["id"], SITI["name"])
    assert await people(session) == 1


async def test_of_two_who_register_one_nik_the_first_to_confirm_has_it(
    client: ServiceClient, code: Any, session: AsyncSession
) -> None:
    other = SITI | {"address": "lain@contoh.id"}
    codes = []
    for wanted in (SITI, other):
        assert (await client.post(REGISTER, json=wanted)).status_code == 202
        codes.append({"address": wanted["address"], "code": await code(wanted["address"])})
    answers = await asyncio.gather(*(client.post(CONFIRM, json=told) for told in codes))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert_problem(next(one for one in answers if one.status_code == 409), 409, "code-refused")
    assert await people(session) == 1


async def test_twins_of_a_registration_send_one_code(
    client: ServiceClient, mails: Any, session: AsyncSession
) -> None:
    headers = {"Idempotency-Key": "one"}
    asked = (client.post(REGISTER, json=SITI, headers=headers) for _ in range(4))
    assert {answer.status_code for answer in await asyncio.gather(*asked)} == {202}
    assert await session.scalar(select(func.count()).select_from(SignInCode)) == 1
    assert len(await mails(SITI["address"])) <= 1


async def test_numbers_and_addresses_stand_nowhere_in_the_clear(
    client: ServiceClient, signed_in: Any, session: AsyncSession, clock: FixedClock
) -> None:
    await signed_in()
    clock.advance(timedelta(minutes=2))
    await client.post(REGISTER, json=BUDI)
    for table in ("applicant", "sign_in_code", "audit_entry", "notice", "idempotency_record", "outbox"):
        rows = " ".join(await session.scalars(text(f"SELECT CAST(t AS text) FROM {table} AS t")))
        for plain in (SITI["nik"], BUDI["nik"], SITI["address"], BUDI["address"]):
            assert plain not in rows
            assert plain.encode().hex() not in rows
