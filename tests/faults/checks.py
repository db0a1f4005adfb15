"""The invariants, judged by comparing sets of ids."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from abdi.messaging.event import stream_of
from abdi.messaging.nats import read_stream
from abdi.testing.observers import eventually
from tests.faults.evidence import leaked, unaudited
from tests.faults.load import History
from tests.faults.stage import Member, Stage

HEALING_SECONDS: Final = 90.0
OLDEST_SECONDS: Final = 5.0
_OLDEST: Final = """
    SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)
    FROM outbox WHERE published_at IS NULL
"""


@dataclass(frozen=True)
class Tally:
    """One line of the table."""

    scenario: str
    killed: int
    committed: int
    delivered: int
    applied: int
    lost: int
    double: int
    out_of_order: int
    unknown: int = 0
    twins: int = 0
    seed: int = 0
    unaudited: int = 0
    leaked: int = 0

    def row(self) -> dict[str, str | int]:
        return asdict(self)


Told = Callable[[Tally], None]


async def ids_in_stream(stage: Stage, service: str) -> list[UUID]:
    """The id of every message, as often as it is there."""
    messages = read_stream(stage.admin, stream_of(service), "faults-look")
    return [UUID(str(message.id)) async for message in messages]


async def healed(producer: Member) -> float:
    """Seconds until nothing unpublished is older than five seconds; fails after ninety."""
    begin = asyncio.get_running_loop().time()

    async def is_fresh() -> bool:
        return bool((await producer.rows(_OLDEST))[0][0] < OLDEST_SECONDS)

    await eventually(is_fresh, patience=HEALING_SECONDS)
    return asyncio.get_running_loop().time() - begin


async def caught_up(producer: Member, consumer: Member, applied: str) -> None:
    """Wait until everything committed took effect; `applied` counts the effects."""
    published = "SELECT count(*) FROM outbox"

    async def is_level() -> bool:
        unpublished = await producer.count(f"{published} WHERE published_at IS NULL")
        return not unpublished and await consumer.count(applied) >= await producer.count(published)

    await eventually(is_level, patience=HEALING_SECONDS)


async def judge_pair(
    stage: Stage, pair: tuple[Member, Member], history: History, *, scenario: str, killed: int, twins: int = 0
) -> Tally:
    """Compare what the clients know, entries, outbox, stream and effects of ledger and watcher."""
    producer, consumer = pair
    await healed(producer)
    await caught_up(producer, consumer, "SELECT count(*) FROM effect")
    entries = [row["reference"] for row in await producer.rows("SELECT reference FROM entry")]
    outbox = await producer.rows("SELECT id, data->>'reference' AS reference FROM outbox")
    stream = await ids_in_stream(stage, producer.name)
    effects = await consumer.rows("SELECT event_id, account, sequence FROM effect ORDER BY id")
    acknowledged = set(history.ok)
    told = [row["reference"] for row in outbox]
    ids, applied = {row["id"] for row in outbox}, [row["event_id"] for row in effects]
    lost = len(acknowledged - set(entries)) + len(set(entries) ^ set(told))
    lost += len(ids - set(stream)) + len(ids - set(applied))
    assert not set(entries) - history.asked.keys(), "something was committed that nobody asked for"
    assert not set(stream) - ids, "a message without a committed cause"
    assert not set(applied) - ids, "an effect without a committed cause"
    assert not history.failed, "a request was refused"
    return Tally(
        scenario=scenario,
        killed=killed,
        committed=len(entries),
        delivered=len(stream),
        applied=len(applied),
        lost=lost,
        double=sum(doubles(one) for one in (entries, told, stream, applied)),
        out_of_order=out_of_order([(row["account"], row["sequence"]) for row in effects]),
        unknown=history.doubts,
        twins=twins,
        seed=stage.seed,
        unaudited=await unaudited(producer, "entry") + await unaudited(consumer, "effect"),
        leaked=await leaked(stage),
    )


def doubles(found: Iterable[Any]) -> int:
    """How many are there more than once."""
    return sum(number - 1 for number in Counter(found).values())


def out_of_order(effects: Sequence[tuple[Any, int]]) -> int:
    """How many effects do not have the number that was next for their aggregate."""
    reached: Counter[Any] = Counter()
    wrong = 0
    for aggregate, sequence in effects:
        wrong += sequence != reached[aggregate] + 1
        reached[aggregate] = sequence
    return wrong


def assert_nothing_lost(tally: Tally) -> None:
    """Lost 0, double 0, out of order 0, all of it audited, nothing leaked, and something happened at all."""
    assert tally.committed > 0, tally
    assert (tally.lost, tally.double, tally.out_of_order) == (0, 0, 0), tally
    assert (tally.unaudited, tally.leaked) == (0, 0), tally
