"""Asking for a package, following it, and giving it to everybody."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, Protocol
from uuid import uuid4

import pytest
from sqlalchemy import text

from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import (
    ServiceClient,
    applicant,
    auditor,
    committee_member,
    decision_maker,
    officer,
)
from abdi.testing.problems import assert_problem

Rank = Callable[..., Awaitable[dict[str, Any]]]
Packed = Callable[..., Awaitable[bytes]]
HOME, ABROAD = "5671", "6671"


class World(Protocol):
    """What the tests need of the selection."""

    people: dict[str, Any]


async def test_a_package_is_downloaded_as_it_was_kept(
    client: ServiceClient, palembang: ServiceClient, rank: Rank, packed: Packed
) -> None:
    ranking = await rank("skd")
    content = await packed(ranking)
    path = f"/v1/public/rankings/{ranking['id']}"
    told = (await client.get(f"{path}/package")).json()
    digest = sha256(content).hexdigest()
    assert (told["sha256"], told["size"], told["leaf_index"]) == (digest, len(content), 0)
    assert told["log"] == "localhost/selections"
    key = (await client.get("/v1/public/transparency/key")).json()
    assert told["fingerprint"] == key["fingerprint"]
    answer = await client.get(f"{path}/results.zip")
    assert answer.content == content
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(len(content))
    assert "immutable" in answer.headers["cache-control"]
    known = {"If-None-Match": answer.headers["etag"]}
    again = await client.get(f"{path}/results.zip", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    other = {"If-None-Match": '"something else"'}
    assert (await client.get(f"{path}/results.zip", headers=other)).status_code == 200
    watched = (await palembang.get(f"/v1/rankings/{ranking['id']}/package")).json()
    assert {name: watched[name] for name in told} == told
    assert watched["state"] == "ready"


async def test_asking_again_gives_the_same_package(
    palembang: ServiceClient, client: ServiceClient, rank: Rank, packed: Packed
) -> None:
    ranking = await rank("skd")
    path = f"/v1/rankings/{ranking['id']}/package"
    for _ in range(2):
        answer = await palembang.post(path)
        assert (answer.status_code, answer.headers["location"]) == (202, path)
    content = await packed(ranking)
    assert await packed(ranking) == content
    leaves = (await client.get("/v1/public/transparency/leaves")).json()["data"]
    assert len(leaves) == 1


async def test_a_package_that_is_not_made_is_nobodys(
    client: ServiceClient, palembang: ServiceClient, rank: Rank
) -> None:
    ranking = await rank("skd", is_published=False)
    problem = assert_problem(
        await palembang.post(f"/v1/rankings/{ranking['id']}/package"), 409, "ranking-not-in-state"
    )
    assert (problem["current_state"], problem["allowed"]) == ("computed", ["discard", "publication"])
    assert_problem(await palembang.get(f"/v1/rankings/{ranking['id']}/package"), 404, "not-found")
    for ranking_id in (ranking["id"], uuid4()):
        for name in ("package", "results.zip"):
            answer = await client.get(f"/v1/public/rankings/{ranking_id}/{name}")
            assert_problem(answer, 404, "not-found")


async def test_only_the_agency_has_a_package_made(
    client: ServiceClient, rank: Rank, packed: Packed, world: World
) -> None:
    ranking = await rank("skd")
    path = f"/v1/rankings/{ranking['id']}/package"
    somebody = next(iter(world.people.values()))
    for who in (committee_member(HOME), auditor(HOME), applicant(somebody.applicant_id)):
        assert_problem(await client.as_(who).post(path), 403, "forbidden")
    foreign = client.as_(officer(ABROAD))
    for step in (foreign.post, foreign.get):
        assert_problem(await step(path), 404, "not-found")
        assert_problem(await step(f"/v1/rankings/{uuid4()}/package"), 404, "not-found")
    assert (await client.post(path)).status_code == 401
    assert (await client.as_(decision_maker(HOME)).post(path)).status_code == 202
    await packed(ranking)
    assert (await client.as_(auditor(HOME)).get(path)).json()["state"] == "ready"


async def test_scores_changed_since_are_not_published_under_the_old_ranking(
    palembang: ServiceClient, client: ServiceClient, ranked: Rank, packed: Packed, *, unit: Unit
) -> None:
    ranking = (await ranked())["final"]
    change = text("""
        UPDATE skb_score SET score = score + 1 WHERE application_id = (
            SELECT application_id FROM ranking_row WHERE ranking_id = :id AND place = 1 LIMIT 1
        ) AND test_id IN (SELECT id FROM skb_test WHERE weight > 0)
    """)
    async with unit() as session:
        await session.execute(change, {"id": ranking["id"]})
    path = f"/v1/rankings/{ranking['id']}/package"
    assert (await palembang.post(path)).status_code == 202

    async def has_failed() -> bool:
        return bool((await palembang.get(path)).json()["state"] == "failed")

    await eventually(has_failed, patience=30)
    assert (await palembang.get(path)).json()["failure"]["code"] == "scores_changed"
    assert_problem(await client.get("/v1/public/transparency/head"), 404, "not-found")
    async with unit() as session:
        await session.execute(text(str(change).replace("+ 1", "- 1")), {"id": ranking["id"]})
    assert await packed(ranking)


@pytest.mark.parametrize("state", ["resigned", "appointed"])
async def test_who_resigns_after_the_ranking_stays_in_it(
    ranked: Rank, packed: Packed, verify: Any, *, unit: Unit, state: str
) -> None:
    ranking = (await ranked())["final"]
    change = text("""
        UPDATE application SET state = :state, state_since = '2026-12-01' WHERE id IN (
            SELECT application_id FROM ranking_row WHERE ranking_id = :id AND place = 1
        )
    """)
    async with unit() as session:
        await session.execute(change, {"id": ranking["id"], "state": state})
    told = verify(await packed(ranking))
    assert told.returncode == 0, told.stdout
