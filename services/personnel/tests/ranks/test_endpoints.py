from typing import Any

import httpx
import pytest

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem


def rules_of(answer: httpx.Response) -> list[str]:
    return [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]]


@pytest.fixture
async def climber(registry: Any) -> tuple[str, list[str]]:
    """Somebody with two ranks, and the addresses of their corrections."""
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    await registry.give_rank(person, "III/b", "2019-04-01", "regular")
    ranks = f"/v1/employees/{person}/ranks"
    return person, [f"{ranks}/{record['id']}/corrections" for record in await registry.get(ranks)]


@pytest.mark.parametrize(
    ("entry", "wrong", "rules"),
    [
        (1, {"rank": "IV/e"}, ["rank.step"]),
        (1, {"rank": "III/a"}, ["rank.step"]),
        (1, {"rank": "V/x"}, ["rank.known"]),
        (1, {"change": "appointment"}, ["rank.step"]),
        (1, {"valid_from": "2019-05-17"}, ["rank.first_of_month"]),
        (1, {"valid_from": "9999-01-01"}, ["entry.not_in_future"]),
        (1, {"valid_to": "2025-01-01"}, ["rank.continuous"]),
        (1, {"valid_to": "9999-12-31"}, ["entry.not_in_future", "rank.continuous"]),
        (1, {"decree_on": "9999-12-31"}, ["entry.decree_date"]),
        (0, {"valid_from": "2015-04-01"}, ["rank.not_before_appointment"]),
        (0, {"valid_to": "2018-04-01"}, ["rank.continuous"]),
        (0, {"rank": "IV/e"}, ["rank.starting", "rank.step"]),
    ],
)
async def test_correction_keeps_the_rules_of_entering(
    palembang: httpx.AsyncClient,
    climber: tuple[str, list[str]],
    *,
    entry: int,
    wrong: dict[str, str],
    rules: list[str],
) -> None:
    answer = await palembang.post(climber[1][entry], json={"reason": "a typing error"} | wrong)
    assert sorted(set(rules_of(answer))) == rules


async def test_refused_correction_leaves_no_trace(
    registry: Any, palembang: httpx.AsyncClient, events: Events, climber: tuple[str, list[str]]
) -> None:
    person, corrections = climber
    before = await registry.get(f"/v1/employees/{person}/ranks")
    await palembang.post(corrections[1], json={"reason": "a typing error", "rank": "IV/e"})
    assert await registry.get(f"/v1/employees/{person}/ranks") == before
    assert await events.published("personnel.employee.corrected") == []


async def test_entry_in_between_fits_the_one_after_it_too(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2015-05-01", "appointment")
    await registry.give_rank(person, "III/b", "2023-04-01", "regular")
    body = {"rank": "III/b", "effective_on": "2019-04-01", "change": "regular"}
    assert rules_of(await palembang.post(f"/v1/employees/{person}/ranks", json=body)) == ["rank.step"]


async def test_entry_before_the_first_one_makes_that_one_no_appointment(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/b", "2016-05-01", "appointment")
    body = {"rank": "III/a", "effective_on": "2015-05-01", "change": "appointment"}
    assert rules_of(await palembang.post(f"/v1/employees/{person}/ranks", json=body)) == ["rank.step"]


@pytest.mark.parametrize(
    ("level", "rank", "limit"), [(None, "IV/e", "III/c"), ("SMA", "III/a", "II/a"), ("S1", "III/b", "III/a")]
)
async def test_first_rank_is_not_above_that_of_the_education(
    registry: Any, palembang: httpx.AsyncClient, *, level: str | None, rank: str, limit: str
) -> None:
    person = (await registry.make_employee())["id"]
    if level:
        graduated = {"level": level, "effective_on": "2013-07-01"}
        await registry.post(f"/v1/employees/{person}/educations", graduated)
    body = {"rank": rank, "effective_on": "2015-05-01", "change": "appointment"}
    answer = await palembang.post(f"/v1/employees/{person}/ranks", json=body)
    reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert [(reason["rule"], reason["required"]["highest"]) for reason in reasons] == [
        ("rank.starting", limit)
    ]
    assert (await registry.give_rank(person, limit, "2015-05-01", "appointment"))["rank"] == limit


async def test_correction_may_move_the_first_day_of_a_rank(
    registry: Any, climber: tuple[str, list[str]]
) -> None:
    person, corrections = climber
    await registry.post(corrections[1], {"reason": "the decree says 2020", "valid_from": "2020-04-01"})
    rows = await registry.get(f"/v1/employees/{person}/ranks")
    assert [(row["rank"], row["valid_to"]) for row in rows] == [("III/a", "2020-04-01"), ("III/b", None)]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "x"])
async def test_instants_out_of_reach_are_malformed(
    palembang: httpx.AsyncClient, climber: tuple[str, list[str]], *, moment: str
) -> None:
    for path in (f"/v1/employees/{climber[0]}", f"/v1/employees/{climber[0]}/ranks"):
        assert (await palembang.get(path, params={"known_at": moment})).status_code == 422
