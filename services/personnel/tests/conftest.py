"""A small registry to test with: Palembang with a few units and positions, and people on demand."""

import base64
import os
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from abdi.testing.principals import ServiceClient, officer, service_account

PALEMBANG = "5671"
PONTIANAK = "6671"


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Keys of this test only."""
    nik_key, nik_index_key = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    return {"nik_key": nik_key, "nik_index_key": nik_index_key}


@dataclass
class Registry:
    """What tests ask of the registry, as another service of ours; every answer must be a success."""

    client: ServiceClient
    people: int = 0
    seats: int = 0
    units: dict[str, str] = field(default_factory=dict)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = await self.client.post(path, json=body)
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.client.get(path, params=query)
        assert response.is_success, response.text
        return response.json()

    async def make_agency(self, code: str, name: str) -> None:
        body = {"code": code, "name": name, "kind": "city", "time_zone": "Asia/Jakarta"}
        await self.post("/v1/agencies", body)

    async def make_unit(self, code: str, *, parent: str | None = None, agency: str = PALEMBANG) -> str:
        body = {
            "agency": agency,
            "code": code,
            "name": f"Unit {code}",
            "kind": "office",
            "valid_from": "2010-01-01",
            "parent_id": parent,
        }
        made: str = (await self.post("/v1/units", body))["id"]
        self.units[f"{agency}/{code}"] = made
        return made

    async def make_position(self, *, agency: str = PALEMBANG, **facts: Any) -> str:
        self.seats += 1
        body = {
            "agency": agency,
            "code": f"P{self.seats}",
            "unit_id": self.units[f"{agency}/top"],
            "title": "Penelaah Teknis Kebijakan",
            "kind": "pelaksana",
            "job_class": 7,
            "empty_since": "2020-01-01",
        }
        made: str = (await self.post("/v1/positions", body | facts))["id"]
        return made

    def person(self, **facts: Any) -> dict[str, Any]:
        """A valid registration; every call another person."""
        self.people += 1
        serial = self.people
        return {
            "agency": PALEMBANG,
            "nip": f"199008052015051{serial:03d}",
            "nik": f"167101050890{serial:04d}",
            "name": f"Siti Contoh {serial}",
            "birth_date": "1990-08-05",
            "sex": "male",
            "employment_type": "PNS",
            "appointed_on": "2015-05-01",
        } | facts

    async def make_employee(self, **facts: Any) -> dict[str, Any]:
        return await self.post("/v1/employees", self.person(**facts))

    async def give_rank(self, employee_id: str, rank: str, since: str, change: str) -> dict[str, Any]:
        body = {"rank": rank, "effective_on": since, "change": change}
        return await self.post(f"/v1/employees/{employee_id}/ranks", body)

    async def appoint(self, employee_id: str, position_id: str, since: str) -> dict[str, Any]:
        body = {"position_id": position_id, "effective_on": since}
        return await self.post(f"/v1/employees/{employee_id}/positions", body)

    def of(self, principal: Any) -> ServiceClient:
        return self.client.as_(principal)


@pytest.fixture
async def registry(client: ServiceClient) -> Registry:
    """Palembang and Pontianak, each with one top unit."""
    made = Registry(client.as_(service_account("tests")))
    for code, name in ((PALEMBANG, "Kota Palembang"), (PONTIANAK, "Kota Pontianak")):
        await made.make_agency(code, name)
        await made.make_unit("top", agency=code)
    return made


@pytest.fixture
async def palembang(client: ServiceClient) -> httpx.AsyncClient:
    """A personnel officer of Palembang."""
    return client.as_(officer(PALEMBANG))


@pytest.fixture
async def pontianak(client: ServiceClient) -> httpx.AsyncClient:
    """A personnel officer of Pontianak."""
    return client.as_(officer(PONTIANAK))
