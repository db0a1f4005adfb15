"""A selection is completed when everybody with a seat has come to an end."""

from typing import Any

from sqlalchemy import text

from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem


async def complete(by: ServiceClient, world: Any) -> Any:
    path = f"/v1/selections/{world.selection_id}"
    version = (await by.get(path)).json()["version"]
    return await by.post(f"{path}/completion", headers={"If-Match": f'"{version}"'})


async def test_a_selection_is_completed_after_its_appointments_and_once(
    agency: ServiceClient, world: Any, opened: Any, unit: Unit, events: Events
) -> None:
    (reason,) = assert_problem(await complete(agency, world), 409, "rule-broken")["reasons"]
    assert (reason["rule"], reason["found"]) == (
        "selection.completion.appointments",
        {"open": 0, "uninvited": 2},
    )
    await opened(world)
    (reason,) = assert_problem(await complete(agency, world), 409, "rule-broken")["reasons"]
    assert reason["found"] == {"open": 2, "uninvited": 0}
    async with unit() as writing:
        await writing.execute(text("UPDATE appointment SET state = 'lapsed'"))
    done = await complete(agency, world)
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["allowed"]) == ("completed", [])
    await events.only("recruitment.selection.completed")
    assert_problem(await complete(agency, world), 409, "selection-not-in-state")
