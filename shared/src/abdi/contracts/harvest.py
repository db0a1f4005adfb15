"""`make samples`: golden samples from the streams of a running suite, where a field is not shown yet."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from abdi.cli.state import state_folder
from abdi.contracts.built import build_suite
from abdi.contracts.files import Files, samples_file, written
from abdi.contracts.samples import pick
from abdi.dev.suite import WITH_DATABASE
from abdi.messaging.admin import CONNECT_SECONDS
from abdi.messaging.event import Event, stream_of
from abdi.messaging.nats import Broker, read_stream
from abdi.messaging.permissions import REPLAY

Sent = dict[str, list[dict[str, Any]]]


def run_harvest(say: Callable[[str], None], *, root: Path = Path()) -> int:
    """Add samples from `make run`'s streams. Returns the exit code."""
    files = Files(root)
    for service in WITH_DATABASE:
        place = state_folder() / "environment" / f"{service}.json"
        if not place.is_file():
            say("No suite is running: make run, make journey, then make samples.")
            return 1
    sent = asyncio.run(_sent())
    number = add_samples(build_suite().events, sent, files)
    say(f"  {number} samples are new. They are kept for ever: look at them before you commit.")
    return 0


def add_samples(events: list[type[Event]], sent: Mapping[str, list[dict[str, Any]]], files: Files) -> int:
    """Add to each event's samples what shows something new. Returns how many."""
    added = 0
    for event in events:
        kept = files.samples(event)
        chosen = pick(kept, sent.get(str(event.event_type), ()))
        if len(chosen) > len(kept):
            files.write(samples_file(event), written(chosen))
            added += len(chosen) - len(kept)
    return added


async def _sent() -> Sent:
    found: Sent = {}
    for service in WITH_DATABASE:
        place = state_folder() / "environment" / f"{service}.json"
        broker = Broker(json.loads(place.read_text())["NATS_URL"], name=service)
        await broker.start()
        try:
            await broker.connected(CONNECT_SECONDS)
            async for delivery in read_stream(
                broker, stream_of(service), f"{service}-{REPLAY}", filter_subjects=(f"asn.{service}.>",)
            ):
                sample = json.loads(delivery.body)
                found.setdefault(sample["type"], []).append(sample)
        finally:
            await broker.stop()
    return found
