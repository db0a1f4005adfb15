"""What the work behind a ranking leaves when it is interrupted, unwanted, or finds scores missing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from uuid import UUID

import polars as pl
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.jobs import JobFailed, JobRun, LeaseLost, ask_for_job, find_job
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.service_fixtures import until_ready
from recruitment.policy import COMPUTE_RANKING
from recruitment.rankings.computing import COMPUTE, compute_ranking
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.rankings.parcels import Parcels
from recruitment.rankings.stages import Judging
from recruitment.selections.rules.standard import CpnsSelection

HOME = "5671"
_TAKEN = text("""
    UPDATE job SET state = 'running', lease = :lease, leased_until = now() + interval '1 hour' WHERE id = :id
""")
Asked = Callable[[], Awaitable[JobRun]]


class World(Protocol):
    """What the tests need of the selection."""

    selection_id: UUID
    people: dict[str, Any]


@pytest.fixture
async def asked(app: FastAPI, client: ServiceClient, unit: Unit, world: World) -> Asked:
    """A ranking that was asked for, in the hands of this process alone."""
    asker: Principal = officer(HOME)
    client.as_(asker)
    await until_ready(app)
    ranking_id = new_id()

    async def take() -> JobRun:
        async with unit() as session:
            if await session.get(Ranking, ranking_id) is None:
                facts = {"agency": HOME, "selection_id": world.selection_id, "stage": "skd", "number": 1}
                session.add(Ranking(id=ranking_id, state="computing", rule_set="2024", manifest={}, **facts))
            params = {"ranking_id": str(ranking_id)}
            job = await ask_for_job(session, COMPUTE, asker, agency=HOME, params=params)
            lease = new_id()
            await session.execute(_TAKEN, {"id": job.id, "lease": lease})
            found = await find_job(session, job.id, kind=COMPUTE)
        assert found is not None
        return JobRun(app.state.kit, found, lease, COMPUTE_RANKING, asker)

    return take


async def rows_and_state(unit: Unit) -> tuple[int, str]:
    async with unit() as session:
        rows = len((await session.scalars(select(RankingRow.application_id))).all())
        return rows, (await session.scalars(select(Ranking.state))).one()


async def test_a_process_that_lost_the_job_leaves_nothing_and_the_next_one_does_it(
    asked: Asked, unit: Unit
) -> None:
    run = await asked()
    async with unit() as session:
        await session.execute(text("UPDATE job SET lease = gen_random_uuid()"))
    with pytest.raises(LeaseLost):
        await compute_ranking(run)
    assert await rows_and_state(unit) == (0, "computing")
    await compute_ranking(await asked())
    assert await rows_and_state(unit) == (7, "computed")


async def test_a_job_that_is_stopped_midway_leaves_nothing(asked: Asked, unit: Unit) -> None:
    run = await asked()

    async def is_nearly_done() -> bool:
        async with unit() as session:
            return bool(await session.scalar(text("SELECT stage = 'keeping' FROM job")))

    async with unit() as holding:  # the work ends only when nobody holds its ranking
        await holding.execute(select(Ranking.id).with_for_update())
        work = asyncio.create_task(compute_ranking(run))
        await eventually(is_nearly_done)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    assert await rows_and_state(unit) == (0, "computing")


async def test_a_ranking_that_was_discarded_meanwhile_gets_no_rows(asked: Asked, unit: Unit) -> None:
    run = await asked()
    async with unit() as session:
        await session.execute(text("UPDATE ranking SET state = 'discarded'"))
    with pytest.raises(JobFailed, match="not_wanted"):
        await compute_ranking(run)
    assert await rows_and_state(unit) == (0, "discarded")


@pytest.mark.parametrize(
    ("misfortune", "why"),
    [
        ("DELETE FROM skd_sitting WHERE twk = 100", "scores_missing"),
        ("UPDATE job SET attempts = 5", "interrupted_too_often"),
        ("UPDATE job SET is_cancel_wanted = true", None),
    ],
)
async def test_work_that_ends_without_rows_discards_its_ranking(
    asked: Asked, unit: Unit, *, misfortune: str, why: str | None
) -> None:
    await asked()
    async with unit() as session:
        await session.execute(text(misfortune))
        await session.execute(text("UPDATE job SET leased_until = now()"))  # the worker of the app takes it

    async def has_ended() -> bool:
        async with unit() as session:
            return bool(await session.scalar(text("SELECT finished_at IS NOT NULL FROM job")))

    await eventually(has_ended)
    async with unit() as session:
        assert await session.scalar(text("SELECT failure ->> 'code' FROM job")) == why
    assert await rows_and_state(unit) == (0, "discarded")


@pytest.mark.parametrize("size", [1, 3, 100])
async def test_parcels_never_part_a_post_and_lose_nobody(size: int, standard: CpnsSelection) -> None:
    openings = pl.DataFrame({"line": pl.Series([0, 0, 1, 2, 2], dtype=pl.UInt32)})
    given: list[list[int]] = []

    async def keep(parcel: pl.DataFrame) -> None:
        given.append(parcel["opening"].to_list())

    parcels = Parcels(Judging("skd", openings, standard, "regional"), keep, size=size)
    for rows in ([0, 0, 1], [1, 2], [2, 2, 3], [4]):
        await parcels.take(pl.DataFrame({"opening": pl.Series(rows, dtype=pl.UInt32)}))
    await parcels.end()
    assert [one for parcel in given for one in parcel] == [0, 0, 1, 1, 2, 2, 2, 3, 4]
    lines = [{openings["line"][one] for one in parcel} for parcel in given]
    assert all(not one & other for place, one in enumerate(lines) for other in lines[place + 1 :])
