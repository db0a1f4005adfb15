"""The catalogue over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, agency_system, employee, officer
from abdi.testing.problems import assert_problem
from training.programmes.models import Programme

Offer = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/programmes"
CONTENT = {
    "title": "Orientasi PPPK",
    "kind": "orientation",
    "form": "non_classical",
    "hours": 40,
    "answers": ["orientation"],
}


async def national(unit: Unit, code: str = "LATSAR") -> str:
    """A programme of the nation, as only a command can add it."""
    async with unit() as session:
        programme = Programme(
            id=new_id(), agency=None, code=code, form="classical", hours=511, is_active=True
        )
        programme.title, programme.kind, programme.answers = "Latsar CPNS", "latsar", ["latsar"]
        session.add(programme)
        return str(programme.id)


async def test_an_agency_keeps_its_catalogue(by_officer: ServiceClient, offer: Offer) -> None:
    made = await offer(code="ORI-01", **CONTENT, is_active=True)
    address = f"{PATH}/{made['id']}"
    seen = (await by_officer.get(address)).headers["etag"]
    changed = await by_officer.put(
        address, json={**CONTENT, "hours": 45, "is_active": False}, headers={"If-Match": seen}
    )
    assert changed.status_code == 200, changed.text
    body = changed.json()
    assert (body["hours"], body["is_active"], body["code"], body["version"]) == (45, False, "ORI-01", 2)
    stale = await by_officer.put(address, json=CONTENT, headers={"If-Match": seen})
    assert_problem(stale, 412, "precondition-failed")


async def test_a_code_is_taken_once_in_an_agency(by_officer: ServiceClient, client: ServiceClient) -> None:
    wanted = {**CONTENT, "agency": "5671", "code": "ORI-01"}
    answers = await asyncio.gather(*(by_officer.post(PATH, json=wanted) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    elsewhere = await client.as_(officer("6671")).post(PATH, json={**wanted, "agency": "6671"})
    assert elsewhere.status_code == 201
    refused = next(answer for answer in answers if answer.status_code == 409)
    body = assert_problem(refused, 409, "programme-already-exists")
    assert body["programme_id"] == next(a for a in answers if a.status_code == 201).json()["id"]


async def test_nobody_writes_for_another_agency_or_for_the_nation(
    client: ServiceClient, offer: Offer, unit: Unit
) -> None:
    made = await offer()
    other = client.as_(officer("6671"))
    headers = {"If-Match": '"1"'}
    assert_problem(await other.put(f"{PATH}/{made['id']}", json=CONTENT, headers=headers), 403, "forbidden")
    assert_problem(
        await other.put(f"{PATH}/{await national(unit)}", json=CONTENT, headers=headers), 403, "forbidden"
    )
    wanted = {**CONTENT, "agency": "5671", "code": "ORI-02"}
    assert_problem(await other.post(PATH, json=wanted), 403, "forbidden")
    assert_problem(await client.as_(employee(agency="5671")).post(PATH, json=wanted), 403, "forbidden")


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({}, ["NAS", "ORI", "TEK"]),
        ({"kind": "orientation"}, ["ORI"]),
        ({"answers": "performance"}, ["TEK"]),
        ({"answers": "latsar"}, ["NAS"]),
        ({"agency": "6671"}, ["NAS"]),
        ({"is_active": "false"}, []),
        ({"changed_since": "2120-01-01T00:00:00Z"}, []),
    ],
)
async def test_everybody_finds_programmes(
    params: dict[str, str], codes: list[str], client: ServiceClient, offer: Offer, unit: Unit
) -> None:
    await offer(code="TEK")
    await offer(code="ORI", **CONTENT)
    await national(unit, "NAS")
    for by in (client.as_(employee()), client.as_(agency_system("9999", "training.programme.read"))):
        answer = await by.get(PATH, params=params)
        assert sorted(row["code"] for row in answer.json()["data"]) == codes


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"hours": 0}, "/hours"),
        ({"kind": "party"}, "/kind"),
        ({"answers": ["luck"]}, "/answers/0"),
        ({"code": "a b"}, "/code"),
        ({"title": " "}, "/title"),
    ],
)
async def test_what_is_malformed_is_named(
    change: dict[str, Any], pointer: str, by_officer: ServiceClient
) -> None:
    wanted = {**CONTENT, "agency": "5671", "code": "ORI-01", **change}
    assert_problem(await by_officer.post(PATH, json=wanted), 422, "malformed", pointer=pointer)
