"""Rule sets, employees known from personnel, and plans to write."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.rulesets import read_rule_sets, store_rule_sets
from abdi.testing.deliveries import Deliveries
from abdi.testing.message_fixtures import Unit

RULESETS = Path(__file__).parent.parent / "rulesets"
State = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]


@pytest.fixture
async def rules_in_force(unit: Unit) -> None:
    """The shipped rule sets in the test's database."""
    async with unit() as session:
        await store_rule_sets(session, read_rule_sets(RULESETS))


@pytest.fixture
def state_of() -> State:
    """What personnel says of an employee of Palembang."""

    def make(**changes: Any) -> dict[str, Any]:
        state: dict[str, Any] = {
            "employee_id": str(uuid4()),
            "agency": "5671",
            "nip": "199001012015031001",
            "name": "Siti Aminah",
            "employment_type": "PNS",
            "status": "active",
            "birth_date": "1990-01-01",
            "sex": "female",
            "appointed_on": "2015-03-01",
            "rank": {"code": "III/a", "since": "2021-04-01"},
            "education": {"level": "S1", "since": "2014-08-01"},
            "position": {"position_id": str(uuid4()), "kind": "pelaksana", "unit_id": str(uuid4())},
            "superior_id": str(uuid4()),
            "discipline": [],
            **changes,
        }
        return {"employee_id": state["employee_id"], "state": state}

    return make


@pytest.fixture
def register(deliver: Deliveries, state_of: State) -> Register:
    """Lets performance hear of one more employee; gives the id."""

    async def employ(**changes: Any) -> UUID:
        data = state_of(**changes)
        person = UUID(data["employee_id"])
        await deliver("personnel.employee.registered", person, data, agency=data["state"]["agency"])
        return person

    return employ


@pytest.fixture
async def person(rules_in_force: None, register: Register) -> UUID:
    """An employee of Palembang."""
    return await register()


@pytest.fixture
def draft(person: UUID) -> dict[str, Any]:
    """A complete plan for 2026."""
    return {
        "employee_id": str(person),
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "approach": "quantitative",
        "results": [
            {
                "title": "Surat masuk tercatat tepat waktu",
                "indicators": [
                    {"aspect": "quantity", "statement": "Jumlah surat tercatat", "target": "1.200 surat"},
                    {"aspect": "time", "statement": "Waktu pencatatan", "target": "1 hari"},
                ],
            },
            {
                "kind": "additional",
                "title": "Panitia hari jadi kota",
                "indicators": [{"aspect": "quality", "statement": "Acara terlaksana", "target": "100%"}],
            },
        ],
    }
