"""What becomes of the formations of a selection that ends, and when a selection may be completed."""

from typing import Any

import pytest
from sqlalchemy import text

from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

FREE = ["return", "withdrawal"]


def tag(one: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{one["version"]}"'}


async def formation_of(by: ServiceClient, selection: dict[str, Any]) -> dict[str, Any]:
    chosen = (await by.get(f"/v1/selections/{selection['id']}/formations")).json()["data"]
    seen: dict[str, Any] = (await by.get(f"/v1/formations/{chosen[0]['id']}")).json()
    return seen


async def cancel(by: ServiceClient, selection: dict[str, Any]) -> None:
    path, body = f"/v1/selections/{selection['id']}/cancellation", {"reason": "Alokasi dicabut"}
    assert (await by.post(path, json=body, headers=tag(selection))).status_code == 200


@pytest.mark.parametrize("step", ["return", "withdrawal"])
async def test_formations_of_a_cancelled_selection_are_free_and_still_shown(
    palembang: ServiceClient, announced: dict[str, Any], client: ServiceClient, *, step: str
) -> None:
    bound = await formation_of(palembang, announced)
    listed = (await palembang.get("/v1/formations")).json()["data"]
    assert (bound["allowed"], [one["allowed"] for one in listed]) == ([], [[]])
    path, body = f"/v1/formations/{bound['id']}/{step}", {"reason": "ganti"}
    refused = await palembang.post(path, json=body, headers=tag(bound))
    assert_problem(refused, 409, "formation-in-selection")
    await cancel(palembang, announced)
    assert (await formation_of(palembang, announced))["allowed"] == FREE
    answer = await palembang.post(path, json=body, headers=tag(bound))
    assert answer.status_code == 200, answer.text
    public = await client.get(f"/v1/public/selections/{announced['id']}/formations")
    assert [one["id"] for one in public.json()["data"]] == [bound["id"]]


async def test_a_need_that_was_announced_stays_when_the_formation_is_mended(
    palembang: ServiceClient, announced: dict[str, Any]
) -> None:
    formation = await formation_of(palembang, announced)
    await cancel(palembang, announced)
    path = f"/v1/formations/{formation['id']}"
    why = {"reason": "kurangi"}
    back = (await palembang.post(f"{path}/return", json=why, headers=tag(formation))).json()
    fewer = {"openings": [{"need": "general", "count": 49}]}
    answer = await palembang.patch(path, json=fewer, headers=tag(back))
    assert answer.status_code == 409, answer.text


async def test_another_draft_takes_them_and_gives_them_back(
    palembang: ServiceClient, draft: dict[str, Any], planned: Any
) -> None:
    formation = await formation_of(palembang, draft)
    await cancel(palembang, draft)
    other = (await palembang.post("/v1/selections", json=planned())).json()
    items = {"items": [{"formation_id": formation["id"]}]}
    for name in ("formations:batch", "formation-removals:batch", "formations:batch"):
        answer = await palembang.post(f"/v1/selections/{other['id']}/{name}", json=items)
        assert [one["problem"] for one in answer.json()["items"]] == [None], answer.text
    assert (await formation_of(palembang, other))["id"] == formation["id"]
    assert (await formation_of(palembang, draft))["id"] == formation["id"], "what it had is still seen"
    third = (await palembang.post("/v1/selections", json=planned())).json()
    taken = await palembang.post(f"/v1/selections/{third['id']}/formations:batch", json=items)
    assert taken.json()["items"][0]["problem"]["code"] == "formation-taken"


async def test_formations_of_a_completed_selection_stay_bound(
    palembang: ServiceClient, announced: dict[str, Any], unit: Unit
) -> None:
    async with unit() as writing:
        await writing.execute(text("UPDATE selection SET state = 'completed', ended_at = now()"))
    assert (await formation_of(palembang, announced))["allowed"] == []


async def test_nothing_is_completed_before_its_final_result(
    palembang: ServiceClient, announced: dict[str, Any]
) -> None:
    answer = await palembang.post(f"/v1/selections/{announced['id']}/completion", headers=tag(announced))
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert (reason["rule"], reason["required"], reason["found"]) == (
        "selection.completion.final_ranking",
        "published",
        None,
    )
    assert reason["remedy"]["en"] == "Publish the final ranking."
