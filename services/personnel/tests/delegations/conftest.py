"""A superior with people, colleagues, and officers; people sign in as themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.directory import PersonRow, record_people
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import employee


@dataclass
class Office:
    """A head to whom a clerk reports, and two colleagues of the head."""

    registry: Any
    unit: Unit
    head: str
    clerk: str
    deputy: str
    other: str

    async def sign_in(self, employee_id: str, *, agency: str = "5671") -> httpx.AsyncClient:
        person = UUID(employee_id)
        async with self.unit() as session:
            await record_people(session, {person: PersonRow(employee_id=person, agency=agency)})
        client: httpx.AsyncClient = self.registry.of(
            employee(person, agency, subject=f"person-{employee_id}")
        )
        return client

    def delegation(self, **facts: Any) -> dict[str, Any]:
        """Two weeks of leave, from today on."""
        return {
            "kind": "delegation",
            "from_employee_id": self.head,
            "to_employee_id": self.deputy,
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-15",
            "reason": "cuti tahunan",
        } | facts


@pytest.fixture
async def office(registry: Any, unit: Unit) -> Office:
    head, clerk, deputy, other = [(await registry.make_employee())["id"] for _ in range(4)]
    line = {"superior_id": head, "effective_on": "2020-01-01"}
    await registry.post(f"/v1/employees/{clerk}/superiors", line)
    return Office(registry, unit, head, clerk, deputy, other)
