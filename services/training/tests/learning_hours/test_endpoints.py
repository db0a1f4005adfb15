"""Hours of a year over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.problems import assert_problem

Make = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Offer = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/learning-hours"


async def taken(by: ServiceClient, run: dict[str, Any]) -> dict[str, Any]:
    response = await by.post("/v1/courses", json=run)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_the_year_is_told_with_its_courses_and_what_is_left(
    by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    first = await taken(by_officer, run_of(person, jp=12))
    await taken(by_officer, run_of(person, jp=7, started_on="2026-01-05", completed_on="2026-01-05"))
    await taken(by_officer, run_of(person, jp=9, started_on="2025-12-30", completed_on="2025-12-31"))
    body = (await by_officer.get(f"{PATH}/{person}")).json()
    assert (body["year"], body["hours"], body["minimum"], body["remaining"]) == (2026, 19, 20, 1)
    assert body["is_below"] is True
    assert [course["credited_jp"] for course in body["courses"]] == [7, 12]
    (reason,) = body["reasons"]
    assert (reason["rule"], reason["passed"], reason["found"]) == ("minimum", False, 19)
    assert reason["remedy"].startswith("Selesaikan 1 JP lagi sebelum akhir tahun 2026")
    before = (await by_officer.get(f"{PATH}/{person}", params={"year": 2025})).json()
    assert (before["hours"], before["remaining"]) == (9, 11)
    assert first["id"] in {course["course_id"] for course in body["courses"]}


async def test_a_withdrawn_course_counts_for_nothing(
    by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    course = await taken(by_officer, run_of(person))
    path = f"/v1/courses/{course['id']}/withdrawal"
    await by_officer.post(path, json={"reason": "Sertifikat orang lain."}, headers={"If-Match": '"1"'})
    body = (await by_officer.get(f"{PATH}/{person}")).json()
    assert (body["hours"], body["courses"]) == (0, [])


async def test_of_coaching_no_more_counts_than_two_sessions_a_month(
    by_officer: ServiceClient, person: UUID, run_of: Make, offer: Offer
) -> None:
    coaching = await offer(kind="coaching", form="non_classical", hours=2)
    made = []
    for day in ("2026-02-03", "2026-02-10", "2026-02-17"):
        run = run_of(person, programme_id=coaching["id"], jp=2, started_on=day, completed_on=day)
        made.append(await taken(by_officer, run))
    body = (await by_officer.get(f"{PATH}/{person}", headers={"Accept-Language": "en"})).json()
    assert body["hours"] == 4
    assert [course["credited_jp"] for course in body["courses"]] == [2, 2, 0]
    assert body["reasons"][-1]["found"] == {"not_counted": 2}
    path = f"/v1/courses/{made[0]['id']}/withdrawal"
    await by_officer.post(path, json={"reason": "Tidak dilaksanakan."}, headers={"If-Match": '"1"'})
    after = (await by_officer.get(f"{PATH}/{person}")).json()
    assert [course["credited_jp"] for course in after["courses"]] == [2, 2]


@pytest.mark.usefixtures("rules_in_force")
async def test_a_pppk_has_an_entitlement_and_no_minimum(
    by_officer: ServiceClient, register: Register, run_of: Make
) -> None:
    person = await register(employment_type="PPPK")
    await taken(by_officer, run_of(person, jp=10))
    body = (await by_officer.get(f"{PATH}/{person}")).json()
    assert (body["minimum"], body["limit"], body["remaining"], body["is_below"]) == (None, 24, 14, False)


@pytest.mark.usefixtures("rules_in_force")
async def test_officers_find_who_lacks_hours(
    by_officer: ServiceClient, register: Register, run_of: Make
) -> None:
    short, full = await register(), await register()
    await register(employment_type="PPPK")
    await register(status="retired", left_on="2026-02-01")
    await register(agency="6671")
    await taken(by_officer, run_of(full, jp=20))
    await taken(by_officer, run_of(short, jp=19))

    async def listed(**params: Any) -> list[tuple[str, int]]:
        rows = (await by_officer.get(PATH, params=params)).json()["data"]
        return sorted((row["employment_type"], row["hours"]) for row in rows)

    assert await listed() == [("PNS", 19), ("PNS", 20), ("PPPK", 0)]
    assert await listed(below="true") == [("PNS", 19)]
    assert await listed(below="false") == [("PNS", 20), ("PPPK", 0)]
    assert await listed(below="true", year=2025) == [("PNS", 0), ("PNS", 0)]
    assert await listed(agency="6671") == []
    page = (await by_officer.get(PATH, params={"limit": 2})).json()
    rest = await by_officer.get(PATH, params={"limit": 2, "cursor": page["page"]["next_cursor"]})
    assert len(rest.json()["data"]) == 1


@pytest.mark.usefixtures("rules_in_force")
@pytest.mark.parametrize(
    ("changes", "below", "reasons"),
    [
        ({}, True, ["minimum"]),
        ({"employment_since": "2026-02-01"}, False, []),
        ({"employment_since": None}, False, ["employment_type_unverified"]),
        ({"appointed_on": "2026-01-01", "employment_since": "2026-01-01"}, False, []),
    ],
)
async def test_last_year_is_judged_by_the_type_at_its_end(
    by_officer: ServiceClient,
    register: Register,
    *,
    changes: dict[str, Any],
    below: bool,
    reasons: list[str],
) -> None:
    person = await register(**changes)
    body = (await by_officer.get(f"{PATH}/{person}", params={"year": 2025})).json()
    assert (body["is_below"], [reason["rule"] for reason in body["reasons"]]) == (below, reasons)
    for asked in (True, False):
        listed = await by_officer.get(PATH, params={"year": 2025, "below": str(asked).lower()})
        assert len(listed.json()["data"]) == (asked is below)
    present = (await by_officer.get(f"{PATH}/{person}")).json()
    assert present["is_below"] is True


async def test_hours_of_others_are_not_there(client: ServiceClient, person: UUID) -> None:
    address = f"{PATH}/{person}"
    assert (await client.as_(employee(person)).get(address)).status_code == 200
    for outside in (employee(agency="5671"), officer("6671")):
        assert_problem(await client.as_(outside).get(address), 404, "not-found")
    assert_problem(await client.as_(officer("5671")).get(f"{PATH}/{uuid4()}"), 404, "not-found")


@pytest.mark.usefixtures("rules_in_force")
async def test_superiors_see_the_hours_of_everybody_below(client: ServiceClient, register: Register) -> None:
    head = await register(superior_id=None)
    chief = await register(superior_id=str(head))
    clerk = await register(superior_id=str(chief))
    for above, seen in ((head, {head, chief, clerk}), (chief, {chief, clerk}), (clerk, {clerk})):
        by = client.as_(employee(above, "5671"))
        rows = (await by.get(PATH)).json()["data"]
        assert {UUID(row["employee_id"]) for row in rows} == seen
    up = await client.as_(employee(clerk, "5671")).get(f"{PATH}/{chief}")
    assert_problem(up, 404, "not-found")


async def test_a_new_course_makes_the_hours_count_as_changed(
    by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    before = (await by_officer.get("/v1/programmes")).json()["data"][0]["updated_at"]

    async def changed(since: str) -> int:
        return len((await by_officer.get(PATH, params={"changed_since": since})).json()["data"])

    assert await changed(before) == 0
    await taken(by_officer, run_of(person))
    assert await changed(before) == 1


async def test_years_before_the_regulation_are_malformed(by_officer: ServiceClient, person: UUID) -> None:
    answer = await by_officer.get(f"{PATH}/{person}", params={"year": 2016})
    assert_problem(answer, 422, "malformed", pointer="/year")
