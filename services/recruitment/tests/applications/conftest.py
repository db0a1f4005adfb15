"""An announced selection while it takes applications, and somebody who applies."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from abdi.clock import FixedClock
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from recruitment.formations.models import Opening
from recruitment.selections.models import SelectionFormation

Account = Callable[..., Awaitable[ServiceClient]]
DrawnUp = Callable[..., Awaitable[dict[str, Any]]]
HandIn = Callable[..., Awaitable[None]]

SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OATHS = [
    "no_imprisonment",
    "no_dismissal",
    "not_in_service",
    "no_party",
    "healthy",
    "any_placement",
    "truthful",
]


@pytest.fixture
async def openings(announced: dict[str, Any], unit: Unit, clock: FixedClock) -> dict[str, UUID]:
    """The openings of the announced selection by need, on the third day of registration."""
    clock.advance(timedelta(days=3))
    of_selection = SelectionFormation.selection_id == UUID(announced["id"])
    wanted = select(Opening).join(SelectionFormation, SelectionFormation.formation_id == Opening.formation_id)
    async with unit() as session:
        return {one.need: one.id for one in await session.scalars(wanted.where(of_selection))}


@pytest.fixture
async def siti(account: Account) -> ServiceClient:
    """Somebody with an account."""
    return await account()


@pytest.fixture
async def budi(account: Account) -> ServiceClient:
    """Somebody else with an account."""
    return await account(name="Budi", sex="male")


def application_for(opening_id: UUID, **facts: Any) -> dict[str, Any]:
    """A draft that meets what the formation asks for."""
    return {
        "opening_id": str(opening_id),
        "education_level": "S1",
        "education_code": "5100001",
        "institution": "Universitas Contoh",
        "graduated_on": "2023-08-20",
        "gpa": "3.45",
    } | facts


@pytest.fixture
def drawn_up(openings: dict[str, UUID]) -> DrawnUp:
    """`await drawn_up(siti)`: a draft for a general opening, as answered."""

    async def make(by: ServiceClient, need: str = "general", **facts: Any) -> dict[str, Any]:
        answer = await by.post("/v1/applications", json=application_for(openings[need], **facts))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return make


@pytest.fixture
def submitted(drawn_up: DrawnUp) -> DrawnUp:
    """`await submitted(siti)`: an application with its documents, handed in."""

    async def make(by: ServiceClient, need: str = "general", **facts: Any) -> dict[str, Any]:
        made = await drawn_up(by, need, **facts)
        place = f"/v1/applications/{made['id']}"
        kind = {"Content-Type": "application/pdf"}
        given = await by.put(f"{place}/documents/diploma/file", content=SCAN, headers=kind)
        assert given.status_code == 200, given.text
        answer = await by.post(
            f"{place}/submission", json={"declarations": OATHS}, headers={"If-Match": '"1"'}
        )
        assert answer.status_code == 200, answer.text
        handed_in: dict[str, Any] = answer.json()
        return handed_in

    return make
