"""Following a step of the administrative selection to its end, and seeing what it left."""

from typing import Any

from httpx import Response
from sqlalchemy import select

from abdi.notify import StoredNotice
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient
from recruitment.applications.models import Application
from recruitment.verifications.models import AdministrativeAnnouncement

Step = dict[str, Any]
OPEN = frozenset({"queued", "running"})


async def ended(by: ServiceClient, answer: Response) -> Step:
    """The step that `answer` told of, once it is over."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["retry-after"] == "2"
    told: Step = answer.json()
    address = f"/v1/selections/{told['selection_id']}/verification-steps/{told['id']}"
    assert answer.headers["location"] == address

    async def is_over() -> bool:
        told.update((await by.get(address)).json())
        return told["state"] not in OPEN

    await eventually(is_over, patience=20)
    return told


async def finished(by: ServiceClient, answer: Response) -> Any:
    """What came of the step that `answer` told of; it must have been done."""
    step = await ended(by, answer)
    assert step["state"] == "finished", step
    return step["pre_check"] or step["acceptance"] or step["announcement"]


async def seen(unit: Unit) -> tuple[set[str], int, int]:
    """The states of the applications, how many notices and how many announcements there are."""
    async with unit() as session:
        states = set(await session.scalars(select(Application.state)))
        notices = len((await session.scalars(select(StoredNotice.id))).all())
        made = len((await session.scalars(select(AdministrativeAnnouncement.id))).all())
    return states, notices, made
