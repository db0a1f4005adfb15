"""What the registry tells of posts and units, in whatever order and however often it comes."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.testing.deliveries import Deliveries
from recruitment.posts.models import Post, Retirement, Unit

AGENCY = "5671"

# The rules of posts are stored when the app starts.
pytestmark = pytest.mark.usefixtures("client")


def a_post(position_id: UUID, **facts: Any) -> dict[str, Any]:
    return {
        "position_id": str(position_id),
        "unit_id": str(uuid4()),
        "title": "Guru Ahli Pertama",
        "kind": "fungsional",
        "level": "PT",
        "is_head": False,
        "holder_id": None,
        "empty_since": None,
        "abolished_on": None,
    } | facts


async def test_a_snapshot_is_as_good_as_all_facts_before_it(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession], clock: FixedClock
) -> None:
    position_id, holder_id = uuid4(), uuid4()
    told = a_post(position_id, holder_id=str(holder_id))
    await deliver("personnel.position.snapshot", position_id, told, agency=AGENCY, sequence=7)
    clock.advance(timedelta(hours=1))  # what was sent before it might have come until then
    await deliver.sweep()
    async with sessions() as session:
        found = await session.get(Post, position_id)
    assert found is not None
    assert (found.title, found.holder_id, found.agency) == ("Guru Ahli Pertama", holder_id, AGENCY)


async def test_a_fact_that_comes_twice_changes_nothing(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession]
) -> None:
    position_id = uuid4()
    await deliver("personnel.position.created", position_id, a_post(position_id), agency=AGENCY)
    abolished = a_post(position_id, abolished_on="2026-02-01")
    sent = await deliver("personnel.position.abolished", position_id, abolished, agency=AGENCY)
    await deliver.again(sent)
    async with sessions() as session:
        (found,) = (await session.scalars(select(Post))).all()
    assert str(found.abolished_on) == "2026-02-01"


async def test_a_unit_is_known_by_its_latest_name(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession]
) -> None:
    unit_id = uuid4()
    told: dict[str, Any] = {"unit_id": str(unit_id), "name": "SD 1", "parent_id": None}
    await deliver("personnel.unit.created", unit_id, told, agency=AGENCY)
    await deliver("personnel.unit.changed", unit_id, told | {"name": "SD Negeri 1"}, agency=AGENCY)
    async with sessions() as session:
        (found,) = (await session.scalars(select(Unit))).all()
    assert found.name == "SD Negeri 1"


async def test_who_holds_no_post_any_more_does_not_retire_from_one(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession]
) -> None:
    person = uuid4()
    held = {"unit_id": str(uuid4()), "title": "Pengelola", "kind": "pelaksana", "level": None}
    state = {
        "employee_id": str(person),
        "agency": AGENCY,
        "status": "active",
        "birth_date": "1970-05-05",
        "position": held,
    }

    async def known() -> str:
        async with sessions() as session:
            return str(await session.scalar(select(Retirement.retires_on)))

    data = {"employee_id": str(person), "state": state}
    await deliver("personnel.employee.registered", person, data, agency=AGENCY)
    assert await known() == "2028-06-01"
    left = {"employee_id": str(person), "state": state | {"status": "retired", "position": None}}
    await deliver("personnel.employee.status_changed", person, left, agency=AGENCY)
    assert await known() == "None"
