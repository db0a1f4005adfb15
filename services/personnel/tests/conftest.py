"""A small registry to test with: Palembang with a few units and positions, and people on demand."""

import base64
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.directory import directory_subscription
from abdi.messaging.event import Envelope, EventType, source_of
from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events, PublishedEvent
from abdi.testing.principals import ServiceClient, officer, service_account

PALEMBANG = "5671"
PONTIANAK = "6671"
FOLLOWED = ("employee", "unit")
Follow = Callable[[], Awaitable[None]]


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Keys of this test only."""
    names = ("nik_key", "nik_index_key", "exchange_key")
    return {name: base64.b64encode(os.urandom(32)).decode() for name in names}


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

    async def report_to(self, employee_id: str, superior_id: str, since: str = "2020-01-01") -> None:
        body = {"superior_id": superior_id, "effective_on": since}
        await self.post(f"/v1/employees/{employee_id}/superiors", body)

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


@pytest.fixture
def follow(sessions: async_sessionmaker[AsyncSession], clock: FixedClock, events: Events) -> Follow:
    """`await follow()`: the service hears what it published about people and units, as it does from NATS."""
    heard = directory_subscription(entities=FOLLOWED)
    deliveries = Deliveries("personnel", "personnel.db", sessions=sessions, clock=clock, more=[heard])

    async def hear() -> None:
        published = await events.published()
        envelopes = [_envelope(one, clock) for one in published if one.name.split(".")[1] in FOLLOWED]
        await deliveries.again(*envelopes)
        assert {entry.state for entry in await deliveries.entries()} == {"applied"}

    return hear


def _envelope(event: PublishedEvent, clock: FixedClock) -> Envelope:
    service, entity, fact = event.name.split(".")
    return Envelope(
        id=event.id,
        source=source_of(service),
        type=str(EventType(service, entity, fact, event.version)),
        subject=event.aggregate_id,
        time=clock.now(),
        sequence=event.sequence,
        agency=event.agency,
        actor="test",
        data=event.data,
    )
