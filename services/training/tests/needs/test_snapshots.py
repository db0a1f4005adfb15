"""What a consumer that starts late is given."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from training.courses.snapshots import course_snapshots
from training.needs.snapshots import need_snapshots

Make = Callable[..., dict[str, Any]]


async def test_courses_and_needs_are_told_as_they_stand(
    by_officer: ServiceClient,
    person: UUID,
    evaluate: Callable[..., Awaitable[dict[str, Any]]],
    run_of: Make,
    unit: Unit,
) -> None:
    await evaluate(person, "poor")
    course_id = UUID((await by_officer.post("/v1/courses", json=run_of(person))).json()["id"])
    async with unit() as session:
        (need,) = [event.model_dump(mode="json") async for event in need_snapshots(session, None)]
        (course,) = [event.model_dump(mode="json") async for event in course_snapshots(session, [course_id])]
        assert [event async for event in course_snapshots(session, [person])] == []
    assert (need["state"], need["closed_by"]) == ("closed", str(course_id))
    assert (course["state"], course["jp"], course["agency"]) == ("recorded", 24, "5671")
