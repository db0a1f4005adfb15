"""A candidate to record, keys of this test only, and the answers of the registry."""

import base64
import os
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import ServiceClient, officer
from abdi.tokens import new_signing_key, public_key_set

PALEMBANG = "5671"
PONTIANAK = "6671"
Person = Callable[..., dict[str, Any]]
Answer = Callable[..., Awaitable[None]]

REASON: dict[str, Any] = {
    "rule": "appointment.position_free",
    "article": "PP 11/2017 jo. PP 17/2020",
    "passed": False,
    "required": {"vacant": ["2026-03-01", None]},
    "found": {"held": ["2020-01-01", None]},
    "message": {"id": "Satu jabatan diduduki satu orang", "en": "A position is held by one person"},
    "remedy": {"id": "Pilih jabatan lain", "en": "Choose another position"},
    "turns_on": None,
}


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Keys of this test only."""
    names = ("nik_key", "nik_index_key", "exchange_key")
    signing = new_signing_key()
    return {
        **{name: base64.b64encode(os.urandom(32)).decode() for name in names},
        "applicant_signing_key": signing,
        "applicant_keys": public_key_set(signing),
    }


@pytest.fixture
def person() -> Person:
    """A valid record; every call another person, a man born on 5 August 1999."""
    count = 0

    def make(**facts: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        return {
            "agency": PALEMBANG,
            "nip": f"199908052026031{count:03d}",
            "nik": f"167101050899{count:04d}",
            "name": f"Budi Contoh {count}",
            "birth_date": "1999-08-05",
            "birth_place": "Palembang",
            "sex": "male",
            "education": {"level": "S1", "program": "Administrasi", "graduated_on": "2022-08-20"},
            "employment_type": "CPNS",
            "position_id": str(uuid4()),
            "rank": "III/a",
            "effective_on": "2026-03-01",
            "decree_number": "813/045/BKPSDM/2026",
            "decree_on": "2026-02-20",
            "selection_reference": "CPNS 2025",
            "participant_number": "25310110820000123",
        } | facts

    return make


@pytest.fixture
def palembang(client: ServiceClient) -> ServiceClient:
    """A personnel officer of Palembang."""
    return client.as_(officer(PALEMBANG))


@pytest.fixture
async def candidate(palembang: ServiceClient, person: Person) -> dict[str, Any]:
    """A recorded candidate, as answered."""
    response = await palembang.post("/v1/candidates", json=person())
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


@pytest.fixture
def registered(deliver: Deliveries) -> Answer:
    """Lets recruitment hear that the registry has the person."""

    async def tell(candidate_id: str, employee_id: UUID | None = None, revision: int = 1) -> None:
        data = {
            "candidate_id": candidate_id,
            "revision": revision,
            "employee_id": str(employee_id or uuid4()),
            "registered_on": "2026-03-02",
        }
        await deliver("personnel.candidate.registered", UUID(candidate_id), data, agency=PALEMBANG)

    return tell


@pytest.fixture
def refused(deliver: Deliveries) -> Answer:
    """Lets recruitment hear that the registry refused."""

    async def tell(candidate_id: str, revision: int = 1) -> None:
        data = {"candidate_id": candidate_id, "revision": revision, "reasons": [REASON]}
        await deliver("personnel.candidate.refused", UUID(candidate_id), data, agency=PALEMBANG)

    return tell
