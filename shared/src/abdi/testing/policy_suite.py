"""The proof that a service's policy is one text inside a fence: `class TestPolicy(PolicySuite)`.

    def a_note(place: Place) -> Rows:
        return {Note: {"id": place.id, "agency": place.agency, "employee_id": place.employee_id}}

    class TestPolicy(PolicySuite):
        objects = (
            Objects(Note, NOTES, permissions=(READ_NOTE, WRITE_NOTE), rows=a_note),
            Objects(Room, Columns(Room.agency, unit_id=Room.unit_id), permissions=(READ_ROOM,), rows=a_room),
        )
        unfenced = frozenset({"code"})  # tables of the service in which nobody is named

`rows` gives the columns of one object by model, with whatever the database demands, and of the rows that
belong to it; each with a key of its own (`place.id`, `place.number`, `place.employee_id`).
"""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Final

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from abdi.db.engine import asyncpg_url, make_sessions
from abdi.db.tables import kit_metadata
from abdi.testing.databases import TestDatabase
from abdi.testing.policy_proof import Objects, Proof, Rows
from abdi.testing.policy_report import PROPERTY
from abdi.testing.policy_world import Place, World, worlds
from abdi.testing.service import ServiceUnderTest

__all__ = ["Objects", "Place", "PolicySuite", "Rows"]

Ask = Callable[[Proof], Awaitable[None]]

WORLDS: Final = "ABDI_WORLDS"
_FENCED: Final = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")


class PolicySuite:
    """Promises about who may do what; see the module for what a service gives."""

    objects: ClassVar[Sequence[Objects]] = ()
    unfenced: ClassVar[frozenset[str]] = frozenset()
    personal: ClassVar[frozenset[str]] = frozenset()
    """Tables whose rows the fence shows to the person alone and to no agency."""
    number_of_worlds: ClassVar[int] = 80
    """Unless the caller asks for more: `make test WORLDS=1000`."""
    phases: ClassVar[Sequence[Phase]] = tuple(Phase)

    def test_decide_scope_and_fence_give_the_same_answer(
        self, service: ServiceUnderTest, service_database: TestDatabase, request: pytest.FixtureRequest
    ) -> None:
        counted = self._prove(service_database, Proof.compare, self._number())
        request.node.user_properties.append((PROPERTY, (service.name, dict(counted))))
        assert 0 < counted["allowed"] < counted["decisions"], "worlds in which nothing is at stake"

    def test_fence_shows_an_agency_a_person_a_service_and_nobody_else(
        self, service: ServiceUnderTest, service_database: TestDatabase, request: pytest.FixtureRequest
    ) -> None:
        async def look(proof: Proof) -> None:
            await proof.look_through_fences(self.unfenced, personal=self.personal)

        counted = self._prove(service_database, look, self._number() // 4)
        request.node.user_properties.append((PROPERTY, (service.name, dict(counted))))

    async def test_every_table_of_the_service_is_fenced_or_says_why_not(
        self, service: ServiceUnderTest, service_database: TestDatabase
    ) -> None:
        engine = create_async_engine(asyncpg_url(service_database.admin_url))
        async with engine.connect() as connection:
            fenced = set(await connection.scalars(_FENCED))
        await engine.dispose()
        own = set(service.base.metadata.tables) - set(kit_metadata.tables)
        assert own - fenced == self.unfenced

    def _number(self) -> int:
        return int(os.environ.get(WORLDS) or self.number_of_worlds)

    def _prove(self, database: TestDatabase, ask: Ask, number: int) -> Counter[str]:
        assert self.objects, "give the suite the kinds of objects of the service: override `objects`"
        counted: Counter[str] = Counter()
        engine = create_async_engine(asyncpg_url(database.admin_url))
        names = [permission.name for one in self.objects for permission in one.permissions]

        with asyncio.Runner() as runner:

            @settings(
                max_examples=number,
                deadline=None,
                phases=self.phases,
                suppress_health_check=list(HealthCheck),
            )
            @given(worlds(names))
            def look_at(world: World) -> None:
                note(str(world))
                counted.update(runner.run(self._ask(engine, database, world, ask=ask)))

            try:
                look_at()
            finally:
                runner.run(engine.dispose())
        return counted

    async def _ask(
        self, engine: AsyncEngine, database: TestDatabase, world: World, *, ask: Ask
    ) -> Counter[str]:
        async with make_sessions(engine)() as session:  # never committed
            proof = Proof(session, world, objects=self.objects, runtime_role=database.service)
            await proof.build()
            await ask(proof)
            return proof.counted
