"""What the work behind a package leaves when it is interrupted, and that it may begin anew."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from abdi.auth import Principal
from abdi.clock import FixedClock, new_id
from abdi.jobs import JobFailed, JobRun, LeaseLost, ask_for_job, find_job
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, officer
from recruitment.policy import MAKE_PACKAGE
from recruitment.result_packages.making import MAKE, make_package
from recruitment.result_packages.models import ResultPackage
from recruitment.retention.queries import erase_applications

HOME = "5671"
_TAKEN = text("""
    UPDATE job SET state = 'running', lease = :lease, leased_until = now() + interval '1 hour' WHERE id = :id
""")
_KEPT = text("""
    SELECT (SELECT count(*) FROM log_leaf) + (SELECT count(*) FROM log_node) + (SELECT count(*) FROM log_head)
        + (SELECT count(*) FROM result_package_part) + (SELECT count(*) FROM result_package_block)
""")
_SALTS = text("SELECT application_id, salt FROM commitment_salt ORDER BY 1")
Rank = Callable[..., Awaitable[dict[str, Any]]]


async def taken(app: FastAPI, client: ServiceClient, unit: Unit, ranking_id: UUID) -> JobRun:
    """A package that was asked for, in the hands of this process alone."""
    asker: Principal = officer(HOME)
    client.as_(asker)
    async with unit() as session:
        params = {"ranking_id": str(ranking_id)}
        job = await ask_for_job(session, MAKE, asker, agency=HOME, params=params)
        lease = new_id()
        await session.execute(_TAKEN, {"id": job.id, "lease": lease})
        package = ResultPackage(ranking_id=ranking_id, agency=HOME, state="making", job_id=job.id)
        session.add(package)
        found = await find_job(session, job.id, kind=MAKE)
    assert found is not None
    return JobRun(app.state.kit, found, lease, MAKE_PACKAGE, asker)


async def test_what_was_interrupted_leaves_nothing_and_begins_anew(
    app: FastAPI, client: ServiceClient, unit: Unit, ranked: Rank, *, events: Events, verify: Any
) -> None:
    ranking = (await ranked())["final"]
    run = await taken(app, client, unit, UUID(ranking["id"]))
    good, run.lease = run.lease, new_id()
    with pytest.raises(LeaseLost):
        await make_package(run)
    async with unit() as session:
        salts = (await session.execute(_SALTS)).all()
        assert await session.scalar(_KEPT) == 0
    assert await events.published("recruitment.log_head.signed") == []
    run.lease = good
    await make_package(run)
    async with unit() as session:
        assert (await session.execute(_SALTS)).all() == salts
    assert salts
    await events.only("recruitment.log_head.signed")
    content = (await client.get(f"/v1/public/rankings/{ranking['id']}/results.zip")).content
    assert verify(content).returncode == 0
    with pytest.raises(JobFailed, match="not_wanted"):
        await make_package(run)


async def test_somebody_without_a_number_is_in_no_package(
    app: FastAPI, client: ServiceClient, unit: Unit, rank: Rank
) -> None:
    ranking = await rank("skd")
    run = await taken(app, client, unit, UUID(ranking["id"]))
    async with unit() as session:
        await session.execute(
            text("""
            UPDATE application SET participant_number = NULL WHERE id = (
                SELECT application_id FROM ranking_row ORDER BY application_id LIMIT 1
            )
        """)
        )
    with pytest.raises(JobFailed, match="cannot_be_written") as failed:
        await make_package(run)
    assert "no participant number" in failed.value.message.en
    async with unit() as session:
        assert await session.scalar(_KEPT) == 0


async def test_no_final_package_is_made_of_people_who_were_erased(
    app: FastAPI, client: ServiceClient, unit: Unit, ranked: Rank, *, clock: FixedClock, world: Any
) -> None:
    rankings = await ranked()
    async with unit() as session:
        await erase_applications(session, world.selection_id, now=clock.now())
    with pytest.raises(JobFailed, match="cannot_be_written") as failed:
        await make_package(await taken(app, client, unit, UUID(rankings["final"]["id"])))
    assert "erased" in failed.value.message.en
    await make_package(await taken(app, client, unit, UUID(rankings["skd"]["id"])))


async def test_making_is_told_in_the_audit(
    app: FastAPI, client: ServiceClient, unit: Unit, rank: Rank
) -> None:
    ranking = await rank("skd")
    await make_package(await taken(app, client, unit, UUID(ranking["id"])))
    async with unit() as session:
        wanted = text("SELECT changes->'bulk'->0->'manifest' FROM audit_entry WHERE action = :action")
        manifests = [one for one in await session.scalars(wanted, {"action": MAKE}) if one]
    (manifest,) = manifests
    assert (manifest["ranking_id"], manifest["leaf_index"]) == (ranking["id"], 0)
