"""A unit with posts that the registry told of, and a formation that asks for one of them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from abdi.clock import FixedClock
from abdi.testing.deliveries import Deliveries
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, officer, unit_officer
from recruitment.formations.models import Formation

PALEMBANG = "5671"
ANIMATION = "7634B30B9A4D0205E050640A29031FF8"
Posts = Callable[..., Awaitable[str]]
Wanted = Callable[..., dict[str, Any]]
Made = Callable[..., Awaitable[dict[str, Any]]]
Step = Callable[..., Awaitable[dict[str, Any]]]
Waited = Callable[[dict[str, Any], int], Awaitable[None]]


@pytest.fixture
async def unit_id(client: ServiceClient, deliver: Deliveries) -> UUID:
    """A school of Palembang."""
    made = uuid4()
    data = {"unit_id": str(made), "name": "SD Negeri 1", "parent_id": None}
    await deliver("personnel.unit.created", made, data, agency=PALEMBANG)
    return made


@pytest.fixture
def posts(deliver: Deliveries, unit_id: UUID) -> Posts:
    """Lets recruitment hear of one more post, empty unless said otherwise; gives its id."""

    async def tell(fact: str = "created", **facts: Any) -> str:
        agency = facts.pop("agency", PALEMBANG)
        position_id: str = facts.pop("position_id", str(uuid4()))
        data = {
            "position_id": position_id,
            "unit_id": str(unit_id),
            "title": "Guru Ahli Pertama",
            "kind": "fungsional",
            "level": "PT",
            "job_class": 8,
            "is_head": False,
            "holder_id": None,
            "empty_since": "2025-08-01",
            "abolished_on": None,
        } | facts
        await deliver(f"personnel.position.{fact}", UUID(position_id), data, agency=agency)
        return position_id

    return tell


@pytest.fixture
async def post(posts: Posts) -> str:
    """An empty post of a teacher."""
    return await posts()


@pytest.fixture
def wanted(post: str) -> Wanted:
    """What asks for the post; every call at another placement."""
    count = 0

    def make(**facts: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        return {
            "agency": PALEMBANG,
            "intake": 2024,
            "position_id": post,
            "education_level": "S1",
            "education_codes": [ANIMATION],
            "placement_code": f"SDN-{count}",
            "placement_name": f"SD Negeri {count}",
            "age_maximum": 30,
            "gpa_minimum": "3.00",
            "openings": [{"need": "general", "count": 1}],
        } | facts

    return make


@pytest.fixture
def school(client: ServiceClient, unit_id: UUID) -> ServiceClient:
    """The officer of the school."""
    return client.as_(unit_officer(PALEMBANG, unit_id))


@pytest.fixture
def reviewer(client: ServiceClient) -> ServiceClient:
    """An officer of the personnel agency."""
    return client.as_(officer(PALEMBANG, subject="reviewer"))


@pytest.fixture
def made(school: ServiceClient, wanted: Wanted) -> Made:
    """A draft, as answered."""

    async def make(**facts: Any) -> dict[str, Any]:
        response = await school.post("/v1/formations", json=wanted(**facts))
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return make


@pytest.fixture
def step() -> Step:
    """Takes a step with a formation as last seen; gives it as answered."""

    async def take(by: ServiceClient, formation: dict[str, Any], name: str, **body: Any) -> dict[str, Any]:
        headers = {"If-Match": f'"{formation["version"]}"'}
        address = f"/v1/formations/{formation['id']}/{name}"
        response = await by.post(address, json=body or None, headers=headers)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return take


@pytest.fixture
def waited(unit: Unit, clock: FixedClock) -> Waited:
    """Lets a formation have been in its state for so many days; tokens would not live that long."""

    async def let(formation: dict[str, Any], days: int) -> None:
        since = clock.now() - timedelta(days=days)
        async with unit() as session:
            of_it = Formation.id == UUID(formation["id"])
            await session.execute(update(Formation).where(of_it).values(state_since=since))

    return let


@pytest.fixture
async def proposed(made: Made, school: ServiceClient, step: Step) -> dict[str, Any]:
    """A formation that waits for the agency."""
    return await step(school, await made(), "proposal")


@pytest.fixture
async def approved_formation(proposed: dict[str, Any], reviewer: ServiceClient, step: Step) -> dict[str, Any]:
    """An approved formation."""
    return await step(reviewer, proposed, "approval")
