"""What the broker has of the play: counted by name, of this selection and its agency alone."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from abdi.messaging.event import stream_of
from abdi.messaging.nats import Broker, read_stream
from tests.journeys.selection.registry import AGENCY
from tests.journeys.selection.stage import Stage

_CONNECT_SECONDS: Final = 20.0
_PRODUCERS: Final = ("recruitment", "personnel")
_READER: Final = "journey-look"
_PREFIX: Final = "id.go.asn."
_PATIENCE_SECONDS: Final = 60.0


def count_events(stage: Stage) -> None:
    """Every event of the play is in the streams. Raises AssertionError when there are more or fewer."""
    stage.say("18. What the broker has of it, by the name of the event:")
    url = stage.suite.broker_url()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        found = asyncio.run(_counted(url, stage.selection_id, stage.began_at))
        wrong = {
            name: (found[name], wanted) for name, wanted in stage.expected.items() if found[name] != wanted
        }
        if not wrong or time.monotonic() > deadline:
            break
        time.sleep(1)
    for name in sorted(found):
        stage.say(f"   {name:<52} {found[name]:>6,}")
    assert not wrong, f"events (found, expected): {wrong}"
    stage.counts["events of the play"] = found.total()


async def _counted(url: str, selection_id: str, since: datetime) -> Counter[str]:
    broker = Broker(url, name="journey")
    await broker.start()
    try:
        assert await broker.connected(_CONNECT_SECONDS), "the broker does not answer"
        found: Counter[str] = Counter()
        for producer in _PRODUCERS:
            async for message in read_stream(broker, stream_of(producer), _READER, start=since):
                event = json.loads(message.body)
                if _is_ours(event["data"], selection_id):
                    found[_name_of(event["type"])] += 1
        return found
    finally:
        await broker.stop()


def _name_of(event_type: str) -> str:
    """The name without the prefix of all events and without the version."""
    return event_type.removeprefix(_PREFIX).rpartition(".v")[0]


def _is_ours(data: Mapping[str, Any], selection_id: str) -> bool:
    """A fact of this selection, or one of the agency that names no selection."""
    return data.get("agency") == AGENCY and data.get("selection_id", selection_id) == selection_id
