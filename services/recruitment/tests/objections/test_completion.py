"""No selection is completed over an open objection."""

from typing import Any

from abdi.testing.principals import officer
from abdi.testing.problems import assert_problem


async def test_an_unanswered_objection_stands_against_completion(world: Any) -> None:
    await world.publish_final(world.refused)
    objection_id = await world.lodged()
    by = world.client.as_(officer("5671"))
    path = f"/v1/selections/{world.selection.id}"
    headers = {"If-Match": f'"{(await by.get(path)).json()["version"]}"'}
    problem = assert_problem(await by.post(f"{path}/completion", headers=headers), 409, "rule-broken")
    assert [(one["rule"], one["found"]) for one in problem["reasons"]] == [
        ("selection.completion.objections", {"unanswered": 1})
    ]
    assert (await world.answer(objection_id)).status_code == 200
    assert (await by.post(f"{path}/completion", headers=headers)).json()["state"] == "completed"
