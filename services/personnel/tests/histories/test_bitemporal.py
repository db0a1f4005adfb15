import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx

from abdi.clock import FixedClock
from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem


async def test_histories_answer_as_of_a_day_and_as_known_at_an_instant(
    registry: Any, clock: FixedClock
) -> None:
    person = (await registry.make_employee())["id"]
    ranks = f"/v1/employees/{person}/ranks"
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    second = await registry.give_rank(person, "III/b", "2020-04-01", "regular")
    before = clock.now().isoformat()
    clock.advance(timedelta(hours=3))
    correction = {"reason": "the decree says October", "valid_from": "2020-10-01"}
    await registry.post(f"{ranks}/{second['id']}/corrections", correction)

    now = await registry.get(ranks)
    assert [(row["rank"], row["valid_from"], row["valid_to"]) for row in now] == [
        ("III/a", "2015-05-01", "2020-10-01"),
        ("III/b", "2020-10-01", None),
    ]
    earlier = await registry.get(ranks, known_at=before)
    assert [(row["rank"], row["valid_from"], row["valid_to"]) for row in earlier] == [
        ("III/a", "2015-05-01", "2020-04-01"),
        ("III/b", "2020-04-01", None),
    ]
    in_june = await registry.get(ranks, as_of="2020-06-01")
    assert [row["rank"] for row in in_june] == ["III/a"]
    believed = await registry.get(ranks, as_of="2020-06-01", known_at=before)
    assert [row["rank"] for row in believed] == ["III/b"]


async def test_employee_is_shown_as_of_a_day(registry: Any, clock: FixedClock) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    known = clock.now().isoformat()
    clock.advance(timedelta(hours=1))
    await registry.give_rank(person, "III/b", "2020-04-01", "regular")
    address = f"/v1/employees/{person}"
    assert (await registry.get(address))["rank"]["code"] == "III/b"
    assert (await registry.get(address, as_of="2019-01-01"))["rank"]["code"] == "III/a"
    assert (await registry.get(address, as_of="2014-01-01"))["rank"] is None
    assert (await registry.get(address, known_at=known))["rank"]["code"] == "III/a"


async def test_correction_overwrites_nothing(registry: Any, session: Any) -> None:
    person = (await registry.make_employee())["id"]
    wrong = await registry.give_rank(person, "III/b", "2015-05-01", "appointment")
    path = f"/v1/employees/{person}/ranks/{wrong['id']}/corrections"
    right = await registry.post(path, {"reason": "typing error", "rank": "III/a"})
    assert (right["corrects_id"], right["rank"], right["reason"]) == (wrong["id"], "III/a", "typing error")
    assert_problem(
        await registry.client.post(path, json={"reason": "once more", "rank": "III/c"}), 404, "not-found"
    )


async def test_correction_that_changes_nothing_is_refused(registry: Any, events: Events) -> None:
    person = (await registry.make_employee())["id"]
    entry = await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    path = f"/v1/employees/{person}/ranks/{entry['id']}/corrections"
    answer = await registry.client.post(path, json={"reason": "once more", "rank": "III/a"})
    (reason,) = assert_problem(answer, 409, "nothing-corrected")["reasons"]
    assert (reason["rule"], reason["found"]) == ("entry.differs", ["rank"])
    assert await events.published("personnel.employee.corrected") == []


async def test_correction_is_published_with_the_state(registry: Any, events: Events) -> None:
    person = (await registry.make_employee())["id"]
    wrong = await registry.give_rank(person, "III/b", "2015-05-01", "appointment")
    path = f"/v1/employees/{person}/ranks/{wrong['id']}/corrections"
    await registry.post(path, {"reason": "typing error", "rank": "III/a"})
    event = await events.only("personnel.employee.corrected")
    assert (event.data["corrected"], event.data["reason"]) == (["rank_record"], "typing error")
    assert event.data["state"]["rank"]["code"] == "III/a"
    assert event.sequence == 3


async def test_two_entries_never_hold_on_one_day(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    second = await registry.give_rank(person, "III/b", "2020-04-01", "regular")
    ranks = f"/v1/employees/{person}/ranks"
    lower = {"rank": "III/a", "effective_on": "2020-04-01", "change": "lowered"}
    assert_problem(await registry.client.post(ranks, json=lower), 409, "entry-overlaps")
    back = {"reason": "wrong year", "valid_from": "2014-01-01"}
    answer = await registry.client.post(f"{ranks}/{second['id']}/corrections", json=back)
    assert_problem(answer, 409, "entry-overlaps")


async def test_backdated_entry_takes_its_place_in_between(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    await registry.give_rank(person, "III/c", "2023-04-01", "diploma_adjustment")
    await registry.give_rank(person, "III/b", "2019-04-01", "regular")
    rows = await registry.get(f"/v1/employees/{person}/ranks")
    assert [(row["rank"], row["valid_to"]) for row in rows] == [
        ("III/a", "2019-04-01"),
        ("III/b", "2023-04-01"),
        ("III/c", None),
    ]


async def test_nothing_is_entered_before_its_day(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    body = {"rank": "III/a", "effective_on": "2026-04-01", "change": "appointment"}
    answer = await registry.client.post(f"/v1/employees/{person}/ranks", json=body)
    reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert [(reason["rule"], reason["turns_on"]) for reason in reasons] == [
        ("entry.not_in_future", "2026-04-01")
    ]


async def test_rule_of_ranks_is_explained(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    body = {"rank": "III/c", "effective_on": "2020-04-02", "change": "regular"}
    answer = await palembang.post(f"/v1/employees/{person}/ranks", json=body)
    rules = [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]]
    assert rules == ["rank.step", "rank.first_of_month"]


async def test_highest_education_counts_whatever_the_order(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    for level, graduated in (("S2", "2018-09-01"), ("D3", "2011-07-01"), ("S1", "2013-07-01")):
        body = {"level": level, "effective_on": graduated}
        await registry.post(f"/v1/employees/{person}/educations", body)
    read = await registry.get(f"/v1/employees/{person}")
    assert read["education"] == {"level": "S2", "since": "2018-09-01"}
    assert len(await registry.get(f"/v1/employees/{person}/educations")) == 3


async def test_parallel_entries_of_one_day_leave_one(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    body = {"rank": "III/b", "effective_on": "2020-04-01", "change": "regular"}
    answers = await asyncio.gather(
        *(palembang.post(f"/v1/employees/{person}/ranks", json=body) for _ in range(8))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 7}
    assert len(await registry.get(f"/v1/employees/{person}/ranks")) == 2
