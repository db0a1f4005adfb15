"""Performance as producer, promotion as consumer: clients that evaluate and correct, and what must hold."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import httpx

from abdi.clock import new_id
from abdi.messaging import EventType
from abdi.settings import ServiceSettings
from abdi.testing.observers import eventually
from abdi.testing.service import named_service
from tests.faults.checks import Tally, caught_up, doubles, healed, ids_in_stream, out_of_order
from tests.faults.crafted import envelope, send
from tests.faults.evidence import leaked, unaudited
from tests.faults.ledger import AGENCY
from tests.faults.load import KEPT
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

PEOPLE: Final = 12
CLIENTS: Final = 3
REGISTERED: Final = EventType("personnel", "employee", "registered", 1)
RATINGS: Final = ("below", "as_expected", "above")
APPLIED: Final = "SELECT count(*) FROM inbox WHERE consumer = 'promotion.performance' AND state = 'applied'"
_KNOWN: Final = "SELECT employee_id, year, predicate FROM {} ORDER BY employee_id, year"
_TAKEN: Final = """
    SELECT event_id, aggregate_id, sequence FROM inbox
    WHERE consumer = 'promotion.performance' AND state = 'applied' ORDER BY applied_at, sequence
"""


class Careers:
    """Both services, people whom both know, and clients who ask until they are answered."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.producer = self._member("performance", "performance.app:create_app")
        self.consumer = self._member("promotion", "tests.faults.hasty:create_promotion")
        self.people = [new_id() for _ in range(PEOPLE)]
        self.doubts = 0
        self.acknowledged: dict[tuple[str, int], str] = {}
        """By evaluation and number of corrections: the predicate that the client was told."""

    def _member(self, name: str, factory: str) -> Member:
        known = named_service(name)
        assert issubclass(known.settings, ServiceSettings)
        return self._stage.member(name, factory, known.migrate, known.settings)

    async def introduce(self) -> None:
        """Tell of the people, as personnel would, and wait until the producer has heard."""
        states = [envelope(person, 1, REGISTERED, **_state(person)) for person in self.people]
        await send(self._stage, *states)

        async def are_known() -> bool:
            return await self.producer.count("SELECT count(*) FROM employee") == PEOPLE

        await eventually(are_known, patience=PATIENCE_SECONDS)

    @asynccontextmanager
    async def evaluated(self) -> AsyncIterator[None]:
        """All evaluations and corrections beside the block, each asked for until it is answered."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(CLIENTS):
                tasks.create_task(self._evaluate(self.people[number::CLIENTS]))
            yield

    async def _evaluate(self, people: list[UUID]) -> None:
        headers = {"Authorization": f"Bearer {self._stage.token()}"}
        url = self.producer.process.url
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=10, limits=KEPT) as client:
            for year in (2024, 2025):
                for person in people:
                    work_result = self._stage.random.choice(RATINGS)
                    body = {"employee_id": str(person), "year": year}
                    body |= {"work_result": work_result, "behaviour": "as_expected"}
                    made = await self.insist(client, "/v1/evaluations", body, {})
                    for other in (rating for rating in RATINGS if rating != work_result):
                        path = f"/v1/evaluations/{made.json()['id']}/correction"
                        body = {"work_result": other, "behaviour": "as_expected", "reason": "read wrongly"}
                        made = await self.insist(client, path, body, {"If-Match": made.headers["ETag"]})

    async def insist(
        self, client: httpx.AsyncClient, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> httpx.Response:
        """Ask under one key until there is a good answer, and remember what it said."""
        key = f"{self._stage.seed}-{self._stage.random.getrandbits(64)}"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    answer = await client.post(path, json=body, headers={**headers, "Idempotency-Key": key})
                except httpx.HTTPError:
                    answer = None
                if answer is not None and answer.is_success:
                    told = answer.json()
                    self.acknowledged[told["id"], told["corrections"]] = told["predicate"]
                    return answer
                self.doubts += 1
                refused = answer is not None and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
                is_twin = answer is not None and answer.status_code == HTTPStatus.CONFLICT
                assert is_twin or not refused, answer.text if answer else ""
                await asyncio.sleep(0.1)

    async def judge(self, scenario: str, killed: int) -> Tally:
        """Compare what was answered, versions, outbox, stream and what promotion made of it."""
        producer, consumer = self.producer, self.consumer
        await healed(producer)
        await caught_up(producer, consumer, APPLIED)
        versions = await producer.rows("SELECT evaluation_id, number, predicate FROM evaluation_version")
        outbox = await producer.rows("SELECT id, aggregate_id, sequence FROM outbox")
        stream = await ids_in_stream(self._stage, "performance")
        taken = await consumer.rows(_TAKEN)
        changes = {(str(row["evaluation_id"]), row["number"]) for row in versions}
        facts = [(row["aggregate_id"], row["sequence"]) for row in outbox]
        ids, applied = {row["id"] for row in outbox}, [row["event_id"] for row in taken]
        unkept = self.acknowledged.items() - {
            ((str(row["evaluation_id"]), row["number"] - 1), row["predicate"]) for row in versions
        }
        lost = len(unkept) + len(changes ^ set(facts)) + len(ids - set(stream)) + len(ids - set(applied))
        assert not (set(stream) | set(applied)) - ids, "something without a committed cause"
        assert await producer.rows(_KNOWN.format("evaluation")) == await consumer.rows(
            _KNOWN.format("career_predicate")
        )
        return Tally(
            scenario=scenario,
            killed=killed,
            committed=len(versions),
            delivered=len(stream),
            applied=len(applied),
            lost=lost,
            double=doubles(facts) + doubles(stream) + await self._doubled_consequences(),
            out_of_order=out_of_order([(row["aggregate_id"], row["sequence"]) for row in taken]),
            unknown=self.doubts,
            seed=self._stage.seed,
            unaudited=await unaudited(producer, "evaluation_version", "evaluation_id || '/' || number"),
            leaked=await leaked(self._stage),
        )

    async def _doubled_consequences(self) -> int:
        """How many events of promotion have a cause that had one already."""
        causes = await self.consumer.rows("SELECT headers->>'causationid' AS cause FROM outbox")
        return doubles(row["cause"] for row in causes)


def _state(person: UUID) -> dict[str, Any]:
    state: dict[str, Any] = {
        "employee_id": str(person),
        "agency": AGENCY,
        "nip": "199001012015031001",
        "name": "Siti Aminah",
        "employment_type": "PNS",
        "appointed_on": "2015-03-01",
        "left_on": None,
        "status": "active",
        "rank": {"code": "III/a", "since": "2021-04-01"},
        "education": {"level": "S1", "since": "2014-08-01"},
        "position": {"kind": "pelaksana"},
        "superior_id": None,
        "discipline": [],
    }
    return {"employee_id": str(person), "state": state}
