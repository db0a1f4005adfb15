"""Events: from the commit to the effect, the relay, and a real consumer, against bare JetStream."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import uuid4

import asyncpg
import uvloop
from cryptography.fernet import Fernet

from abdi.clock import SystemClock
from abdi.db import migrations
from abdi.db.engine import make_engine, make_sessions
from abdi.messaging.admin import init_streams
from abdi.messaging.consumer import ConsumerRunner
from abdi.messaging.inbox import Inbox
from abdi.messaging.nats import Broker, Outgoing
from abdi.messaging.relay import Relay
from abdi.testing.databases import TestDatabase
from performance.consumers.personnel import personnel
from performance.settings import Settings as PerformanceSettings
from tests.bench import bare_events, records
from tests.bench.employees import registered
from tests.bench.figures import Figure, at_least, at_most, compared
from tests.bench.rounds import in_turns, middle, percentile
from tests.bench.stage import Stage
from tests.bench.stand import SERVICES, Stand, begin, told

RATE: Final = 200
WARM: Final = RATE
"""Events of each run that do not count: connections are opened and statements prepared meanwhile."""
ROWS: Final = 4_000
EVENTS: Final = 5_000
PATIENCE_SECONDS: Final = 120.0
_FILL: Final = """
    INSERT INTO outbox (id, aggregate_type, aggregate_id, sequence, type, subject, agency, data, headers)
    SELECT id, 'record', id, 1, 'id.go.asn.records.record.written.v1', 'asn.records.record.written.v1.5671',
           '5671', jsonb_build_object('agency', '5671', 'record_id', id, 'text', repeat('x', 350)),
           jsonb_build_object('time', now(), 'actor', 'service:records', 'correlationid', id,
                              'dataclass', 'internal')
    FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)) AS made
"""


def latency(stage: Stage) -> list[Figure]:
    """From the commit to the committed effect, against from publish to arrival; 200 events a second."""
    stand = open_stand(stage)
    number = round(RATE * stage.seconds)
    pair = tuple(stand.database(name, records.migrate) for name in ("records", "watcher"))
    runs = in_turns(
        stage.rounds,
        {
            "ours": partial(_committed_to_handled, stand, pair, number),
            "floor": partial(bare_waits, stand, number),
        },
    )

    def both(share: float) -> list[float]:
        return [middle(runs[side], lambda waits: percentile(waits, share)) for side in ("ours", "floor")]

    return [
        compared("commit to handled, 200 events/s, p50", "ms", both(0.5), at_most(8)),
        compared("commit to handled, 200 events/s, p99", "ms", both(0.99), at_most(12)),
    ]


def relay(stage: Stage) -> list[Figure]:
    """Committed rows to the stream and marked, against nats-py's publish_async of as many bodies."""
    stand = open_stand(stage)
    database = stand.database("records", records.migrate)
    bodies = [b"x" * bare_events.BODY_BYTES] * ROWS

    def ours() -> float:
        return uvloop.run(_relay_all(stand, database))

    def floor() -> float:
        return uvloop.run(bare_events.publish_all(stand.nats_url(), bodies))

    runs = in_turns(stage.rounds, {"ours": ours, "floor": floor})
    rates = [middle(runs[side], float) for side in ("ours", "floor")]
    return [compared("relay", "events/s", rates, at_least(0.70))]


def consumers(stage: Stage) -> list[Figure]:
    """Performance takes in registered employees: inbox, its own table, all in order."""
    stand = open_stand(stage)
    database = stand.database("performance", partial(migrations.upgrade, "performance"))
    rates = [uvloop.run(_consume(stand, database)) for _ in range(stage.rounds)]
    return [
        Figure(
            "consumer of performance: employees registered",
            "events/s",
            middle(rates, float),
            goal=at_least(1_500),
        )
    ]


def bare_waits(stand: Stand, number: int) -> list[float]:
    """Milliseconds of each message of the floor."""
    uvloop.run(bare_events.make_stream(stand.nats_url()))
    given = [stand.nats_url(), str(RATE), str(WARM + number)]
    takes, _ = _pair(stand, "tests.bench.bare_events", take=given, send=given)
    waits: list[float] = takes["waits"]
    assert len(waits) == WARM + number, f"{len(waits)} of {WARM + number} came"
    return waits[WARM:]


