"""Jobs in processes that die, hang, end, and in the hands of people who change their minds or roles."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.jobs.running import be_patient
from abdi.testing.exports import ExportsClient
from abdi.testing.imports import ImportsClient
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.processes import ServiceProcess
from abdi.testing.toy_entries import FORBIDDEN, entries_csv, number
from abdi.testing.toy_world import until
from abdi.tokens import DevKeys, TokenIssuer

Sessions = async_sessionmaker[AsyncSession]
StartProcess = Callable[..., ServiceProcess]
ROWS = 10
PATIENCE = 60.0


async def one(sessions: Sessions, statement: str) -> Any:
    async with sessions() as session:
        return (await session.execute(text(statement))).scalar()


@pytest.fixture
async def away(directory: Any) -> None:
    """The officer of the tests, known to processes of their own."""
    await directory.grant(await directory.person(officer("5671").employee_id), "agency_officer")


def by(process: ServiceProcess, keys: DevKeys) -> httpx.AsyncClient:
    token = TokenIssuer(keys).issue(officer("5671"))
    return httpx.AsyncClient(base_url=process.url, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.faults
@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    "case",
    [
        ("imports.reading", "skip", 0),
        ("imports.after_staging", "refuse", 0),
        ("imports.after_chunk:2", "skip", 6),
        ("imports.after_chunk:2", "refuse", 0),
        ("imports.before_commit", "refuse", 0),
    ],
)
async def test_killed_import_goes_on_by_itself_without_a_double(
    service_process: StartProcess,
    token_keys: DevKeys,
    sessions: Sessions,
    events: Events,
    case: tuple[str, str, int],
) -> None:
    point, on_error, kept = case
    process = service_process(job_lease=1.0)
    process.start(crash_at=point, patience=PATIENCE)
    async with by(process, token_keys) as client:
        imports = ImportsClient(client, "entries")
        answer = await imports.send(entries_csv(*[{}] * ROWS), on_error=on_error)
        assert answer.status_code == 202
        await asyncio.to_thread(process.wait_for_crash, patience=PATIENCE)
        assert await one(sessions, "SELECT count(*) FROM entry") == kept
        assert len(await events.published("toy.entry.opened")) == kept
        await asyncio.to_thread(process.start, patience=PATIENCE)
        told = await imports.ended(answer.headers["location"])
    await asyncio.to_thread(process.stop)
    assert (told["state"], told["imported"], told["unchanged"], told["errors"]) == ("finished", ROWS, 0, 0)
    opened = [event.data["number"] for event in await events.published("toy.entry.opened")]
    assert opened == [number(index) for index in range(ROWS)]
    manifests = "SELECT count(*) FROM audit_entry WHERE changes->'bulk'->-1->'manifest'->>'rows' = '10'"
    assert await one(sessions, manifests) == 1


@pytest.mark.faults
@pytest.mark.usefixtures("away")
async def test_process_that_hung_commits_nothing_after_another_took_its_job(
    service_process: StartProcess, token_keys: DevKeys, sessions: Sessions, events: Events
) -> None:
    first, second = service_process(job_lease=1.0), service_process(job_lease=1.0)
    first.start(patience=PATIENCE)
    async with by(first, token_keys) as client:
        answer = await ImportsClient(client, "entries").send(entries_csv(*[{}] * 60), on_error="skip")
        writing = "SELECT stage = 'writing' FROM job"

        async def has_begun() -> bool:
            return bool(await one(sessions, writing))

        await until(has_begun)
    first.pause()
    second.start(patience=PATIENCE)
    async with by(second, token_keys) as client:
        told = await ImportsClient(client, "entries").ended(answer.headers["location"])
    first.resume()
    await asyncio.sleep(1.5)
    assert told["state"] == "finished"
    opened = [event.data["number"] for event in await events.published("toy.entry.opened")]
    assert sorted(opened) == [number(index) for index in range(60)]
    first.stop()
    second.stop()


async def test_step_that_falls_silent_gives_the_row_of_its_job_back(app: FastAPI, sessions: Sessions) -> None:
    async with sessions() as session:
        await be_patient(session, app.state.kit)
        silence = await session.scalar(text("SHOW idle_in_transaction_session_timeout"))
    assert silence == "1min", "twice the lease"


async def test_job_of_somebody_who_lost_the_permission_is_refused(
    app: FastAPI, as_person: Callable[..., ServiceClient], sessions: Sessions, unit: Unit
) -> None:
    await app.state.kit.jobs.stop()
    imports = ImportsClient(as_person(officer("5671")), "entries")
    answer = await imports.send(entries_csv({}))
    async with unit() as session:
        await session.execute(text("UPDATE directory_grant SET is_ended = true"))
    app.state.kit.jobs.start()
    state = "SELECT state FROM job"

    async def is_refused() -> bool:
        return bool(await one(sessions, state) == "refused")

    await until(is_refused)
    assert await one(sessions, "SELECT failure->>'code' FROM job") == "permission_lost"
    assert await one(sessions, "SELECT count(*) FROM entry") == 0
    assert (await imports.by.get(answer.headers["location"])).status_code == 403


async def test_waiting_import_is_cancelled_at_once_and_an_ended_one_not_any_more(
    app: FastAPI, as_person: Callable[..., ServiceClient], sessions: Sessions
) -> None:
    await app.state.kit.jobs.stop()
    imports = ImportsClient(as_person(officer("5671")), "entries")
    answer = await imports.send(entries_csv({}))
    cancelled = await imports.by.post(f"{answer.headers['location']}/cancellation")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    again = await imports.by.post(f"{answer.headers['location']}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "import-ended")
    app.state.kit.jobs.start()
    assert (await imports.take(entries_csv({"title": FORBIDDEN})))["state"] == "refused"
    assert await one(sessions, "SELECT count(*) FROM entry") == 0


async def test_running_import_is_cancelled_at_its_next_step(
    app: FastAPI, as_person: Callable[..., ServiceClient], sessions: Sessions
) -> None:
    imports = ImportsClient(as_person(officer("5671")), "entries")
    answer = await imports.send(entries_csv(*[{}] * 90))
    address = answer.headers["location"]

    async def is_writing() -> bool:
        told = (await imports.by.get(address)).json()
        return bool(told["state"] == "writing" and told["imported"])

    await until(is_writing)
    assert (await imports.by.post(f"{address}/cancellation")).status_code == 200
    told = await imports.ended(address)
    assert (told["state"], told["imported"], told["unchanged"]) == ("cancelled", 0, 0)
    assert await one(sessions, "SELECT count(*) FROM entry") == 0


async def test_ended_job_is_forgotten_with_its_file_and_rows_when_its_time_is_over(
    app: FastAPI, as_person: Callable[..., ServiceClient], sessions: Sessions, clock: FixedClock
) -> None:
    imports = ImportsClient(as_person(officer("5671")), "entries")
    told = await imports.take(entries_csv({}))
    await app.state.kit.jobs.forget_expired()
    assert await one(sessions, "SELECT count(*) FROM bulk_file") == 1
    clock.advance(timedelta(days=31))
    await app.state.kit.jobs.forget_expired()
    for table in ("job", "bulk_file", "bulk_row"):
        assert await one(sessions, f"SELECT count(*) FROM {table}") == 0
    assert told["expires_at"] == "2026-04-01T02:00:00Z"


async def test_export_does_not_wait_for_an_import_that_is_under_way(
    as_person: Callable[..., ServiceClient], unit: Unit
) -> None:
    client = as_person(officer("5671"))
    imports = ImportsClient(client, "entries")
    address = (await imports.send(entries_csv(*[{}] * 90))).headers["location"]

    async def is_writing() -> bool:
        return bool((await client.get(address)).json()["state"] == "writing")

    await until(is_writing)
    async with unit() as session:
        # Whoever wants to tell how far the import is waits until this ends.
        await session.execute(text("SELECT 1 FROM job WHERE kind = 'imports.entries' FOR UPDATE"))
        assert (await ExportsClient(client, "entries").make())["state"] == "finished"
    assert (await imports.ended(address))["state"] == "finished"
