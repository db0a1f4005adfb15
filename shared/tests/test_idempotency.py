"""An answer that is given again: to whom, and not unseen."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from abdi.testing.databases import TestDatabase, connected
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem
from abdi.tokens import Principal

KEY = {"Idempotency-Key": "key-1"}


@pytest.fixture
async def owner(service_database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    async with connected(service_database.owner_url) as connection:
        yield connection


async def write(client: ServiceClient) -> httpx.Response:
    return await client.post("/v1/notes", json={"text": "Rapat"}, headers=KEY)


async def end_roles(owner: asyncpg.Connection, of: Principal) -> None:
    await owner.execute("UPDATE directory_grant SET is_ended = true WHERE employee_id = $1", of.employee_id)


async def test_answer_is_given_again_while_the_authority_lasts(client: ServiceClient) -> None:
    me = client.as_(officer("5671"))
    first, again = await write(me), await write(me)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert not [name for name in again.headers if name.startswith("abdi")]


async def test_answer_is_not_given_to_whom_no_longer_may(
    client: ServiceClient, owner: asyncpg.Connection
) -> None:
    person = officer("5671")
    me = client.as_(person)
    await write(me)
    await end_roles(owner, person)
    assert_problem(await write(me), 403, "forbidden")


async def test_authority_over_something_else_does_not_open_it(
    client: ServiceClient, owner: asyncpg.Connection
) -> None:
    person = officer("5671")
    me = client.as_(person)
    await write(me)
    await end_roles(owner, person)
    elsewhere = officer("6671", employee_id=person.employee_id, subject=person.subject)
    assert_problem(await write(client.as_(elsewhere)), 403, "forbidden")


async def test_more_authority_than_then_does_no_harm(client: ServiceClient) -> None:
    person = officer("5671")
    first = await write(client.as_(person))
    client.as_(officer("6671", employee_id=person.employee_id, subject=person.subject))
    again = await write(client.as_(person))
    assert (again.status_code, again.json()) == (201, first.json())
