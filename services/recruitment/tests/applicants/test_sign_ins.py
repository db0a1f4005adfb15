"""Signing in with one-time codes over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from recruitment.applicants.models import SignInCode

START, CONFIRM = "/v1/public/applicant-sign-ins", "/v1/public/applicant-sign-ins:confirm"
ADDRESS = "siti1@contoh.id"


async def start(client: ServiceClient, address: str = ADDRESS) -> None:
    answer = await client.post(START, json={"address": address})
    assert (answer.status_code, answer.json()) == (202, {"valid_seconds": 600, "pause_seconds": 60})


async def confirm(client: ServiceClient, code: str, address: str = ADDRESS) -> Any:
    return await client.post(CONFIRM, json={"address": address, "code": code})


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"


async def test_the_code_of_the_last_mail_lets_in_once(
    client: ServiceClient, account: Any, code: Any, app: FastAPI
) -> None:
    siti = await account()
    await start(client, f" {ADDRESS.upper()} ")
    sent = await code(ADDRESS)
    answer = await confirm(client, sent)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["applicant_id"] == (await siti.get("/v1/applicants/me")).json()["id"]
    assert_problem(await confirm(client, sent), 409, "code-refused")


async def test_a_code_typed_with_hyphens_or_without_spaces_is_the_same(
    client: ServiceClient, account: Any, code: Any
) -> None:
    await account()
    await start(client)
    assert (await confirm(client, (await code(ADDRESS)).replace(" ", "-"))).status_code == 200


async def test_of_twins_that_confirm_one_code_one_gets_in(
    client: ServiceClient, account: Any, code: Any
) -> None:
    await account()
    await start(client)
    sent = await code(ADDRESS)
    answers = await asyncio.gather(*(confirm(client, sent) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_an_address_without_an_account_is_answered_alike_and_sent_nothing(
    client: ServiceClient, account: Any, mails: Any, session: AsyncSession
) -> None:
    await account()
    await start(client, "siapa@contoh.id")
    assert await mails("siapa@contoh.id") == []
    problems = [
        assert_problem(await confirm(client, "1234 5678", address), 409, "code-refused")
        for address in (ADDRESS, "siapa@contoh.id", "belum-pernah@contoh.id")
    ]
    for problem in problems:
        problem.pop("instance")
    assert problems[0] == problems[1] == problems[2]


async def test_a_code_ends_after_ten_minutes(
    client: ServiceClient, account: Any, code: Any, clock: FixedClock
) -> None:
    await account()
    await start(client)
    sent = await code(ADDRESS)
    clock.advance(timedelta(minutes=10))
    assert_problem(await confirm(client, sent), 409, "code-refused")


async def test_after_five_attempts_the_right_code_is_refused_too(
    client: ServiceClient, account: Any, code: Any, session: AsyncSession
) -> None:
    await account()
    await start(client)
    sent = await code(ADDRESS)
    for _ in range(5):
        assert_problem(await confirm(client, another(sent)), 409, "code-refused")
    assert_problem(await confirm(client, sent), 409, "code-refused")
    assert [*await session.scalars(select(SignInCode.attempts))] == [5]


async def test_attempts_at_one_moment_count_each(
    client: ServiceClient, account: Any, code: Any, session: AsyncSession
) -> None:
    await account()
    await start(client)
    sent = await code(ADDRESS)
    await asyncio.gather(*(confirm(client, another(sent)) for _ in range(4)))
    assert [*await session.scalars(select(SignInCode.attempts))] == [4]
    assert (await confirm(client, sent)).status_code == 200


async def test_a_new_code_ends_the_one_before(
    client: ServiceClient, account: Any, code: Any, clock: FixedClock
) -> None:
    await account()
    await start(client)
    first = await code(ADDRESS)
    clock.advance(timedelta(minutes=1))
    await start(client)
    second = await code(ADDRESS)
    assert first != second
    assert_problem(await confirm(client, first), 409, "code-refused")
    assert (await confirm(client, second)).status_code == 200


@pytest.mark.parametrize("address", [ADDRESS, "siapa@contoh.id"])
async def test_codes_are_made_with_pauses_and_six_times_an_hour(
    client: ServiceClient, account: Any, session: AsyncSession, clock: FixedClock, address: str
) -> None:
    await account()

    async def made() -> int:
        return len([*await session.scalars(select(SignInCode.id))])

    await start(client, address)
    clock.advance(timedelta(seconds=59))
    await start(client, address)
    assert await made() == 1
    for _ in range(8):
        clock.advance(timedelta(minutes=1))
        await start(client, address)
    assert await made() == 6
    clock.advance(timedelta(minutes=60))
    await start(client, address)
    assert await made() == 7


async def test_what_is_a_day_old_is_forgotten(
    client: ServiceClient, account: Any, session: AsyncSession, clock: FixedClock
) -> None:
    await account()
    await start(client)
    clock.advance(timedelta(hours=25))
    await start(client, "siapa@contoh.id")
    assert len([*await session.scalars(select(SignInCode.id))]) == 1


async def test_the_code_of_one_address_opens_no_other(client: ServiceClient, account: Any, code: Any) -> None:
    await account()
    await account()
    await start(client)
    await start(client, "siti2@contoh.id")
    assert_problem(await confirm(client, await code(ADDRESS), "siti2@contoh.id"), 409, "code-refused")


@pytest.mark.parametrize(
    "body", [{"address": ADDRESS}, {"address": ADDRESS, "code": 12345678}, {"address": "x", "code": "1"}]
)
async def test_what_is_no_confirmation_is_malformed(client: ServiceClient, body: dict[str, Any]) -> None:
    assert_problem(await client.post(CONFIRM, json=body), 422, "malformed")


async def test_the_code_stands_nowhere_once_it_was_sent(
    client: ServiceClient, account: Any, code: Any, sessions: Any
) -> None:
    siti = await account()
    await start(client)
    digits = (await code(ADDRESS)).replace(" ", "")
    assert (await siti.get("/v1/notices")).json()["data"] == []
    async with sessions() as looking:
        for table in ("sign_in_code", "notice", "audit_entry"):
            rows = " ".join(await looking.scalars(_text_of(table)))
            assert digits not in rows
            assert f"{digits[:4]} {digits[4:]}" not in rows


def _text_of(table: str) -> Any:
    return text(f"SELECT CAST(t AS text) FROM {table} AS t")
