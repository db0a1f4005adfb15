"""People who hold roles, and who sign in with what the registry gave them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from abdi.directory import PersonRow, record_people
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, employee

SignIn = Callable[[str], Awaitable[ServiceClient]]
Assign = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def sign_in(client: ServiceClient, unit: Unit) -> SignIn:
    """The client of a person of Palembang, without any role but those that were assigned here."""

    async def signed_in(employee_id: str) -> ServiceClient:
        person = UUID(employee_id)
        async with unit() as session:
            await record_people(session, {person: PersonRow(employee_id=person, agency="5671")})
        return client.as_(employee(person, "5671", subject=f"person-{employee_id}"))

    return signed_in


@pytest.fixture
def assign(registry: Any) -> Assign:
    """`await assign("agency_officer", person)`: a role from the beginning of the year on."""

    async def assigned(role: str, employee_id: str, **facts: Any) -> dict[str, Any]:
        body = {"agency": "5671", "employee_id": employee_id, "role": role, "starts_on": "2026-01-01"}
        made: dict[str, Any] = await registry.post("/v1/roles", body | facts)
        return made

    return assigned
