"""From the seat to the employee, and what happens to the seat of those who step back."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import audit_entry, outbox
from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import ServiceClient, applicant, auditor, committee_member, officer
from abdi.testing.problems import assert_problem

HOME = "5671"
BORN = date(1999, 8, 5)
World = Any
Build = Callable[..., Awaitable[World]]
Acting = Callable[[Any], ServiceClient]
Opened = Callable[[World], Awaitable[list[dict[str, Any]]]]
FILING = {"marital_status": "single", "address": "Jalan Contoh 1", "telephone": "0812", "is_truthful": True}


async def file_all(acting: Acting, world: World, made: list[dict[str, Any]]) -> None:
    by_application = {str(person.application_id): person for person in world.people}
    for one in made:
        person = acting(by_application[one["application_id"]])
        answer = await person.post(f"/v1/appointments/{one['id']}/filing", json=FILING)
        assert answer.json()["state"] == "filed", answer.text


def nip(number: int) -> str:
    return f"{BORN:%Y%m%d}2025031{number:03d}"


def given(appointment: dict[str, Any], number: int, **facts: Any) -> dict[str, Any]:
    return {
        "appointment_id": appointment["id"],
        "nip": nip(number),
        "position_id": str(uuid4()),
        "rank": "III/a",
        "effective_on": "2025-03-01",
        "decree_number": f"813/{number}/BKPSDM/2025",
        "decree_on": "2025-02-20",
    } | facts


async def test_everybody_with_a_seat_is_invited_once(
    agency: ServiceClient, world: World, opened: Opened, session: AsyncSession
) -> None:
    made = await opened(world)
    assert [one["application_id"] for one in made] == [str(p.application_id) for p in world.people[:2]]
    assert {one["state"] for one in made} == {"invited"}
    again = await agency.post(f"/v1/selections/{world.selection_id}/appointments")
    assert again.json() == {"ranking_id": str(world.ranking_id), "invited": 0}
    (fact,) = (await session.execute(select(outbox.c.type, outbox.c.data))).all()
    assert fact.type.endswith("recruitment.appointments.opened.v1")
    told = select(audit_entry).where(audit_entry.c.action == "open_appointments")
    assert len((await session.execute(told)).all()) == 1


async def test_nobody_is_invited_before_the_result_is_published(agency: ServiceClient, build: Build) -> None:
    world = await build(ranking="computed")
    answer = await agency.post(f"/v1/selections/{world.selection_id}/appointments")
    assert_problem(answer, 409, "no-published-ranking")


async def test_nobody_is_invited_while_objections_are_possible(agency: ServiceClient, build: Build) -> None:
    world = await build(stages=[("final_objection", date(2026, 3, 1), date(2026, 3, 3))])
    body = assert_problem(
        await agency.post(f"/v1/selections/{world.selection_id}/appointments"), 409, "rule-broken"
    )
    assert body["reasons"][0]["rule"] == "appointment.after_objections"


async def test_the_chain_is_followed_in_both_directions(
    acting: Acting, agency: ServiceClient, world: World, opened: Opened, *, deliver: Deliveries
) -> None:
    made = await opened(world)
    await file_all(acting, world, made)
    proposed = await agency.post(f"/v1/selections/{world.selection_id}/nip-proposals")
    assert (proposed.status_code, proposed.json()["count"]) == (201, 2)
    batch = {"items": [given(one, number) for number, one in enumerate(made, 1)]}
    answer = (await agency.post("/v1/appointments/nips:batch", json=batch)).json()
    assert answer["counts"] == {"done": 2, "refused": 0}, answer
    chain = (await agency.get(f"/v1/appointments/{made[0]['id']}")).json()
    assert (chain["state"], chain["candidate_state"], chain["employee_id"]) == (
        "appointed",
        "appointed",
        None,
    )
    employee_id = uuid4()
    data = {
        "candidate_id": chain["candidate_id"],
        "revision": 1,
        "employee_id": str(employee_id),
        "registered_on": "2025-02-21",
    }
    await deliver("personnel.candidate.registered", UUID(chain["candidate_id"]), data, agency=HOME)
    (back,) = (await agency.get(f"/v1/appointments?employee_id={employee_id}")).json()["data"]
    assert (back["id"], back["application_id"]) == (chain["id"], chain["application_id"])
    assert back["candidate_state"] == "registered"


async def test_a_wrong_nip_does_not_hold_up_the_others(
    acting: Acting, agency: ServiceClient, world: World, opened: Opened
) -> None:
    made = await opened(world)
    await file_all(acting, world, made)
    await agency.post(f"/v1/selections/{world.selection_id}/nip-proposals")
    wrong = given(made[0], 1, nip="20010101" + nip(1)[8:])
    unnamed = given(made[1], 2, position_id=None)
    right = given(made[1], 2)
    answer = (await agency.post("/v1/appointments/nips:batch", json={"items": [wrong, unnamed]})).json()
    rules = [[reason["rule"] for reason in item["problem"]["reasons"]] for item in answer["items"]]
    assert rules == [["nip.agrees_with_birth_date"], ["appointment.position_named"]]
    answer = (await agency.post("/v1/appointments/nips:batch", json={"items": [wrong, right, right]})).json()
    assert [item["outcome"] for item in answer["items"]] == ["refused", "done", "refused"]
    assert answer["items"][2]["problem"]["code"] == "appointment-not-in-state"


async def test_the_next_in_rank_moves_up(
    acting: Acting, agency: ServiceClient, world: World, opened: Opened
) -> None:
    first, second = await opened(world)
    leaving = acting(world.people[1])
    answer = await leaving.post(
        f"/v1/appointments/{second['id']}/resignation", json={"reason": "pindah kota"}
    )
    assert answer.json()["state"] == "resigned"
    assert answer.json()["allowed"] == []
    (up,) = (await acting(world.people[2]).get("/v1/appointments")).json()["data"]
    assert (up["state"], up["replaces_id"], up["seat_id"]) == ("invited", second["id"], second["seat_id"])
    assert up["reasons"][0]["found"] == {"place": 3}
    notices = (await acting(world.people[2]).get("/v1/notices")).json()["data"]
    assert [one["kind"] for one in notices] == ["appointment.next_in_rank"]
    trail = (await agency.get(f"/v1/appointments/{second['id']}")).json()
    assert trail["replaced_by_id"] == up["id"]
    again = await agency.post(f"/v1/appointments/{first['id']}/resignation", json={"reason": "surat APS"})
    last = (await agency.get(f"/v1/appointments/{again.json()['replaced_by_id']}")).json()
    assert last["application_id"] == str(world.people[3].application_id)


async def test_equals_are_left_to_the_committee(
    acting: Acting, agency: ServiceClient, build: Build, opened: Opened
) -> None:
    world = await build(places=(1, 2, 3, 3))
    _, second = await opened(world)
    left = await agency.post(f"/v1/appointments/{second['id']}/resignation", json={"reason": "surat APS"})
    assert left.json()["replaced_by_id"] is None
    (reason,) = left.json()["reasons"]
    assert (reason["passed"], reason["found"]) == (False, {"at_place": 2, "place": 3})
    assert (await acting(world.people[2]).get("/v1/appointments")).json()["data"] == []


async def test_an_empty_list_leaves_the_seat_empty(
    agency: ServiceClient, build: Build, opened: Opened
) -> None:
    world = await build(places=(1, 2))
    first, _ = await opened(world)
    left = await agency.post(f"/v1/appointments/{first['id']}/resignation", json={"reason": "surat APS"})
    assert left.json()["reasons"][0]["found"] == {"contenders": 0}


async def test_who_does_not_file_in_time_makes_room(
    acting: Acting, agency: ServiceClient, build: Build, opened: Opened
) -> None:
    world = await build(stages=[("filing", date(2026, 2, 1), date(2026, 3, 1))])
    made = await opened(world)
    late = await acting(world.people[0]).post(f"/v1/appointments/{made[0]['id']}/filing", json=FILING)
    assert assert_problem(late, 409, "rule-broken")["reasons"][0]["rule"] == "appointment.filing_days"
    answer = await agency.post(f"/v1/selections/{world.selection_id}/appointment-lapses")
    assert answer.json() == {"lapsed": 2, "replaced": 2}
    (up,) = (await acting(world.people[2]).get("/v1/appointments")).json()["data"]
    filed = await acting(world.people[2]).post(f"/v1/appointments/{up['id']}/filing", json=FILING)
    assert filed.json()["state"] == "filed"


async def test_an_untrue_declaration_is_refused(acting: Acting, world: World, opened: Opened) -> None:
    made = await opened(world)
    body = FILING | {"is_truthful": False}
    answer = await acting(world.people[0]).post(f"/v1/appointments/{made[0]['id']}/filing", json=body)
    assert_problem(answer, 409, "rule-broken")


@pytest.mark.parametrize("step", ["filing", "resignation"])
async def test_nobody_acts_for_somebody_else(
    client: ServiceClient, world: World, opened: Opened, step: str
) -> None:
    made = await opened(world)
    path, body = f"/v1/appointments/{made[0]['id']}", FILING if step == "filing" else {"reason": "mundur"}
    for stranger in (applicant(), applicant(world.people[1].applicant_id)):
        assert_problem(await client.as_(stranger).get(path), 404, "not-found")
        assert_problem(await client.as_(stranger).post(f"{path}/{step}", json=body), 404, "not-found")
    abroad = client.as_(officer("6671"))
    assert_problem(await abroad.get(path), 404, "not-found")


async def test_others_read_and_do_nothing(client: ServiceClient, world: World, opened: Opened) -> None:
    made = await opened(world)
    for reader in (auditor(HOME), committee_member(HOME)):
        asking = client.as_(reader)
        assert (await asking.get(f"/v1/appointments/{made[0]['id']}")).status_code == 200
        for path in ("appointments", "appointment-lapses", "nip-proposals"):
            answer = await asking.post(f"/v1/selections/{world.selection_id}/{path}")
            assert_problem(answer, 403, "forbidden")
        answer = await asking.post("/v1/appointments/nips:batch", json={"items": [given(made[0], 1)]})
        assert_problem(answer, 403, "forbidden")


async def test_nip_needs_a_proposal_first(agency: ServiceClient, world: World, opened: Opened) -> None:
    made = await opened(world)
    empty = await agency.post(f"/v1/selections/{world.selection_id}/nip-proposals")
    assert_problem(empty, 409, "appointment-not-in-state")
    items = [given(made[0], 1), given({"id": str(uuid4())}, 2)]
    answer = (await agency.post("/v1/appointments/nips:batch", json={"items": items})).json()
    codes = [item["problem"]["code"] for item in answer["items"]]
    assert codes == ["appointment-not-in-state", "not-found"]
