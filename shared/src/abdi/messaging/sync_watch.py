"""Asks the broker whether it syncs every message to disk before it acknowledges it, again and again."""

from typing import Final

import structlog

from abdi.messaging.measures import Measures
from abdi.messaging.nats import fetch_varz, is_sync_always
from abdi.messaging.pauses import StopSignal

log = structlog.get_logger(__name__)

EVERY_SECONDS: Final = 60.0


class SyncWatch:
    """Keeps `jetstream_sync_always`: 1 when it does, 0 when it does not or does not tell."""

    def __init__(self, monitoring_url: str, measures: Measures) -> None:
        self._url = monitoring_url
        self._measures = measures
        self._stop = StopSignal()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stop.set()

    async def run(self) -> None:
        """Until `stop`."""
        while not self._stop.is_set:
            await self.ask()
            await self._stop.wait(EVERY_SECONDS)

    async def ask(self) -> None:
        """Once."""
        try:
            is_always = is_sync_always(await fetch_varz(self._url))
        except (OSError, ValueError) as error:
            log.warning("broker_tells_nothing", error=type(error).__name__)
            is_always = False
        self._measures.set("jetstream_sync_always", float(is_always))