def _committed_to_handled(stand: Stand, pair: Any, number: int) -> list[float]:
    producer, consumer = pair
    beat = [str(RATE), str(WARM + number)]
    takes, sends = _pair(
        stand,
        "tests.bench.kit_events",
        take=[consumer.url, stand.nats_url("watcher"), *beat],
        send=[producer.url, stand.nats_url("records"), *beat],
    )
    events = asyncio.run(_event_ids(producer.admin_url))
    committed, handled = dict(list(sends["committed"].items())[WARM:]), takes["handled"]
    missing = [one for one in committed if events[one] not in handled]
    assert not missing, f"{len(missing)} of {number} were not handled in time"
    return [(handled[events[one]] - at) / 1e6 for one, at in committed.items()]


def _pair(stand: Stand, module: str, *, take: list[str], send: list[str]) -> Any:
    sender = stand.spawn([module, "send", *send], {}, pipes=True)
    told(sender)
    taker = stand.spawn([module, "take", *take], {}, pipes=True)
    told(taker)
    begin(sender)
    sent, taken = told(sender), told(taker)
    for process in (sender, taker):
        stand.end(process)
    return taken, sent


def open_stand(stage: Stage) -> Stand:
    """The bench's own servers, with the streams."""
    asyncio.run(init_streams(stage.stand.nats_url(), SERVICES))
    return stage.stand


async def _event_ids(url: str) -> dict[str, str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT aggregate_id, id FROM outbox")
    await connection.close()
    return {row["aggregate_id"]: str(row["id"]) for row in rows}


async def _relay_all(stand: Stand, database: TestDatabase) -> float:
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute(_FILL, ROWS)
    await connection.execute("ANALYZE outbox")
    await connection.close()
    broker = Broker(stand.nats_url("records"), name="records")
    await broker.start()
    await broker.connected(10)
    working = Relay("records", database_url=database.url, broker=broker)
    begin = time.perf_counter()
    running = asyncio.create_task(working.run())
    await _until(lambda: _counted(broker, "relay_publish_total") >= ROWS)
    seconds = time.perf_counter() - begin
    working.stop()
    await running
    await broker.stop()
    return ROWS / seconds


async def _consume(stand: Stand, database: TestDatabase) -> float:
    await _publish_employees(stand)
    settings = PerformanceSettings(
        database_url=database.url,
        cursor_key=Fernet.generate_key().decode(),
        token_keys_file=stand.keys.public,
    )
    broker = Broker(stand.nats_url("performance"), name="performance")
    await broker.start()
    await broker.connected(10)
    engine = make_engine(settings)
    inbox = Inbox(
        "performance",
        personnel,
        sessions=make_sessions(engine),
        clock=SystemClock(),
        measures=broker.measures,
    )
    runner = ConsumerRunner(inbox, broker, personnel.consumption("performance"))
    begin = time.perf_counter()
    running = asyncio.create_task(runner.run())
    await _until(lambda: _counted(broker, "events_applied_total") >= EVENTS)
    seconds = time.perf_counter() - begin
    runner.stop()
    await running
    await broker.stop()
    await engine.dispose()
    return EVENTS / seconds


async def _publish_employees(stand: Stand) -> None:
    broker = Broker(stand.nats_url("personnel"), name="personnel")
    await broker.start()
    await broker.connected(10)
    messages = [
        Outgoing(
            str(envelope.id), "PERSONNEL", envelope.event_type().subject(envelope.agency), envelope.to_json()
        )
        for envelope in (registered(uuid4()) for _ in range(EVENTS))
    ]
    for start in range(0, EVENTS, 500):
        answers = await broker.publish_batch(messages[start : start + 500])
        assert not [answer for answer in answers if isinstance(answer, Exception)]
    await broker.stop()


def _counted(broker: Broker, name: str) -> float:
    return sum(one.value for one in broker.measures if one.name == name)


async def _until(is_done: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_done():  # noqa: ASYNC110 - counters tell nobody
            await asyncio.sleep(0.002)
