"""Announcing selections, changing their schedules and ending them, over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from abdi.clock import FixedClock
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, auditor, decision_maker, officer
from abdi.testing.problems import assert_problem

Planned = Callable[..., dict[str, Any]]
NUMBER = {"announcement_number": "800/1/BKPSDM/2026"}


def tag(selection: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{selection["version"]}"'}


def stages_with(selection: dict[str, Any], **days: tuple[str, str] | None) -> list[dict[str, Any]]:
    kept = {one["code"]: one for one in selection["stages"]}
    for code, two in days.items():
        kept.pop(code)
        if two:
            kept[code] = {"code": code, "starts_on": two[0], "ends_on": two[1]}
    return list(kept.values())


async def test_an_announced_selection_is_bound_to_the_rules_and_told_to_everybody(
    announced: dict[str, Any], events: Events
) -> None:
    assert (announced["state"], announced["rule_set"], announced["schedule_version"]) == (
        "announced",
        "2024",
        1,
    )
    assert announced["allowed"] == ["cancellation", "completion", "reschedule"]
    assert (announced["is_accepted"], announced["reasons"]) == (True, [])
    event = await events.only("recruitment.selection.announced")
    assert (event.data["formations"], event.data["openings"], len(event.data["stages"])) == (1, 50, 16)


async def test_a_dry_run_says_everything_and_changes_nothing(
    palembang: ServiceClient, planned: Planned, events: Events
) -> None:
    late = {"skd": None, "administrative_objection": ("2026-03-30", "2026-04-02")}
    made = (await palembang.post("/v1/selections", json=planned(late))).json()
    answer = await palembang.post(
        f"/v1/selections/{made['id']}/announcement?validate_only=true", json=NUMBER, headers=tag(made)
    )
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["state"], seen["is_accepted"], seen["is_dry_run"]) == ("draft", False, True)
    rules = {reason["rule"] for reason in seen["reasons"]}
    assert rules == {"clock.stages", "clock.objection", "quotas.formations"}
    assert await events.published() == []


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ({"skd": None}, "clock.stages"),
        ({"administrative_objection": ("2026-03-30", "2026-04-02")}, "clock.objection"),
        ({"administrative_objection": ("2026-03-31", "2026-04-01")}, "clock.objection"),
        ({"final_answers": ("2026-06-25", "2026-06-26")}, "clock.answers"),
        ({"skd": ("2026-04-07", "2026-05-10")}, "clock.overlap"),
        ({"registration": ("2026-03-01", "2026-03-22")}, "clock.order"),
    ],
)
async def test_a_schedule_against_the_clock_is_refused(
    palembang: ServiceClient, draft: dict[str, Any], days: dict[str, Any], rule: str
) -> None:
    body = {"stages": stages_with(draft, **days)}
    path = f"/v1/selections/{draft['id']}"
    changed = (await palembang.patch(path, json=body, headers=tag(draft))).json()
    answer = await palembang.post(f"{path}/announcement", json=NUMBER, headers=tag(changed))
    problem = assert_problem(answer, 409, "rule-broken")
    assert rule in {reason["rule"] for reason in problem["reasons"]}
    assert (await palembang.get(path)).json()["state"] == "draft"


async def test_what_practice_allows_is_announced_with_a_warning(
    palembang: ServiceClient, draft: dict[str, Any]
) -> None:
    body = {"stages": stages_with(draft, notice=("2026-03-02", "2026-03-10"))}
    path = f"/v1/selections/{draft['id']}"
    changed = (await palembang.patch(path, json=body, headers=tag(draft))).json()
    answer = (await palembang.post(f"{path}/announcement", json=NUMBER, headers=tag(changed))).json()
    assert (answer["state"], [one["rule"] for one in answer["reasons"]]) == ("announced", ["clock.notice"])
    assert answer["reasons"][0]["found"] == {"days": 9}


async def test_a_special_need_without_a_general_opening_is_announced_with_a_warning(
    palembang: ServiceClient, draft: dict[str, Any], approved: Callable[..., Awaitable[UUID]]
) -> None:
    await approved({"disability": 1}, position_name="Analis Kebijakan Ahli Pertama")
    path = f"/v1/selections/{draft['id']}"
    await palembang.post(f"{path}/approved-formations")
    seen = (await palembang.get(path)).json()
    answer = await palembang.post(f"{path}/announcement", json=NUMBER, headers=tag(seen))
    assert answer.status_code == 200, answer.text
    (warning,) = [one for one in answer.json()["reasons"] if one["rule"] == "formation.general_opening"]
    assert warning["found"]["such_as"] == [{"post": "Analis Kebijakan Ahli Pertama", "education_level": "S1"}]


async def test_the_day_begins_where_the_agency_is(
    client: ServiceClient, draft: dict[str, Any], clock: FixedClock
) -> None:
    path = f"/v1/selections/{draft['id']}"
    # 22 March 22:30 in Jakarta, the last day of the registration; 23 March in Jayapura.
    clock.set(datetime(2026, 3, 22, 15, 30, tzinfo=UTC))
    palembang = client.as_(officer("5671"))
    dry = f"{path}/announcement?validate_only=true"
    seen = (await palembang.post(dry, json=NUMBER, headers=tag(draft))).json()
    assert "clock.ahead" not in {one["rule"] for one in seen["reasons"]}
    moved = (await palembang.patch(path, json={"time_zone": "Asia/Jayapura"}, headers=tag(draft))).json()
    seen = (await palembang.post(dry, json=NUMBER, headers=tag(moved))).json()
    assert "clock.ahead" in {one["rule"] for one in seen["reasons"]}


async def test_shares_for_special_needs_are_asked_for(
    palembang: ServiceClient, draft: dict[str, Any], approved: Callable[..., Any]
) -> None:
    await approved({"general": 51})
    path = f"/v1/selections/{draft['id']}"
    await palembang.post(f"{path}/approved-formations")
    seen = (await palembang.get(path)).json()
    problem = assert_problem(
        await palembang.post(f"{path}/announcement", json=NUMBER, headers=tag(seen)), 409, "rule-broken"
    )
    (reason,) = problem["reasons"]
    assert (reason["rule"], reason["found"]) == ("quotas.disability", 1)
    assert reason["required"] == {"openings": 3, "percent": 2}


async def test_a_number_announces_once_and_a_draft_once(
    palembang: ServiceClient, announced: dict[str, Any], planned: Planned
) -> None:
    path = f"/v1/selections/{announced['id']}/announcement"
    again = await palembang.post(path, json=NUMBER, headers=tag(announced))
    assert assert_problem(again, 409, "selection-not-in-state")["current_state"] == "announced"
    other = (await palembang.post("/v1/selections", json=planned())).json()
    taken = await palembang.post(
        f"/v1/selections/{other['id']}/announcement", json=NUMBER, headers=tag(other)
    )
    assert assert_problem(taken, 409, "announcement-number-taken")["selection_id"] == announced["id"]


async def test_without_rules_of_the_intake_nothing_is_announced(
    palembang: ServiceClient, draft: dict[str, Any]
) -> None:
    body = NUMBER | {"rule_set": "1999"}
    answer = await palembang.post(f"/v1/selections/{draft['id']}/announcement", json=body, headers=tag(draft))
    assert assert_problem(answer, 409, "rule-set-missing")["rule_sets"] == ["2021", "2023", "2024"]


async def test_a_changed_schedule_is_a_new_version_with_its_reason_and_the_old_one_stays(
    palembang: ServiceClient, announced: dict[str, Any], events: Events
) -> None:
    path = f"/v1/selections/{announced['id']}"
    body = {
        "stages": stages_with(announced, registration=("2026-03-03", "2026-03-24")),
        "reason": "Perpanjangan pendaftaran",
        "reference": "Surat BKN 5900/2026",
    }
    answer = await palembang.post(f"{path}/reschedule", json=body, headers=tag(announced))
    assert answer.status_code == 200, answer.text
    assert answer.json()["schedule_version"] == 2
    event = await events.only("recruitment.selection.rescheduled")
    assert (event.data["schedule_version"], event.data["reference"]) == (2, "Surat BKN 5900/2026")
    changes = (await palembang.get(f"{path}/schedule-changes")).json()
    ends = [next(s for s in one["stages"] if s["code"] == "registration")["ends_on"] for one in changes]
    assert ends == ["2026-03-22", "2026-03-24"]
    assert [one["reason"] for one in changes] == [None, "Perpanjangan pendaftaran"]


async def test_what_is_over_is_not_rescheduled(
    client: ServiceClient, announced: dict[str, Any], clock: FixedClock
) -> None:
    clock.set(datetime(2026, 3, 24, 2, tzinfo=UTC))
    palembang = client.as_(officer("5671"))
    body = {
        "stages": stages_with(announced, registration=("2026-03-03", "2026-03-25")),
        "reason": "Perpanjangan",
        "reference": "Surat BKN 5900/2026",
    }
    path = f"/v1/selections/{announced['id']}/reschedule"
    problem = assert_problem(
        await palembang.post(path, json=body, headers=tag(announced)), 409, "rule-broken"
    )
    assert [(one["rule"], one["found"]) for one in problem["reasons"]] == [("clock.past", ["registration"])]


async def test_a_selection_is_cancelled_once(
    palembang: ServiceClient, announced: dict[str, Any], events: Events
) -> None:
    path, body = f"/v1/selections/{announced['id']}/cancellation", {"reason": "Alokasi dicabut"}
    ended = (await palembang.post(path, json=body, headers=tag(announced))).json()
    assert (ended["state"], ended["allowed"]) == ("cancelled", [])
    assert ended["end_reason"] == "Alokasi dicabut"
    assert (await events.only("recruitment.selection.cancelled")).data["applications"] == 0
    again = await palembang.post(path, json=body, headers=tag(ended))
    assert_problem(again, 409, "selection-not-in-state")


async def test_a_stale_version_announces_nothing(palembang: ServiceClient, draft: dict[str, Any]) -> None:
    path = f"/v1/selections/{draft['id']}/announcement"
    stale = {"If-Match": f'"{draft["version"] - 1}"'}
    assert_problem(await palembang.post(path, json=NUMBER, headers=stale), 412, "precondition-failed")
    assert_problem(await palembang.post(path, json=NUMBER), 428, "precondition-required")


async def test_who_may_not_announce(client: ServiceClient, draft: dict[str, Any]) -> None:
    path = f"/v1/selections/{draft['id']}/announcement"
    for principal, status in ((auditor("5671"), 403), (officer("6671"), 404), (decision_maker("6671"), 404)):
        answer = await client.as_(principal).post(path, json=NUMBER, headers=tag(draft))
        assert answer.status_code == status
