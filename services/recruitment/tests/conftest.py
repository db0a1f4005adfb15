"""A candidate to record, keys of this test only, and the answers of the registry."""

import base64
import os
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import Request

from abdi.clock import FixedClock, new_id
from abdi.testing.deliveries import Deliveries
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, applicant, officer
from abdi.tokens import Principal, new_signing_key, public_key_set
from recruitment.applicants.models import Applicant
from recruitment.formations.models import Formation, Opening

PALEMBANG = "5671"
PONTIANAK = "6671"
Person = Callable[..., dict[str, Any]]
Answer = Callable[..., Awaitable[None]]
Approved = Callable[..., Awaitable[UUID]]
Planned = Callable[..., dict[str, Any]]
Account = Callable[..., Awaitable[ServiceClient]]

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


SCHEDULE: dict[str, Any] = {
    "notice": ("2026-03-02", "2026-03-16"),
    "registration": ("2026-03-03", "2026-03-22"),
    "administrative": ("2026-03-03", "2026-03-26"),
    "administrative_result": ("2026-03-27", "2026-03-29"),
    "administrative_objection": ("2026-03-30", "2026-04-01"),
    "administrative_answers": ("2026-03-30", "2026-04-03"),
    "administrative_reannouncement": ("2026-04-04", "2026-04-08"),
    "skd": ("2026-04-20", "2026-05-10"),
    "skd_result": ("2026-05-13", "2026-05-15"),
    "skb": ("2026-05-20", "2026-06-05"),
    "final_result": ("2026-06-20", "2026-06-24"),
    "final_objection": ("2026-06-25", "2026-06-27"),
    "final_answers": ("2026-06-25", "2026-07-01"),
    "final_reannouncement": ("2026-06-28", "2026-07-04"),
    "filing": ("2026-07-05", "2026-08-03"),
    "nip_proposal": ("2026-08-04", "2026-09-02"),
}


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Keys of this test only."""
    names = ("nik_key", "nik_index_key", "exchange_key", "publication_key")
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


@pytest.fixture
def approved(unit: Unit, clock: FixedClock) -> Approved:
    """Makes an approved formation with these openings by need; its id."""

    async def make(openings: dict[str, int], **facts: Any) -> UUID:
        formation_id = new_id()
        given = {
            "agency": PALEMBANG,
            "intake": 2024,
            "unit_id": new_id(),
            "position_id": new_id(),
            "position_name": "Guru Ahli Pertama",
            "education_level": "S1",
            "education_codes": ["5100001"],
            "placement_code": "smp-1",
            "placement_name": "SMP Negeri 1",
            "state": "approved",
            "state_since": clock.now(),
        }
        async with unit() as session:
            counts = [Opening(need=need, count=count) for need, count in openings.items()]
            session.add(Formation(id=formation_id, openings=counts, **(given | facts)))
        return formation_id

    return make


@pytest.fixture
def planned() -> Planned:
    """A selection whose notice begins on 2 March 2026; `days` moves or (None) leaves out stages."""

    def make(days: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
        dates = SCHEDULE | (days or {})
        stages = [
            {"code": code, "starts_on": two[0], "ends_on": two[1]} for code, two in dates.items() if two
        ]
        tests = [{"kind": "cat", "weight": 60}, {"kind": "work_practice", "weight": 40}]
        return {
            "agency": PALEMBANG,
            "agency_kind": "regional",
            "agency_name": "Pemerintah Kota Palembang",
            "intake": 2024,
            "name": "Seleksi CPNS Kota Palembang",
            "stages": stages,
            "tests": tests,
            "documents": [{"code": "diploma", "name_id": "Ijazah", "name_en": "Diploma"}],
        } | facts

    return make


@pytest.fixture
async def draft(palembang: ServiceClient, planned: Planned, approved: Approved) -> dict[str, Any]:
    """A selection ready to be announced: 50 openings, one of them for people with disabilities."""
    made: dict[str, Any] = (await palembang.post("/v1/selections", json=planned())).json()
    await approved({"general": 49, "disability": 1})
    await palembang.post(f"/v1/selections/{made['id']}/approved-formations")
    seen: dict[str, Any] = (await palembang.get(f"/v1/selections/{made['id']}")).json()
    return seen


@pytest.fixture
async def announced(palembang: ServiceClient, draft: dict[str, Any]) -> dict[str, Any]:
    """An announced selection, as answered."""
    response = await palembang.post(
        f"/v1/selections/{draft['id']}/announcement",
        json={"announcement_number": "800/1/BKPSDM/2026"},
        headers={"If-Match": f'"{draft["version"]}"'},
    )
    assert response.status_code == 200, response.text
    made: dict[str, Any] = response.json()
    return made


def always_signed_in(client: ServiceClient, principal: Principal) -> ServiceClient:
    """A client with a new token for each request, for tests in which days go by."""
    asking = client.as_(principal)

    def sign(request: Request) -> Request:
        request.headers["Authorization"] = f"Bearer {client.token_of(principal)}"
        return request

    asking.auth = sign
    return asking


@pytest.fixture
def of_agency(client: ServiceClient) -> ServiceClient:
    """The same officer as `palembang`, whatever the day."""
    return always_signed_in(client, officer(PALEMBANG))


@pytest.fixture
def account(app: FastAPI, client: ServiceClient, unit: Unit, clock: FixedClock) -> Account:
    """`await account()`: a client of somebody with an account, every call another person."""
    count = 0

    async def make(applicant_id: UUID | None = None, **facts: Any) -> ServiceClient:
        nonlocal count
        count += 1
        given = {"name": f"Siti {count}", "birth_date": date(2001, 10, 20), "birth_place": "Pontianak"}
        made = Applicant(
            id=applicant_id or new_id(),
            confirmed_at=clock.now(),
            **(given | {"sex": "female"} | facts),
        )
        app.state.applicant_vault.seal_person(made, nik=f"617105601001{count:04d}")
        app.state.applicant_vault.seal_address(made, f"siti{count}@contoh.id")
        async with unit() as session:
            session.add(made)
        return always_signed_in(client, applicant(made.id))

    return make
