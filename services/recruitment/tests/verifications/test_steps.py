"""Steps that take everybody at once: followed, refused when they run, begun anew after a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from services.recruitment.tests.verifications.following import Step, ended, finished, seen
from sqlalchemy import select, text

from abdi.clock import FixedClock, new_id
from abdi.jobs import JobRun, LeaseLost, find_job
from abdi.policy import Permission
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events, eventually
from abdi.testing.principals import ServiceClient, auditor, decision_maker, officer
from abdi.testing.problems import assert_problem
from abdi.tokens import Principal
from recruitment.applications.models import Application
from recruitment.selections.models import Selection
from recruitment.verification_steps.kinds import VerificationStepKind
from recruitment.verifications import announcing, preparing
from recruitment.verifications.models import VerificationCase
from recruitment.verifications.permissions import ANNOUNCE_VERIFICATION, PREPARE_VERIFICATION

HOME = "5671"
ANNOUNCED = "recruitment.administrative_result.announced"
Applying = Callable[..., Awaitable[list[Application]]]
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]
Taking = Callable[..., Awaitable[JobRun]]
_TAKEN = text("""
    UPDATE job SET state = 'running', lease = :lease, leased_until = now() + interval '1 hour' WHERE id = :id
""")
_PRE_CHECKS = text("""
    SELECT count(*) FROM audit_entry WHERE changes::text LIKE '%verification.pre_checked%'
