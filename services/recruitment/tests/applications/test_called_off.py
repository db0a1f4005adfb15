"""What becomes of applications when their selection is called off."""

from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import audit_entry
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient

PATH = "/v1/applications"
WHY = {"reason": "Alokasi dicabut"}


async def call_off(by: ServiceClient, selection_id: str) -> None:
    seen = (await by.get(f"/v1/selections/{selection_id}")).json()
    headers = {"If-Match": f'"{seen["version"]}"'}
    answer = await by.post(f"/v1/selections/{selection_id}/cancellation", json=WHY, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_applications_end_with_their_selection_and_everybody_is_told(
    siti: ServiceClient,
    budi: ServiceClient,
    of_agency: ServiceClient,
    *,
    submitted: Any,
    drawn_up: Any,
    announced: dict[str, Any],
    events: Events,
    session: AsyncSession,
) -> None:
    made = [(siti, await submitted(siti)), (budi, await drawn_up(budi))]
    await call_off(of_agency, announced["id"])
    for person, before in made:
        seen = (await person.get(f"{PATH}/{before['id']}")).json()
        assert (seen["state"], seen["allowed"]) == ("cancelled", [])
        assert [one["rule"] for one in seen["reasons"]] == ["selection.cancelled"]
        assert seen["reasons"][0]["found"]["selection_id"] == announced["id"]
        told = (await person.get("/v1/notices", headers={"Accept-Language": "en"})).json()["data"]
        assert told[0]["kind"] == "selection.cancelled"
        assert announced["name"] in told[0]["body"]
        assert "Alokasi dicabut" in told[0]["body"]
    assert (await events.only("recruitment.selection.cancelled")).data["applications"] == 2
    said = cast(audit_entry.c.changes, String).contains("selection.applications_ended")
    (entry,) = (await session.scalars(select(audit_entry.c.changes).where(said))).all()
    assert "'draft': 1" in str(entry)
    assert "'submitted': 1" in str(entry)


async def test_the_timeline_says_that_the_selection_was_cancelled(
    siti: ServiceClient, of_agency: ServiceClient, submitted: Any, announced: dict[str, Any]
) -> None:
    made = await submitted(siti)
    await call_off(of_agency, announced["id"])
    timeline = (await siti.get(f"{PATH}/{made['id']}/timeline")).json()
    told = [(stage["code"], one["code"]) for stage in timeline["stages"] for one in stage["events"]]
    assert told[-1] == ("administrative", "selection_cancelled"), "the stage that had begun last"
    assert ("registration", "cancelled") not in told
    assert timeline["next"] is None


async def test_one_may_apply_in_another_selection_of_the_year(
    siti: ServiceClient,
    of_agency: ServiceClient,
    openings: dict[str, UUID],
    *,
    submitted: Any,
    drawn_up: Any,
    announced: dict[str, Any],
    planned: Any,
    unit: Unit,
) -> None:
    first = await submitted(siti)
    await call_off(of_agency, announced["id"])
    other = (await of_agency.post("/v1/selections", json=planned())).json()
    taken = await of_agency.post(f"/v1/selections/{other['id']}/approved-formations")
    assert taken.json() == {"added": 1}, "its formations are free again"
    announce = text(
        "UPDATE selection SET state = 'announced', announced_at = now(), rule_set = '2024' WHERE id = :id"
    )
    async with unit() as writing:
        await writing.execute(announce, {"id": other["id"]})
    second = await drawn_up(siti)
    assert (second["selection_id"], second["opening_id"]) == (other["id"], str(openings["general"]))
    assert second["id"] != first["id"]


async def test_who_was_disqualified_stays_so(
    siti: ServiceClient, of_agency: ServiceClient, submitted: Any, announced: dict[str, Any], unit: Unit
) -> None:
    made = await submitted(siti)
    async with unit() as writing:
        await writing.execute(text("UPDATE application SET state = 'disqualified'"))
    await call_off(of_agency, announced["id"])
    assert (await siti.get(f"{PATH}/{made['id']}")).json()["state"] == "disqualified"
