"""A wire tap: what is really sent to a stream's subjects, twins included."""

from collections import Counter
from typing import Self

from nats.aio.client import Client
from nats.aio.msg import Msg

from abdi.messaging.permissions import ADMIN
from abdi.testing.servers import PASSWORD
from tests.faults.stage import Stage


class Tap:
    """Counts message ids as they pass; the broker drops twins behind it."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self._client = Client()

    async def open(self, stage: Stage, service: str) -> Self:
        await self._client.connect(stage.nats.url(ADMIN, PASSWORD))
        await self._client.subscribe(f"asn.{service}.>", cb=self._note)
        await self._client.flush()
        return self

    async def close(self) -> None:
        await self._client.close()

    @property
    def twins(self) -> int:
        return self.sent.total() - len(self.sent)

    async def _note(self, message: Msg) -> None:
        self.sent[(message.headers or {}).get("Nats-Msg-Id", "")] += 1