""")


@pytest.fixture
def taking(app: FastAPI, unit: Unit) -> Taking:
    """`await taking(step, kind, permission, by=...)`: the step in the hands of this process alone."""

    async def take(
        step: Step, kind: VerificationStepKind, permission: Permission, *, by: Principal
    ) -> JobRun:
        lease, job_id = new_id(), UUID(step["id"])
        async with unit() as session:
            await session.execute(_TAKEN, {"id": job_id, "lease": lease})
            job = await find_job(session, job_id, kind=kind.job)
        assert job is not None
        return JobRun(app.state.kit, job, lease, permission, by, dict(job.progress))

    return take


def path_of(selection: Selection, rest: str) -> str:
    return f"/v1/selections/{selection.id}/{rest}"


async def waiting_result(unit: Unit, selection: Selection, made: list[Application]) -> None:
    """Let everybody be judged: eligible."""
    async with unit() as session:
        for one in made:
            case = VerificationCase(
                application_id=one.id,
                applicant_id=one.applicant_id,
                selection_id=selection.id,
                agency=HOME,
                state="decided",
                wanted=1,
                round=1,
                proposal="eligible",
                checks=[],
                waits_since=one.submitted_at,
                outcome="eligible",
                reasons=[],
                decided_at=one.submitted_at,
            )
            session.add(case)


async def test_a_pre_check_tells_how_far_it_is_and_goes_on_where_it_was_stopped(
    app: FastAPI,
    agency: ServiceClient,
    selection: Selection,
    applying: Applying,
    *,
    taking: Taking,
    unit: Unit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preparing, "CHUNK", 1)
    await applying(selection, 20)
    await app.state.kit.jobs.stop()
    step = (await agency.post(path_of(selection, "pre-check"))).json()
    assert (step["state"], step["stage"], step["done"], step["rows"]) == ("queued", None, 0, None)
    address = path_of(selection, f"verification-steps/{step['id']}")
    now: Step = {}

    async def is_under_way() -> bool:
        now.update((await agency.get(address)).json())
        return bool(now["done"])

    kind, by = VerificationStepKind.PRE_CHECK, officer(HOME)
    run = await taking(step, kind, PREPARE_VERIFICATION, by=by)
    work = asyncio.create_task(preparing.pre_check_selection(run, selection.id))
    await eventually(is_under_way)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert (now["state"], now["stage"], now["rows"]) == ("running", "checking", 20)
    assert 0 < now["done"] < 20
    run = await taking(step, kind, PREPARE_VERIFICATION, by=by)
    assert run.progress["done"] >= now["done"]
    await preparing.pre_check_selection(run, selection.id)
    done = (await agency.get(address)).json()
    assert (done["state"], done["done"], done["rows"]) == ("finished", 20, 20)
    assert done["pre_check"]["checked"] == 20
    async with unit() as session:
        assert len((await session.scalars(select(VerificationCase.id))).all()) == 20
        assert await session.scalar(_PRE_CHECKS) == 1


async def test_an_announcement_whose_process_lost_it_leaves_nothing_and_is_made_once_by_the_next(
    app: FastAPI,
    decider: ServiceClient,
    selecting: Callable[..., Awaitable[Selection]],
    applying: Applying,
    *,
    taking: Taking,
    unit: Unit,
    events: Events,
) -> None:
    selection = await selecting(days={})
    await waiting_result(unit, selection, await applying(selection, 3))
    await app.state.kit.jobs.stop()
    asked = await decider.post(path_of(selection, "administrative-announcement"))
    by = decision_maker(HOME)
    kind = VerificationStepKind.ANNOUNCEMENT
    run = await taking(asked.json(), kind, ANNOUNCE_VERIFICATION, by=by)
    await taking(asked.json(), kind, ANNOUNCE_VERIFICATION, by=by)
    with pytest.raises(LeaseLost):
        await announcing.announce_result(run, selection.id)
    assert await seen(unit) == ({"submitted"}, 0, 0)
    async with unit() as session:
        await session.execute(text("UPDATE job SET leased_until = now()"))
    app.state.kit.jobs.start()
    done = await finished(decider, asked)
    assert done["counts"] == {"MS": 3, "TMS": 0}
    assert await seen(unit) == ({"eligible"}, 3, 1)
    await events.only(ANNOUNCED)


async def test_a_refusal_found_only_when_it_runs_is_told_with_its_reasons(
    app: FastAPI,
    client: ServiceClient,
    selection: Selection,
    applying: Applying,
    *,
    clock: FixedClock,
    unit: Unit,
    events: Events,
) -> None:
    await waiting_result(unit, selection, await applying(selection, 2))
    await app.state.kit.jobs.stop()
    clock.set(datetime(2024, 9, 19, 16, 30, tzinfo=UTC))
    asked = await client.as_(decision_maker(HOME)).post(path_of(selection, "administrative-announcement"))
    clock.set(datetime(2024, 9, 19, 17, 30, tzinfo=UTC))
    decider = client.as_(decision_maker(HOME))
    app.state.kit.jobs.start()
    step = await ended(decider, asked)
    assert (step["state"], step["announcement"], step["done"]) == ("failed", None, 0)
    assert step["failure"]["code"] == "rule-broken"
    (reason,) = step["failure"]["reasons"]
    assert (reason["rule"], reason["found"]) == ("clock.result_day", "2024-09-20")
    assert reason["remedy"]["en"] == "Change the schedule first."
    again = await decider.post(path_of(selection, "administrative-announcement"))
    assert assert_problem(again, 409, "rule-broken")["reasons"][0]["found"] == "2024-09-20"
    assert await seen(unit) == ({"submitted"}, 0, 0)
    assert await events.published(ANNOUNCED) == []


async def test_the_same_step_twice_is_refused_with_the_place_of_the_first(
    app: FastAPI, agency: ServiceClient, selection: Selection
) -> None:
    await app.state.kit.jobs.stop()
    first = await agency.post(path_of(selection, "pre-check"))
    second = await agency.post(path_of(selection, "pre-check"))
    problem = assert_problem(second, 409, "verification-step-under-way")
    assert (problem["current_state"], problem["step_id"]) == ("queued", first.json()["id"])
    assert second.headers["location"] == first.headers["location"]
    app.state.kit.jobs.start()
    await finished(agency, first)
    await finished(agency, await agency.post(path_of(selection, "pre-check")))


async def test_two_who_ask_at_once_get_one_step(
    app: FastAPI, client: ServiceClient, selection: Selection
) -> None:
    await app.state.kit.jobs.stop()
    several = [client.as_(officer(HOME, subject=f"officer-{number}")) for number in range(4)]
    answers = await asyncio.gather(*(one.post(path_of(selection, "pre-check")) for one in several))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]


async def test_whoever_reads_the_verification_sees_the_steps_of_its_selection_alone(
    client: ServiceClient,
    agency: ServiceClient,
    one: ServiceClient,
    selection: Selection,
    *,
    selection_of_two: Selection,
) -> None:
    asked = await agency.post(path_of(selection, "pre-check"))
    await finished(agency, asked)
    address = asked.headers["location"]
    for reader in (one, client.as_(auditor(HOME))):
        step = (await reader.get(address)).json()
        assert (step["kind"], step["asked_by"]) == ("pre_check", str(officer(HOME).employee_id))
        listed = (await reader.get(path_of(selection, "verification-steps"))).json()["data"]
        assert [found["id"] for found in listed] == [step["id"]]
    elsewhere = path_of(selection_of_two, f"verification-steps/{step['id']}")
    assert_problem(await agency.get(elsewhere), 404, "not-found")
    assert (await agency.get(path_of(selection_of_two, "verification-steps"))).json()["data"] == []
    foreign = client.as_(officer("6671"))
    for path in (address, path_of(selection, "verification-steps")):
        assert_problem(await foreign.get(path), 404, "not-found")
    announcements = path_of(selection, "administrative-announcements")
    assert_problem(await foreign.get(announcements), 404, "not-found")
    assert (await one.get(announcements)).json()["data"] == []


async def test_steps_are_listed_the_latest_first_by_kind_and_state_in_pages(
    agency: ServiceClient, one: ServiceClient, selection: Selection, applying: Applying
) -> None:
    await applying(selection)
    for _ in range(2):
        await finished(agency, await agency.post(path_of(selection, "pre-check")))
    body = {"may_accept_in_bulk": True, "lease_minutes": 30}
    setting = path_of(selection, "verification-setting")
    await agency.put(setting, json=body, headers={"If-Match": '"0"'})
    await finished(one, await one.post(path_of(selection, "verification-acceptance")))
    path = path_of(selection, "verification-steps")
    page = (await agency.get(path, params={"limit": 2})).json()
    assert [step["kind"] for step in page["data"]] == ["acceptance", "pre_check"]
    assert page["data"][0]["acceptance"]["accepted"] == 1
    cursor = page["page"]["next_cursor"]
    rest = (await agency.get(path, params={"limit": 2, "cursor": cursor})).json()["data"]
    assert [step["kind"] for step in rest] == ["pre_check"]
    given = {"kind": "pre_check", "state": "finished"}
    assert len((await agency.get(path, params=given)).json()["data"]) == 2
    assert (await agency.get(path, params={"state": "failed"})).json()["data"] == []
    assert_problem(await agency.get(path, params={"kind": "guess"}), 422, "malformed")
