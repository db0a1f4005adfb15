"""Rule sets, people known from personnel, programmes and courses to record."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.rulesets import read_rule_sets, store_rule_sets
from abdi.testing.deliveries import Deliveries
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, officer

RULESETS = Path(__file__).parent.parent / "rulesets"
State = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]
Offer = Callable[..., Awaitable[dict[str, Any]]]


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
            "employment_since": "2016-03-01",
            "status": "active",
            "birth_date": "1990-01-01",
            "sex": "female",
            "appointed_on": "2015-03-01",
            "left_on": None,
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
    """Lets training hear of an employee, or of a change of one; gives the id."""

    async def employ(fact: str = "registered", **changes: Any) -> UUID:
        data = state_of(**changes)
        person = UUID(data["employee_id"])
        await deliver(f"personnel.employee.{fact}", person, data, agency=data["state"]["agency"])
        return person

    return employ


@pytest.fixture
def evaluation_of() -> State:
    """What performance says of the evaluation of a year."""

    def make(person: UUID, predicate: str = "needs_improvement", **changes: Any) -> dict[str, Any]:
        return {
            "evaluation_id": str(uuid4()),
            "employee_id": str(person),
            "year": 2025,
            "work_result": "below",
            "behaviour": "as_expected",
            "predicate": predicate,
            "rule_set": "2022",
            "completed_on": "2026-01-20",
            **changes,
        }

    return make


@pytest.fixture
def evaluate(deliver: Deliveries, evaluation_of: State) -> Evaluate:
    """Lets training hear of a completed evaluation, or of another fact about one; gives what was said."""

    async def say(
        person: UUID, predicate: str = "needs_improvement", *, fact: str = "completed", **changes: Any
    ) -> dict[str, Any]:
        data = evaluation_of(person, predicate, **changes)
        about = UUID(data["evaluation_id"])
        await deliver(f"performance.evaluation.{fact}", about, data, agency=data.get("agency", "5671"))
        return data

    return say


@pytest.fixture
async def person(rules_in_force: None, register: Register) -> UUID:
    """A PNS of Palembang since 2015."""
    return await register()


@pytest.fixture
def by_officer(client: ServiceClient) -> ServiceClient:
    """The officer of Palembang."""
    return client.as_(officer("5671"))


@pytest.fixture
def offer(by_officer: ServiceClient) -> Offer:
    """Adds a programme to Palembang's catalogue; gives what the service answered."""

    async def add(**changes: Any) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "agency": "5671",
            "code": f"TEK-{uuid4().hex[:8]}",
            "title": "Pelatihan Teknis Manajemen Kinerja",
            "kind": "technical",
            "form": "classical",
            "hours": 24,
            "answers": ["performance"],
            **changes,
        }
        response = await by_officer.post("/v1/programmes", json=wanted)
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return add


@pytest.fixture
async def programme(rules_in_force: None, offer: Offer) -> dict[str, Any]:
    """A technical course of 24 JP that answers a low predicate."""
    return await offer()


@pytest.fixture
def run_of(programme: dict[str, Any]) -> State:
    """A completed course of the programme, as an officer writes it."""

    def make(person: UUID, **changes: Any) -> dict[str, Any]:
        return {
            "employee_id": str(person),
            "programme_id": programme["id"],
            "started_on": "2026-02-09",
            "completed_on": "2026-02-11",
            "jp": 24,
            "certificate_number": f"800.2.3/{uuid4().hex[:6]}",
            "provider": "BPSDM Provinsi Sumatera Selatan",
            **changes,
        }

    return make
