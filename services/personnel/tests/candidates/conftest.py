"""Candidates as recruitment hands them over, on the registry's small world."""

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.crypto import FieldVault
from abdi.testing.deliveries import Deliveries
from abdi.testing.service import ServiceUnderTest
from personnel.consumers.recruitment import recruitment_subscription
from personnel.identifiers.vault import NikVault
from personnel.settings import PersonnelSettings

Candidate = Callable[..., dict[str, Any]]


@pytest.fixture
def deliver(
    service: ServiceUnderTest,
    sessions: async_sessionmaker[AsyncSession],
    clock: FixedClock,
    settings: PersonnelSettings,
) -> Deliveries:
    """Brings events of recruitment to the consumer that can open their NIK."""
    heard = [recruitment_subscription(NikVault(settings))]
    return Deliveries(service.name, service.package, sessions=sessions, clock=clock, more=heard)


@pytest.fixture
async def position(registry: Any) -> str:
    """A vacant position of Palembang."""
    made: str = await registry.make_position()
    return made


@pytest.fixture
def candidate(position: str, settings: PersonnelSettings) -> Candidate:
    """An appointed candidate whom every rule lets in; `nik` is sealed as recruitment does."""
    exchange = FieldVault("recruitment.candidate", "nik", keys=[settings.exchange_key])

    def make(
        *, nik: str = "1671010508990001", candidate_id: UUID | None = None, **facts: Any
    ) -> dict[str, Any]:
        candidate_id = candidate_id or uuid4()
        return {
            "candidate_id": str(candidate_id),
            "revision": 1,
            "nip": "199908052026031001",
            "nik_sealed": base64.b64encode(exchange.seal(candidate_id, nik)).decode(),
            "name": "Budi Contoh",
            "front_title": None,
            "back_title": "S.A.P.",
            "birth_date": "1999-08-05",
            "birth_place": "Palembang",
            "sex": "male",
            "education": {
                "level": "S1",
                "program_code": None,
                "program": "Administrasi Negara",
                "institution": "Universitas Sriwijaya",
                "graduated_on": "2022-08-20",
            },
            "employment_type": "CPNS",
            "position_id": position,
            "rank": "III/a",
            "effective_on": "2026-03-01",
            "decree_number": "813/045/BKPSDM/2026",
            "decree_on": "2026-02-20",
            **facts,
        }

    return make
