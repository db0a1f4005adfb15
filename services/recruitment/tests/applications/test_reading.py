"""Who reads which applications, and that it is noted."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.testing.principals import (
    ServiceClient,
    agency_system,
    auditor,
    committee_member,
    decision_maker,
    employee,
    officer,
    service_account,
    unit_officer,
)
from abdi.testing.problems import assert_problem
from recruitment.policy import READ_APPLICATION

PATH = "/v1/applications"
READERS = [
    officer("5671"),
    committee_member("5671"),
    decision_maker("5671"),
    agency_system("5671", READ_APPLICATION.name),
    service_account("tests"),
]
FOREIGN = [officer("6671"), auditor("6671"), agency_system("6671", READ_APPLICATION.name)]


@pytest.mark.parametrize("principal", READERS, ids=lambda one: one.subject)
async def test_staff_of_the_agency_read_what_was_submitted(
    client: ServiceClient, siti: ServiceClient, submitted: Any, principal: Principal
) -> None:
    made = await submitted(siti)
    asking = client.as_(principal)
    assert (await asking.get(f"{PATH}/{made['id']}")).json() == made
    assert [one["id"] for one in (await asking.get(PATH)).json()["data"]] == [made["id"]]


async def test_auditors_see_no_birth_data(client: ServiceClient, siti: ServiceClient, submitted: Any) -> None:
    made = await submitted(siti)
    asking = client.as_(auditor("5671"))
    seen = (await asking.get(f"{PATH}/{made['id']}")).json()
    assert (seen["birth_date"], seen["birth_place"]) == (None, None)
    assert seen["masked"] == ["birth_date", "birth_place"]
    (listed,) = (await asking.get(PATH)).json()["data"]
    assert (listed["birth_date"], listed["name"]) == (None, made["name"])


@pytest.mark.parametrize("principal", FOREIGN, ids=lambda one: one.subject)
async def test_for_other_agencies_it_is_not_there(
    client: ServiceClient, siti: ServiceClient, submitted: Any, principal: Principal
) -> None:
    made = await submitted(siti)
    asking = client.as_(principal)
    for place in (made["id"], f"{made['id']}/timeline", f"{made['id']}/documents"):
        assert_problem(await asking.get(f"{PATH}/{place}"), 404, "not-found")
    assert_problem(await asking.get(f"{PATH}/{made['id']}/documents/diploma/file"), 404, "not-found")
    assert (await asking.get(PATH)).json()["data"] == []


@pytest.mark.parametrize(
    "principal",
    [employee(UUID(int=3), "5671"), unit_officer("5671", UUID(int=5))],
    ids=lambda one: one.subject,
)
async def test_other_civil_servants_read_none(client: ServiceClient, principal: Principal) -> None:
    assert_problem(await client.as_(principal).get(PATH), 403, "forbidden")


async def test_one_applicant_never_reads_of_another(
    siti: ServiceClient, budi: ServiceClient, submitted: Any
) -> None:
    of_siti, of_budi = await submitted(siti), await submitted(budi)
    for place in (
        of_siti["id"],
        f"{of_siti['id']}/timeline",
        f"{of_siti['id']}/documents",
        f"{of_siti['id']}/documents/diploma/file",
    ):
        assert_problem(await budi.get(f"{PATH}/{place}"), 404, "not-found")
    for query in ({}, {"selection_id": of_siti["selection_id"]}, {"state": "submitted"}):
        listed = (await budi.get(PATH, params=query)).json()["data"]
        assert [one["id"] for one in listed] == [of_budi["id"]]
    assert [one["kind"] for one in (await budi.get("/v1/notices")).json()["data"]] == [
        "application.submitted"
    ]
    assert (await budi.get("/v1/applicants/me")).json()["name"] == "Budi"


async def test_lists_are_narrowed(
    siti: ServiceClient, budi: ServiceClient, of_agency: ServiceClient, submitted: Any
) -> None:
    general = await submitted(siti)
    special = await submitted(budi, "disability", has_disability=True)
    both = [general["id"], special["id"]]
    for query, expected in (
        ({}, both),
        ({"selection_id": general["selection_id"]}, both),
        ({"formation_id": general["formation_id"], "intake": 2024}, both),
        ({"opening_id": special["opening_id"]}, [special["id"]]),
        ({"need": "general"}, [general["id"]]),
        ({"state": "eligible"}, []),
        ({"intake": 2023}, []),
    ):
        page = (await of_agency.get(PATH, params=query)).json()
        assert [one["id"] for one in page["data"]] == expected, query
    first = (await of_agency.get(PATH, params={"limit": 1})).json()
    assert first["page"]["has_more"]
    query = {"limit": 1, "cursor": first["page"]["next_cursor"]}
    assert [one["id"] for one in (await of_agency.get(PATH, params=query)).json()["data"]] == both[1:]


async def test_changes_since_come_in_order_of_change(
    siti: ServiceClient, budi: ServiceClient, of_agency: ServiceClient, submitted: Any
) -> None:
    first, second = await submitted(siti), await submitted(budi)
    headers = {"If-Match": f'"{first["version"]}"'}
    await siti.post(f"{PATH}/{first['id']}/cancellation", headers=headers)
    page = (await of_agency.get(PATH, params={"changed_since": second["updated_at"]})).json()
    assert [(one["id"], one["state"]) for one in page["data"]] == [
        (second["id"], "submitted"),
        (first["id"], "cancelled"),
    ]


async def test_who_looked_is_noted_and_the_own_look_is_not(
    siti: ServiceClient, of_agency: ServiceClient, submitted: Any, session: AsyncSession
) -> None:
    made = await submitted(siti)
    for place in ("", f"/{made['id']}", f"/{made['id']}/timeline", f"/{made['id']}/documents/diploma/file"):
        assert (await siti.get(f"{PATH}{place}")).status_code == 200
        assert (await of_agency.get(f"{PATH}{place}")).status_code == 200
    wanted = text("SELECT action FROM read_entry WHERE subjects @> to_jsonb(CAST(:who AS text)) ORDER BY 1")
    for who in (made["applicant_id"], made["id"]):
        assert [*await session.scalars(wanted, {"who": who})] == [
            "application.document",
            "application.list",
            "application.read",
            "application.timeline",
        ]
