"""Cases of applications that were cancelled: nobody waits for them any more."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from abdi.clock import FixedClock
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]


async def test_a_case_ends_with_its_application(
    agency: ServiceClient,
    one: ServiceClient,
    decider: ServiceClient,
    *,
    selection: Selection,
    applying: Applying,
    cases_of: CasesOf,
    judge: Callable[..., Awaitable[Any]],
    unit: Unit,
) -> None:
    decided, waiting, alive = await applying(selection, 3)
    cases = await cases_of(selection)
    first, second = cases[str(decided.id)]["id"], cases[str(waiting.id)]["id"]
    assert (await judge(one, first, reason="illegible")).status_code == 200
    gone = Application.id.in_([decided.id, waiting.id])
    async with unit() as writing:
        await writing.execute(update(Application).where(gone).values(state="cancelled"))

    asked = {"selection_id": str(selection.id)}
    listed = (await agency.get("/v1/verifications", params=asked)).json()["data"]
    assert [case["application_id"] for case in listed] == [str(alive.id)]
    figures = (await agency.get(f"/v1/selections/{selection.id}/verification-figures")).json()
    assert (figures["states"], figures["outcomes"], figures["reasons"]) == ({"open": 1}, {}, {})
    charts = await agency.get(f"/v1/selections/{selection.id}/charts/waiting")
    waits = charts.json()
    number = next(series["values"] for series in waits["series"] if series["code"] == "open")
    assert dict(zip((one["key"] for one in waits["categories"]), number, strict=True))["verification"] == 1

    claims = await one.post(f"/v1/selections/{selection.id}/verification-claims", json={"count": 5})
    assert [case["application_id"] for case in claims.json()["cases"]] == [str(alive.id)]
    for refused in (
        await one.post(f"/v1/verifications/{second}/claim"),
        await judge(one, second),
        await decider.post(f"/v1/verifications/{first}/reopening", json={"reason": "salah baca"}),
    ):
        assert assert_problem(refused, 409, "application-ended")["current_state"] == "cancelled"


async def test_nothing_is_pre_checked_while_people_may_still_apply(
    client: ServiceClient, selection: Selection, applying: Applying, clock: FixedClock
) -> None:
    await applying(selection)
    clock.set(datetime(2024, 9, 10, 12, 0, tzinfo=UTC))
    agency = client.as_(officer("5671"))
    answer = await agency.post(f"/v1/selections/{selection.id}/pre-check")
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert (reason["rule"], reason["required"], reason["turns_on"]) == (
        "clock.pre_check",
        {"from": "2024-09-11"},
        "2024-09-11",
    )
    listed = await agency.get("/v1/verifications", params={"selection_id": str(selection.id)})
    assert listed.json()["data"] == []
