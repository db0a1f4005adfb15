"""What stays of a job that a rule forbids when it runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.i18n import Text
from abdi.jobs import Job, JobFailed, JobKind, JobRun, JobWorker, ask_for_job
from abdi.problems import Conflict, RuleBroken
from abdi.reasons import Reason
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.toy_base import WRITE
from abdi.testing.toy_world import until

Sessions = async_sessionmaker[AsyncSession]
Failing = Callable[[Exception], Awaitable[dict[str, Any]]]
KIND = "tried.once"
REASON = Reason(
    rule="clock.result_day",
    article="PermenPANRB 6/2024",
    passed=False,
    found="2024-09-20",
    message=Text("Di luar jadwal", "Outside the schedule"),
)


@pytest.fixture
async def failing(
    app: FastAPI, as_person: Callable[..., ServiceClient], unit: Unit, sessions: Sessions
) -> AsyncIterator[Failing]:
    """`await failing(error)`: the failure kept of a job that ends with this error."""
    asker = officer("5671")
    as_person(asker)
    workers: list[JobWorker] = []

    async def fail(error: Exception) -> dict[str, Any]:
        async def run(_: JobRun) -> None:
            raise error

        worker = JobWorker(app.state.kit, [JobKind(KIND, run, WRITE)])
        workers.append(worker)
        async with unit() as session:
            job: Job = await ask_for_job(session, KIND, asker, agency="5671", params={})
        worker.start()
        kept: list[Any] = []

        async def has_ended() -> bool:
            async with sessions() as session:
                found = text("SELECT failure FROM job WHERE id = :id AND state = 'failed'")
                kept[:] = (await session.execute(found, {"id": job.id})).scalars().all()
            return bool(kept)

        await until(has_ended)
        failure: dict[str, Any] = kept[0]
        return failure

    yield fail
    await asyncio.gather(*(worker.stop() for worker in workers))


async def test_a_broken_rule_keeps_its_code_and_its_reasons(failing: Failing) -> None:
    failure = await failing(JobFailed.because_of(RuleBroken(reasons=[REASON])))
    assert failure["code"] == "rule-broken"
    assert failure["message"] == {"id": "Tidak memenuhi ketentuan", "en": "A rule is not met"}
    (reason,) = failure["reasons"]
    assert Reason.model_validate(reason) == REASON


async def test_a_conflict_tells_its_detail_and_no_reasons(failing: Failing) -> None:
    told = Text("Hasil sudah diumumkan", "The result was announced")
    assert await failing(JobFailed.because_of(Conflict(told))) == {
        "code": "conflict",
        "message": {"id": told.id, "en": told.en},
    }


async def test_an_error_of_ours_tells_nothing_of_itself(failing: Failing) -> None:
    failure = await failing(ValueError("a secret of the inside"))
    assert failure["code"] == "internal_error"
    assert "secret" not in str(failure)
