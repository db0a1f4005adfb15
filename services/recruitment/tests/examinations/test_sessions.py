"""Sessions, seats and attendance over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, applicant, auditor, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
Numbered = Callable[..., Awaitable[dict[UUID, str]]]
Scheduling = Callable[..., Awaitable[dict[str, Any]]]
Answer = dict[str, Any]


def session_of(selection: Selection, **facts: Any) -> dict[str, Any]:
    return {
        "selection_id": str(selection.id),
        "test": "skd",
        "place": "Kantor Regional VII BKN",
        "room": "CAT 1",
        "starts_at": "2026-03-03T01:00:00Z",
        "capacity": 3,
    } | facts


async def seat(by: ServiceClient, selection: Selection, **facts: Any) -> Answer:
    answer = await by.post(f"/v1/selections/{selection.id}/seating", json={"test": "skd"} | facts)
    assert answer.status_code == 200, answer.text
    told: Answer = answer.json()
    return told


async def seats(by: ServiceClient, **filters: Any) -> list[Answer]:
    answer = await by.get("/v1/seats", params={"limit": 200} | filters)
    assert answer.status_code == 200, answer.text
    found: list[Answer] = answer.json()["data"]
    return found


async def test_a_session_has_the_minutes_of_the_paper_and_is_published(
    committee: ServiceClient, scheduling: Scheduling, selection: Selection, events: Events
) -> None:
    made = await scheduling(selection)
    assert (made["minutes"], made["taken"], made["version"]) == (100, 0, 1)
    assert (await events.only("recruitment.session.scheduled")).data["room"] == "CAT 1"
    shown = await committee.get(f"/v1/sessions/{made['id']}")
    assert shown.json() == made
    listed = (await committee.get("/v1/sessions", params={"selection_id": str(selection.id)})).json()
    assert [one["id"] for one in listed["data"]] == [made["id"]]


async def test_sessions_of_many_rooms_are_created_at_once(
    committee: ServiceClient, selection: Selection
) -> None:
    wanted = [session_of(selection, room=f"CAT {number}") for number in range(3)]
    items = [*wanted, wanted[0], session_of(selection, starts_at="2026-03-01T01:00:00Z")]
    items.append(session_of(selection, selection_id=str(uuid4())))
    answer = (await committee.post("/v1/sessions:batch", json={"items": items})).json()
    problems = [one["problem"] and one["problem"]["code"] for one in answer["items"]]
    assert problems == [None, None, None, "room-taken", "session-in-the-past", "not-found"]


async def test_skb_names_its_component_and_says_how_long_it_takes(
    committee: ServiceClient, selection: Selection
) -> None:
    for facts in ({"test": "skb"}, {"component": "cat"}, {"test": "skb", "component": "interview"}):
        answer = await committee.post("/v1/sessions", json=session_of(selection, **facts))
        assert_problem(answer, 422, "malformed")


async def test_a_session_changes_for_a_reason_and_never_below_its_seats(
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
) -> None:
    made = await scheduling(selection)
    await applying(selection, 2)
    await numbered(selection)
    await seat(committee, selection)
    address = f"/v1/sessions/{made['id']}"
    too_small = {"capacity": 1, "reason": "ruang lebih kecil"}
    refused = await committee.patch(address, json=too_small, headers={"If-Match": '"1"'})
    problem = assert_problem(refused, 409, "rule-broken")
    assert problem["reasons"][0]["rule"] == "sessions.seats"
    body = {"room": "CAT 9", "capacity": 2, "reason": "ruang lebih kecil"}
    changed = await committee.patch(address, json=body, headers={"If-Match": '"1"'})
    assert (changed.json()["room"], changed.json()["taken"], changed.json()["version"]) == ("CAT 9", 2, 2)
    assert_problem(await committee.patch(address, json=body, headers={"If-Match": '"1"'}), 412)


async def test_everybody_is_seated_in_order_and_again_changes_nothing(
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
    events: Events,
) -> None:
    later = await scheduling(selection, starts_at="2026-03-03T04:00:00Z")
    early = await scheduling(selection)
    await applying(selection, 5)
    numbers = sorted((await numbered(selection)).values())
    told = await seat(committee, selection)
    assert told | {"selection_id": ""} == {
        "selection_id": "",
        "seated": 5,
        "longer": 0,
        "free": 1,
        "given_up": 0,
    }
    placed = [(one["session_id"], one["number"], one["participant_number"]) for one in await seats(committee)]
    assert sorted(placed, key=lambda one: one[2]) == [
        (early["id"], 1, numbers[0]),
        (early["id"], 2, numbers[1]),
        (early["id"], 3, numbers[2]),
        (later["id"], 1, numbers[3]),
        (later["id"], 2, numbers[4]),
    ]
    assert (await seat(committee, selection))["seated"] == 0
    assert len(await events.published("recruitment.selection.participants_seated")) == 1
    fresh = await seat(committee, selection, is_fresh=True)
    assert (fresh["seated"], fresh["given_up"]) == (5, 5)
    again = [(one["session_id"], one["number"], one["participant_number"]) for one in await seats(committee)]
    assert sorted(again) == sorted(placed)


async def test_nobody_is_seated_when_seats_lack_and_the_answer_says_how_many(
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
) -> None:
    await scheduling(selection)
    await applying(selection, 5)
    await numbered(selection)
    answer = await committee.post(f"/v1/selections/{selection.id}/seating", json={"test": "skd"})
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert (reason["rule"], reason["required"], reason["found"]) == ("sessions.seats", 5, 3)
    assert await seats(committee) == []


async def test_people_sit_near_the_place_they_chose_or_applied_for(
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
) -> None:
    far = await scheduling(selection, location_code="16.02")
    near = await scheduling(selection, location_code="16.71", room="CAT 2")
    (away,) = await applying(selection, 1, test_location="16.02")
    here = await applying(selection, 4)
    await numbered(selection)
    await seat(committee, selection)
    of = {one["application_id"]: one["session_id"] for one in await seats(committee)}
    assert of[str(away.id)] == far["id"]
    assert sorted(of[str(one.id)] for one in here) == sorted([near["id"]] * 3 + [far["id"]])


async def test_who_cannot_see_has_longer_time(
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
) -> None:
    await scheduling(selection)
    facts = {"need": "disability", "has_disability": True, "has_visual_impairment": True}
    (longer,) = await applying(selection, 1, **facts)
    (usual,) = await applying(selection, 1, need="disability", has_disability=True)
    await numbered(selection)
    assert (await seat(committee, selection))["longer"] == 1
    minutes = {one["application_id"]: one["minutes"] for one in await seats(committee)}
    assert minutes == {str(longer.id): 130, str(usual.id): 100}


async def test_one_participant_moves_for_a_reason(
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
) -> None:
    await scheduling(selection)
    full = await scheduling(selection, room="CAT 2", capacity=1)
    await applying(selection, 2)
    await numbered(selection)
    await seat(committee, selection)
    first, second = sorted(await seats(committee), key=lambda one: one["number"])
    body = {"session_id": full["id"], "has_longer_time": True, "reason": "surat dokter"}
    moved = (await committee.post(f"/v1/seats/{first['id']}/move", json=body)).json()
    assert (moved["session_id"], moved["number"], moved["minutes"]) == (full["id"], 1, 130)
    answer = await committee.post(f"/v1/seats/{second['id']}/move", json=body)
    assert_problem(answer, 409, "rule-broken")


async def test_the_number_of_statements_does_not_grow_with_the_participants(
    committee: ServiceClient,
    scheduling: Scheduling,
    selecting: Callable[..., Awaitable[Selection]],
    applying: Applying,
    numbered: Numbered,
) -> None:
    small, large = await selecting(), await selecting()
    for selection, count in ((small, 2), (large, 40)):
        await scheduling(selection, capacity=50)
        await applying(selection, count)
        await numbered(selection)
    with count_queries() as few:
        assert (await seat(committee, small))["seated"] == 2
    with count_queries() as many:
        assert (await seat(committee, large))["seated"] == 40
    assert 0 < len(many) <= len(few)


async def test_an_applicant_sees_the_own_seat_alone(
    client: ServiceClient,
    committee: ServiceClient,
    scheduling: Scheduling,
    selection: Selection,
    applying: Applying,
    numbered: Numbered,
) -> None:
    await scheduling(selection)
    me, _ = await applying(selection, 2)
    await numbered(selection)
    await seat(committee, selection)
    (mine,) = await seats(client.as_(applicant(me.applicant_id)))
    assert (mine["application_id"], mine["room"], mine["is_present"]) == (str(me.id), "CAT 1", None)
    assert await seats(client.as_(applicant())) == []
    assert len(await seats(client.as_(auditor("5671")))) == 2
    assert await seats(client.as_(officer("6671"))) == []


async def test_others_neither_prepare_nor_mark(
    client: ServiceClient, scheduling: Scheduling, selection: Selection
) -> None:
    made = await scheduling(selection)
    watching, abroad = client.as_(auditor("5671")), client.as_(officer("6671"))
    assert_problem(await watching.post("/v1/sessions", json=session_of(selection)), 403, "forbidden")
    assert_problem(await abroad.post("/v1/sessions", json=session_of(selection)), 404, "not-found")
    assert_problem(await abroad.get(f"/v1/sessions/{made['id']}"), 404, "not-found")
    assert_problem(await abroad.post(f"/v1/sessions/{made['id']}/closing"), 404, "not-found")
    body = {"is_present": True}
    assert_problem(await abroad.post(f"/v1/seats/{uuid4()}/attendance", json=body), 404, "not-found")
