"""The consumer's loop: fetch, handle, acknowledge; and the sweeper beside it."""

import asyncio
from collections.abc import Sequence

import structlog

from abdi.messaging.inbox import Inbox
from abdi.messaging.infrastructure import is_infrastructure
from abdi.messaging.nats import Broker, BrokerUnavailable, ConsumerGone, Consumption, Delivery, Pull
from abdi.messaging.pauses import Backoff, StopSignal

log = structlog.get_logger(__name__)

BATCH = 100
FETCH_SECONDS = 1.0
SWEEP_SECONDS = 1.0
CALM_ROUNDS = 5
"""While nothing waits, a sweep in so many rounds: it finds what another process left behind."""
LAG_SECONDS = 10.0


class ConsumerRunner:
    """Runs one subscription until it is stopped; survives every failure of broker and database."""

    def __init__(self, inbox: Inbox, broker: Broker, consumption: Consumption) -> None:
        self.inbox = inbox
        self._broker = broker
        self._consumption = consumption
        self._pull: Pull | None = None
        self._stop = StopSignal()
        self._lag_at = 0.0
        self.is_consuming = False

    async def run(self) -> None:
        """Until `stop`: no fetch is ever cancelled, it ends by its own short timeout."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._consume(), name=f"consume {self.inbox.consumer.name}")
            tasks.create_task(self._sweep(), name=f"sweep {self.inbox.consumer.name}")

    def stop(self) -> None:
        """Ask `run` to end; it does within a fetch and a batch."""
        self._stop.set()

    async def handle_batch(self, deliveries: Sequence[Delivery]) -> None:
        """Store and apply, then acknowledge; what could not be stored is brought again later.

        Raises the failure of the first that could not.
        """
        try:
            await self.inbox.handle(deliveries)
        except Exception as error:
            if len(deliveries) > 1 and not is_infrastructure(error):
                await self._handle_each(deliveries)
                return
            for delivery in deliveries:
                await delivery.nak(min(30.0, 0.5 * 2 ** min(delivery.times_delivered, 8)))
            raise
        for delivery in deliveries:
            await delivery.ack()

    async def _handle_each(self, deliveries: Sequence[Delivery]) -> None:
        # One row that the database refuses must not hold up the others of its batch.
        failures: list[Exception] = []
        for delivery in deliveries:
            try:
                await self.handle_batch([delivery])
            except Exception as error:  # noqa: BLE001 - raised below, when all had their turn
                failures.append(error)
        if failures:
            raise failures[0]

    async def _consume(self) -> None:
        backoff = Backoff()
        while not self._stop.is_set:
            try:
                await self._one_round()
                backoff.reset()
            except ConsumerGone as gone:
                if self._pull is not None:
                    await self._pull.close()
                self._pull = None
                self._broker.measures.count("consumers_recreated_total", consumer=self.inbox.consumer.name)
                log.warning("consumer_gone", durable=str(gone))
            except BrokerUnavailable as error:
                await self._pause(backoff, error, "broker")
            except Exception as error:  # noqa: BLE001 - nothing may end this loop
                kind = "database" if is_infrastructure(error) else "unexpected"
                await self._pause(backoff, error, kind)
        if self._pull is not None:
            await self._pull.close()

    async def _one_round(self) -> None:
        if self._pull is None:
            if not await self._broker.connected(FETCH_SECONDS):
                return
            self._pull = await Pull.bind(self._broker, self._consumption)
        deliveries = await self._pull.fetch(BATCH, FETCH_SECONDS)
        self.is_consuming = True
        if deliveries:
            await self.handle_batch(deliveries)
        await self._measure_lag(self._pull)

    async def _pause(self, backoff: Backoff, error: Exception, kind: str) -> None:
        self.is_consuming = False
        if kind == "broker" and self._pull is not None and not self._pull.is_current:
            self._pull = None
        log.warning(
            "consumer_pauses", consumer=self.inbox.consumer.name, kind=kind, error=type(error).__name__
        )
        await self._stop.wait(backoff.next())

    async def _measure_lag(self, pull: Pull) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._lag_at >= LAG_SECONDS:
            self._lag_at = now
            lag = await pull.info()
            self._broker.measures.set("consumer_lag", lag, consumer=self.inbox.consumer.name)

    async def _sweep(self) -> None:
        backoff = Backoff()
        while not self._stop.is_set:
            try:
                await self.inbox.sweep()
                backoff.reset()
                await self._calm()
            except Exception as error:  # noqa: BLE001 - nothing may end this loop
                log.warning(
                    "sweep_failed",
                    consumer=self.inbox.consumer.name,
                    error=f"{type(error).__name__}: {error}",
                )
                await self._stop.wait(backoff.next())

    async def _calm(self) -> None:
        for _ in range(CALM_ROUNDS):
            await self._stop.wait(SWEEP_SECONDS)
            if self._stop.is_set or not self.inbox.is_settled:
                return
