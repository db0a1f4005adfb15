"""What a service process runs for its events: broker connection, relay, consumers, reconciler."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import Clock
from abdi.messaging import SnapshotBuilder, Subscription
from abdi.messaging.consumer import ConsumerRunner
from abdi.messaging.inbox import Inbox, RetryPolicy
from abdi.messaging.measures import Measures
from abdi.messaging.nats import Broker
from abdi.messaging.reconcile import Reconciler
from abdi.messaging.relay import Relay
from abdi.messaging.sync_watch import SyncWatch
from abdi.observability import Metrics
from abdi.settings import ServiceSettings

log = structlog.get_logger(__name__)

STOP_SECONDS = 10.0


class Kit(Protocol):
    """As much of a service's kit as messaging needs."""

    @property
    def service_settings(self) -> ServiceSettings: ...
    @property
    def sessions(self) -> async_sessionmaker[AsyncSession]: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def metrics(self) -> Metrics: ...


class MessagingRuntime:
    """The running parts; without `NATS_URL` there are none, and the outbox keeps what is published."""

    def __init__(self, measures: Measures, snapshots: Mapping[str, SnapshotBuilder]) -> None:
        self.measures = measures
        self.snapshots = snapshots
        self.broker: Broker | None = None
        self.relay: Relay | None = None
        self.subscriptions: Sequence[Subscription] = ()
        self.inboxes: list[Inbox] = []
        self.consumers: list[ConsumerRunner] = []
        self.reconciler: Reconciler | None = None
        self.sync_watch: SyncWatch | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def wake(self) -> None:
        """Something was committed to the outbox."""
        if self.relay is not None:
            self.relay.wake()

    def health(self) -> Mapping[str, object]:
        """For readiness: the broker's state degrades a service, it does not stop it."""
        if self.broker is None:
            return {"broker": "not configured"}
        health = self.broker.health
        dead = sum(m.value for m in self.measures if m.name == "dead_letters_open")
        return {
            "broker": "ok" if health.is_connected else health.last_error or "connecting",
            "relay": self._relay_state(),
            "consumers": {c.inbox.consumer.name: "ok" if c.is_consuming else "waits" for c in self.consumers},
            "dead_events": int(dead),
        }

    async def stop(self) -> None:
        """End what is in hand, in order; what does not end in time is cut off, which loses nothing."""
        for part in (self.relay, self.reconciler, self.sync_watch, *self.consumers):
            if part is not None:
                part.stop()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            for task in late:
                log.warning("messaging_cut_off", task=task.get_name())
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.broker is not None:
            await self.broker.stop()

    async def begin(self, kit: Kit, subscriptions: Sequence[Subscription]) -> None:
        """Start all that the settings ask for; waits for no server."""
        settings = kit.service_settings
        self.subscriptions = subscriptions
        self.inboxes = [_inbox(kit, subscription, self.measures) for subscription in subscriptions]
        if settings.nats_url is None:
            return
        broker = self.broker = Broker(settings.nats_url, name=settings.name, measures=self.measures)
        await broker.start()
        if settings.nats_monitoring_url:
            self.sync_watch = SyncWatch(settings.nats_monitoring_url, self.measures)
            self._run(self.sync_watch.run(), "sync watch")
        if settings.run_relay:
            self.relay = Relay(settings.name, database_url=settings.database_url, broker=broker)
            self._run(self.relay.run(), "relay")
        if settings.run_consumers:
            for subscription, inbox in zip(subscriptions, self.inboxes, strict=True):
                runner = ConsumerRunner(inbox, broker, subscription.consumption(settings.name))
                self.consumers.append(runner)
                self._run(runner.run(), f"consumer {inbox.consumer.name}")
        if self.relay is not None:
            self.reconciler = Reconciler(settings.name, broker=broker, sessions=kit.sessions, clock=kit.clock)
            self._run(self.reconciler.run(self.relay, subscriptions), "reconciler")

    def _relay_state(self) -> str:
        if self.relay is not None and self.relay.is_active and self.relay.strangers:
            return "refuses: the stream is ahead of the database"
        return "leads" if self.relay is not None and self.relay.may_publish else "stands by"

    def _run(self, work: "asyncio._CoroutineLike[None]", name: str) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))


async def start(
    kit: Kit, subscriptions: Sequence[Subscription], snapshots: Mapping[str, SnapshotBuilder] | None = None
) -> MessagingRuntime:
    """Begin; returns at once, whether or not database and broker are there."""
    measures = Measures()
    kit.metrics.include(measures)
    runtime = MessagingRuntime(measures, snapshots or {})
    await runtime.begin(kit, subscriptions)
    return runtime


def _inbox(kit: Kit, subscription: Subscription, measures: Measures) -> Inbox:
    settings = kit.service_settings
    policy = RetryPolicy(longest_unit_seconds=settings.longest_unit)
    return Inbox(
        settings.name,
        subscription,
        sessions=kit.sessions,
        clock=kit.clock,
        policy=policy,
        measures=measures,
    )
