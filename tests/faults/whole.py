"""All five services and the gateway as processes, the gateway's line to one of them through a proxy."""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from abdi.settings import ServiceSettings
from abdi.testing.fault_proxy import FaultProxy
from abdi.testing.observers import eventually
from abdi.testing.service import named_service
from abdi.tokens import new_signing_key, public_key_set
from gateway.settings import Settings
from tests.faults.evidence import PERSONAL
from tests.faults.ledger import AGENCY
from tests.faults.stage import PATIENCE_SECONDS, Member, Process, Stage

FIVE: Final = ("personnel", "performance", "promotion", "training", "recruitment")
_NAME, _NIP, _NIK, _ = PERSONAL


@dataclass(frozen=True)
class Whole:
    """The running suite."""

    members: Mapping[str, Member]
    gateway: Process
    headers: Mapping[str, str]

    def client(self, seconds: float) -> httpx.AsyncClient:
        """Who asks the gateway as a service of ours, and gives up after so many seconds."""
        return httpx.AsyncClient(base_url=self.gateway.url, headers=dict(self.headers), timeout=seconds)

    async def known_person(self) -> str:
        """An employee of whom every section can be told."""
        async with self.client(PATIENCE_SECONDS) as client:
            await client.post("/v1/agencies", json=_CITY)
            person = str((await client.post("/v1/employees", json=_PERSON)).raise_for_status().json()["id"])

            async def is_whole() -> bool:
                answer = await client.get(f"/v1/employees/{person}/profile")
                return answer.is_success and not answer.json()["meta"]["partial"]

            await eventually(is_whole, patience=PATIENCE_SECONDS)
        return person


def five_services(stage: Stage) -> dict[str, Member]:
    """The five, not started."""
    members = {}
    for name in FIVE:
        known = named_service(name)
        assert issubclass(known.settings, ServiceSettings)
        factory = f"{name}.app:create_app"
        members[name] = stage.member(name, factory, known.migrate, known.settings, **_keys(name))
    return members


async def whole_suite(
    stage: Stage, members: Mapping[str, Member], line: tuple[str, FaultProxy], **patience: Any
) -> Whole:
    """The gateway before `members`, one of them behind the line's proxy; `patience` is the gateway's."""
    slow, proxy = line
    urls: dict[str, Any] = {f"{name}_url": member.process.url for name, member in members.items()}
    urls[f"{slow}_url"] = proxy.url(members[slow].process.url)
    keys_file = members[slow].settings.token_keys_file
    settings = Settings(env="test", token_keys_file=keys_file, **patience, **urls)
    gateway = stage.process("gateway.app:create_app", settings)
    for process in (*(member.process for member in members.values()), gateway):
        await process.begin()  # one after the other: six at once would take the machine from other tests
    return Whole(members, gateway, {"Authorization": f"Bearer {stage.token()}"})


def _keys(service: str) -> dict[str, Any]:
    names = ["nik_key", "nik_index_key", "exchange_key"]
    of_applicants = {}
    if service == "recruitment":
        names.append("publication_key")
        signing = new_signing_key()
        of_applicants = {"applicant_signing_key": signing, "applicant_keys": public_key_set(signing)}
    return {**{name: base64.b64encode(os.urandom(32)).decode() for name in names}, **of_applicants}


_CITY: Final = {"code": AGENCY, "name": "Kota Palembang", "kind": "city", "time_zone": "Asia/Jakarta"}
_PERSON: Final = {
    "agency": AGENCY,
    "nip": _NIP,
    "nik": _NIK,
    "name": _NAME,
    "birth_date": "1990-01-01",
    "sex": "male",
    "employment_type": "PNS",
    "appointed_on": "2015-03-01",
}
