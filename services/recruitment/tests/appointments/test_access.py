"""Every route of appointments, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from abdi.clock import FixedClock, new_id
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import applicant, officer
from recruitment.appointments.models import Appointment
from recruitment.appointments.schemas import Filing

World = Any
Build = Callable[..., Awaitable[World]]
Seated = Callable[..., Awaitable[UUID]]
BY = officer(HOME)
FILING = {"marital_status": "single", "address": "Jalan Contoh 1", "telephone": "0812", "is_truthful": True}
OVER = [("filing", date(2026, 2, 1), date(2026, 3, 1))]


@pytest.fixture
def seated(app: FastAPI, unit: Unit, clock: FixedClock) -> Seated:
    """`await seated(world, 0, "filed")`: an appointment of the first person, in this state."""

    async def make(world: World, number: int, state: str) -> UUID:
        person = world.people[number]
        made = Appointment(
            id=new_id(),
            agency=HOME,
            applicant_id=person.applicant_id,
            selection_id=world.selection_id,
            application_id=person.application_id,
            ranking_id=world.ranking_id,
            seat_id=world.opening_id,
            place=number + 1,
            reasons=[],
            state=state,
            state_since=clock.now(),
        )
        if state != "invited":
            made.filed_at = clock.now()
            made.filing_sealed = app.state.appointment_vaults.filings.seal(
                made.id, Filing.model_validate(FILING)
            )
        async with unit() as session:
            session.add(made)
        return made.id

    return make


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.appointment.",)

    @pytest.fixture
    async def targets(self, build: Build, seated: Seated) -> Sequence[Target]:
        return [*await self._of_selections(build, seated), *await self._of_people(build, seated)]

    async def _of_selections(self, build: Build, seated: Seated) -> list[Target]:
        announced, late, filed = await build(), await build(stages=OVER), await build()
        await seated(late, 0, "invited")
        await seated(filed, 0, "filed")
        asked = {"open_appointments": announced, "lapse_appointments": late, "propose_nips": filed}
        return [
            Target(operation=operation, by=BY, path={"selection_id": world.selection_id})
            for operation, world in asked.items()
        ]

    async def _of_people(self, build: Build, seated: Seated) -> list[Target]:
        world = await build(places=(1, 2, 3, 4), seats=4)

        async def about(operation: str, number: int, **facts: Any) -> Target:
            own = world.people[number].applicant_id
            path = {"appointment_id": await seated(world, number, "invited")}
            return Target(operation=operation, by=applicant(own), path=path, employee_id=own, **facts)

        seen = await about("get_selection_appointment", 0)
        given = {
            "appointment_id": str(await seated(world, 3, "proposed")),
            "nip": "199908052025031001",
            "position_id": str(uuid4()),
            "rank": "III/a",
            "effective_on": "2025-03-01",
            "decree_number": "813/1/BKPSDM/2025",
            "decree_on": "2025-02-20",
        }
        return [
            seen,
            Target(operation="list_selection_appointments", by=BY, shows=str(seen.path["appointment_id"])),
            await about("file_particulars", 1, body=FILING),
            await about("resign_appointment", 2, body={"reason": "pindah kota"}),
            Target(operation="record_appointment_nips", by=BY, body={"items": [given]}),
        ]
