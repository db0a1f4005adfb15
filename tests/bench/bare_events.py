"""The floors of events: bare nats-py, publishing and pulling, without outbox, inbox and database.

`python -m tests.bench.bare_events take|send URL RATE NUMBER`
"""

import asyncio
import json
import sys
import time
from typing import Any, Final

import nats
import uvloop
from nats.errors import TimeoutError as NothingCameError
from nats.js.api import StorageType, StreamConfig

STREAM: Final = "BARE"
SUBJECT: Final = "bare.event"
BODY_BYTES: Final = 700
"""About as much as our events have."""
IDLE_SECONDS: Final = 20.0
ONE: Final = 1
ASYNC_PENDING: Final = 4_000
NANO: Final = 1e9


async def make_stream(url: str) -> None:
    """An empty stream for the floor."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    await jetstream.add_stream(StreamConfig(STREAM, subjects=[SUBJECT], storage=StorageType.FILE))
    await jetstream.purge_stream(STREAM)
    await client.close()


async def take(url: str, number: int) -> dict[str, Any]:
    """Milliseconds from before each publish to its arrival here."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    subscription = await jetstream.pull_subscribe(
        SUBJECT, durable=f"bare-{time.monotonic_ns()}", stream=STREAM
    )
    say({"ready": True})
    waits: list[float] = []
    heard = time.monotonic()
    while len(waits) < number and time.monotonic() - heard < IDLE_SECONDS:
        try:
            messages = await subscription.fetch(ONE, timeout=1)
        except NothingCameError:
            continue
        for message in messages:
            waits.append((time.monotonic_ns() - int(message.data[:20])) / NANO * 1000)
            await message.ack()
        heard = time.monotonic()
    await client.close()
    return {"waits": waits}


async def send(url: str, rate: int, number: int) -> dict[str, Any]:
    """Publish at this pace, each in its own time; then say that it is done."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    await told_to_begin()

    async def one() -> None:
        head = f"{time.monotonic_ns():020d}".encode()
        await jetstream.publish(SUBJECT, head + b"x" * (BODY_BYTES - len(head)))

    await paced(one, rate, number)
    await client.close()
    return {"sent": number}


async def paced(one: Any, rate: int, number: int) -> None:
    """Begin `one()` at each beat, whether or not the earlier ones are done."""
    begin = time.monotonic()
    running: set[asyncio.Task[None]] = set()
    for beat in range(number):
        await asyncio.sleep(max(0.0, begin + beat / rate - time.monotonic()))
        task = asyncio.create_task(one())
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)


async def publish_all(url: str, bodies: list[bytes]) -> float:
    """Messages a second with nats-py's `publish_async`, all acknowledged."""
    await make_stream(url)
    client = await nats.connect(url)
    jetstream = client.jetstream(publish_async_max_pending=ASYNC_PENDING)
    begin = time.perf_counter()
    acks = [await jetstream.publish_async(SUBJECT, body) for body in bodies]
    await asyncio.gather(*acks)
    seconds = time.perf_counter() - begin
    await client.close()
    return len(bodies) / seconds


async def told_to_begin() -> None:
    """Say that this is ready, and wait for a line."""
    say({"ready": True})
    await asyncio.to_thread(sys.stdin.readline)


def say(what: dict[str, Any]) -> None:
    """One line of JSON to whoever started this."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Take or send."""
    role, url, rate, number = sys.argv[1:]
    work = take(url, int(number)) if role == "take" else send(url, int(rate), int(number))
    say(uvloop.run(work))


if __name__ == "__main__":
    main()
