"""Who looked at an applicant's data, as the applicant sees it; nobody else does."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.principals import (
    ServiceClient,
    auditor,
    committee_member,
    employee,
    officer,
    unit_officer,
)
from abdi.testing.problems import assert_problem
from abdi.tokens import Principal

READS = "/v1/reads"
OWN = "/v1/applicants/me/reads"
WHY = "Sanggah pelamar"


async def looks(by: ServiceClient, of: str) -> Any:
    """What the person is shown; the same wherever the person asks."""
    answer = await by.get(OWN)
    assert answer.status_code == 200, answer.text
    inside = await by.get(READS, params={"employee_id": of})
    assert inside.json() == answer.json()
    return answer.json()["data"]


async def test_applicants_see_who_read_of_them_when_why_and_in_which_role(
    siti: ServiceClient, client: ServiceClient, submitted: Any
) -> None:
    made = await submitted(siti)
    who, of_application = made["applicant_id"], f"/v1/applications/{made['id']}"
    assert await looks(siti, who) == []
    reader = client.as_(officer("5671", employee_id=UUID(int=77)))
    assert (await reader.get(of_application, headers={"Read-Purpose": WHY})).status_code == 200
    document = await client.as_(auditor("5671")).get(f"{of_application}/documents/diploma/file")
    assert document.status_code == 200
    second, first = await looks(siti, who)
    assert (first["actions"], first["capacity"], first["agency"], first["purpose"]) == (
        ["application.read"],
        "agency_officer",
        "5671",
        WHY,
    )
    assert first["employee_id"] == str(UUID(int=77))
    assert (second["actions"], second["capacity"]) == (["application.document"], "auditor")
    assert first["at"] <= second["at"]


async def test_a_list_is_a_look_at_everybody_in_it(
    siti: ServiceClient, budi: ServiceClient, client: ServiceClient, submitted: Any
) -> None:
    of_siti, of_budi = await submitted(siti), await submitted(budi)
    seen = await client.as_(committee_member("5671")).get("/v1/applications")
    assert len(seen.json()["data"]) == 2
    (of_one,), (of_other,) = [
        await looks(by, made["applicant_id"]) for by, made in ((siti, of_siti), (budi, of_budi))
    ]
    assert of_one == of_other
    assert (of_one["actions"], of_one["capacity"]) == (["application.list"], "committee_member")


async def test_the_own_look_is_none(siti: ServiceClient, submitted: Any) -> None:
    made = await submitted(siti)
    for place in ("", "/timeline", "/documents", "/skd-reuse", "/documents/diploma/file"):
        assert (await siti.get(f"/v1/applications/{made['id']}{place}")).status_code == 200, place
    assert await looks(siti, made["applicant_id"]) == []


async def test_one_applicant_sees_nothing_of_another(
    siti: ServiceClient, budi: ServiceClient, of_agency: ServiceClient, submitted: Any
) -> None:
    of_siti, of_budi = await submitted(siti), await submitted(budi)
    await of_agency.get(f"/v1/applications/{of_siti['id']}")
    for other in (of_siti["applicant_id"], of_siti["id"], str(uuid4())):
        answer = await budi.get(READS, params={"employee_id": other})
        assert_problem(answer, 404, "not-found")
    assert await looks(budi, of_budi["applicant_id"]) == []
    assert len(await looks(siti, of_siti["applicant_id"])) == 1


async def test_looks_come_in_pages(siti: ServiceClient, of_agency: ServiceClient, submitted: Any) -> None:
    made = await submitted(siti)
    for _ in range(3):
        await of_agency.get(f"/v1/applications/{made['id']}")
    seen, query = [], {"limit": "2"}
    for _ in range(2):
        page = (await siti.get(OWN, params=query)).json()
        seen += [look["request_id"] for look in page["data"]]
        query["cursor"] = page["page"]["next_cursor"]
    assert len(set(seen)) == len(seen) == 3
    assert not page["page"]["has_more"]


async def test_only_applicants_have_a_list_of_their_own(
    client: ServiceClient, of_agency: ServiceClient
) -> None:
    assert_problem(await of_agency.get(OWN), 403, "forbidden")
    assert_problem(await client.get(OWN), 401, "unauthenticated")


@pytest.mark.parametrize(
    "principal",
    [officer("6671"), auditor("6671"), unit_officer("5671", UUID(int=5)), employee(UUID(int=3), "5671")],
    ids=lambda one: one.subject,
)
async def test_neither_do_civil_servants(
    client: ServiceClient,
    siti: ServiceClient,
    of_agency: ServiceClient,
    submitted: Any,
    principal: Principal,
) -> None:
    made = await submitted(siti)
    await of_agency.get(f"/v1/applications/{made['id']}")
    answer = await client.as_(principal).get(READS, params={"employee_id": made["applicant_id"]})
    assert answer.status_code in (403, 404), answer.text
