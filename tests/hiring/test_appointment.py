"""From an appointment to a new employee in every service, over a real broker."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from abdi.clock import SystemClock
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient, officer, service_account
from abdi.tokens import DevKeys
from tests.hiring.suite import Suite, opened

PALEMBANG = "5671"
PATIENCE_SECONDS = 60.0
Row = dict[str, Any]


@pytest.fixture
async def suite(infrastructure: Infrastructure, token_keys: DevKeys) -> AsyncIterator[Suite]:
    async with opened(infrastructure, token_keys) as made:
        yield made


async def post(client: ServiceClient, path: str, body: Row) -> Row:
    response = await client.post(path, json=body)
    assert response.is_success, response.text
    made: Row = response.json()
    return made


async def vacant_position(personnel: ServiceClient, code: str) -> str:
    """A vacant position; the first call makes agency and unit."""
    ours = personnel.as_(service_account("tests"))
    agency = {"code": PALEMBANG, "name": "Kota Palembang", "kind": "city", "time_zone": "Asia/Jakarta"}
    await ours.post("/v1/agencies", json=agency)
    unit = {"agency": PALEMBANG, "code": code, "name": "Dinas", "kind": "office", "valid_from": "2010-01-01"}
    unit_id = (await post(ours, "/v1/units", unit))["id"]
    position = {
        "agency": PALEMBANG,
        "code": code,
        "unit_id": unit_id,
        "title": "Penelaah",
        "kind": "pelaksana",
    }
    return str((await post(ours, "/v1/positions", position | {"empty_since": "2020-01-01"}))["id"])


def record(position_id: str, **facts: Any) -> Row:
    first = SystemClock().today().replace(day=1)
    return {
        "agency": PALEMBANG,
        "nip": f"19990805{first:%Y%m}1001",
        "nik": "1671010508990001",
        "name": "Budi Contoh",
        "birth_date": "1999-08-05",
        "sex": "male",
        "education": {"level": "S1", "graduated_on": "2022-08-20"},
        "employment_type": "CPNS",
        "position_id": position_id,
        "rank": "III/a",
        "effective_on": first.isoformat(),
        "decree_number": "813/045/BKPSDM",
        "decree_on": first.isoformat(),
        "selection_reference": "CPNS",
    } | facts


async def in_state(asking: ServiceClient, candidate: Row, *states: str) -> Row:
    """The candidate, once it is in one of `states`."""
    path, seen = f"/v1/candidates/{candidate['id']}", candidate

    async def is_there() -> bool:
        nonlocal seen
        seen = (await asking.get(path)).json()
        return seen["state"] in states

    await eventually(is_there, patience=PATIENCE_SECONDS)
    return seen


async def known_everywhere(clients: Mapping[str, ServiceClient], employee_id: str) -> tuple[Row, Row]:
    """Plan and eligibility of the employee, once both services have them."""
    performance, promotion = (
        clients[name].as_(service_account("tests")) for name in ("performance", "promotion")
    )
    found: dict[str, Row] = {}

    async def is_known() -> bool:
        plans = (await performance.get("/v1/plans", params={"employee_id": employee_id})).json()["data"]
        eligibility = await promotion.get(f"/v1/eligibilities/{employee_id}")
        if plans and eligibility.is_success:
            found.update(plan=plans[0], eligibility=eligibility.json())
        return bool(found)

    await eventually(is_known, patience=PATIENCE_SECONDS)
    return found["plan"], found["eligibility"]


async def test_an_appointed_candidate_is_an_employee_everywhere(suite: Suite) -> None:
    async with suite.services("personnel", "recruitment", "performance", "promotion") as clients:
        position = await vacant_position(clients["personnel"], "one")
        recruitment = clients["recruitment"].as_(officer(PALEMBANG))
        candidate = await post(recruitment, "/v1/candidates", record(position))
        done = await in_state(recruitment, candidate, "registered", "refused")
        assert (done["state"], done["reasons"]) == ("registered", [])
        personnel = clients["personnel"].as_(officer(PALEMBANG))
        person = (await personnel.get(f"/v1/employees/{done['employee_id']}")).json()
        assert (person["nip"], person["nik"]) == (candidate["nip"], candidate["nik"])
        assert (person["rank"]["code"], person["position"]["position_id"]) == ("III/a", position)
        plan, eligibility = await known_everywhere(clients, done["employee_id"])
        assert (plan["state"], plan["starts_on"]) == ("draft", candidate["effective_on"])
        assert not eligibility["is_eligible"]
        assert eligibility["failed_rules"]


async def test_a_refused_candidate_is_mended_and_arrives_although_the_registry_was_down(suite: Suite) -> None:
    async with suite.service("recruitment") as anybody:
        recruitment = anybody.as_(officer(PALEMBANG))
        async with suite.service("personnel") as personnel:
            first, second = [await vacant_position(personnel, code) for code in ("one", "two")]
            taken = await post(recruitment, "/v1/candidates", record(first))
            await in_state(recruitment, taken, "registered")
            other = {"nip": taken["nip"][:-3] + "002", "nik": "1671010508990002"}
            late = await post(recruitment, "/v1/candidates", record(first, **other))
            refused = await in_state(recruitment, late, "refused")
            assert [reason["rule"] for reason in refused["reasons"]] == ["appointment.position_free"]
        path, seen = f"/v1/candidates/{late['id']}", {"If-Match": f'"{refused["version"]}"'}
        mended = await recruitment.patch(path, json={"position_id": second}, headers=seen)
        assert mended.is_success, mended.text
        await post(recruitment, f"{path}/resubmission", {})
        async with suite.service("personnel"):
            done = await in_state(recruitment, late, "registered")
            assert (done["revision"], done["reasons"]) == (2, [])
