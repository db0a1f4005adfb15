"""Pull durables: made from code, fetched in short rounds, made again when they vanish."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import orjson
import structlog
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError, ServiceUnavailableError

from abdi.messaging.nats.broker import Broker
from abdi.messaging.nats.failures import BrokerUnavailable, ConsumerGone

log = structlog.get_logger(__name__)

ACK_WAIT_SECONDS = 15.0
MAX_ACK_PENDING = 1_000
_SUSPICIOUS = 3
_TIME_OVER = "408"
_GRACE_SECONDS = 0.5
_READ_AT_ONCE = 200
_IDLE_END_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Consumption:
    """Which events a durable takes: whole entities of a stream, so that no number is missing."""

    stream: str
    durable: str
    filter_subjects: tuple[str, ...]

    def config(self) -> ConsumerConfig:
        """As the server keeps it. Unlimited deliveries: our inbox counts failures, not the server."""
        return ConsumerConfig(
            name=self.durable,
            durable_name=self.durable,
            filter_subjects=list(self.filter_subjects),
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=-1,
            max_ack_pending=MAX_ACK_PENDING,
        )

    def is_missed_by(self, found: ConsumerConfig) -> bool:
        """Whether a durable with these settings passes over events that we wait for.

        More subjects than ours are no harm: they are those of a newer version of this service.
        """
        subjects = set(found.filter_subjects or filter(None, [found.filter_subject]))
        return (
            (bool(subjects) and not subjects >= set(self.filter_subjects))
            or (found.max_deliver or -1) > 0
            or found.deliver_policy != DeliverPolicy.ALL
            or found.ack_policy != AckPolicy.EXPLICIT
            or bool(found.headers_only or found.deliver_subject)
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it came, with what is needed to answer it."""

    body: bytes
    stream: str
    stream_sequence: int
    times_delivered: int = 1
    id: str | None = None
    """The message id that the producer gave."""
    at: datetime | None = None
    """When the stream took it."""
    message: Msg | None = None

    async def ack(self) -> None:
        """It is stored here. A lost acknowledgement only brings it again, and the inbox knows it."""
        if self.message is not None:
            with suppress(NatsError, OSError):
                await self.message.ack()

    async def nak(self, delay_seconds: float) -> None:
        """It could not be stored: bring it again, later (a bare nak comes back in the same instant)."""
        if self.message is not None:
            with suppress(NatsError, OSError):
                await self.message.nak(delay=max(delay_seconds, 0.05))


class Pull:
    """A bound durable. What is there is taken at once, and the next is asked for while that is handled.

    Not nats-py's `fetch`: having got one message it waits for the rest of the batch until its time is over.
    """

    def __init__(self, broker: Broker, consumption: Consumption, jetstream: JetStreamContext) -> None:
        self._broker = broker
        self._consumption = consumption
        self._jetstream = jetstream
        self._client = broker.client
        self._inbox = self._client.new_inbox()
        self._subscription: Subscription | None = None
        self._came = asyncio.Event()
        self._waiting: deque[Msg] = deque()
        self._asked = 0
        self._asked_until = 0.0
        self._is_refused = False
        self._refusals = 0

    @classmethod
    async def bind(cls, broker: Broker, consumption: Consumption) -> "Pull":
        """Make the durable as the code says, then bind to it.

        `pull_subscribe` of nats-py would keep a durable's old settings and say nothing. One that passed over
        events begins anew: a mere update would never bring those, and the inbox knows what it has.
        Raises BrokerUnavailable while there is no connection or no stream.
        """
        jetstream = broker.jetstream
        pull = cls(broker, consumption, jetstream)
        try:
            with suppress(NotFoundError):
                found = await jetstream.consumer_info(consumption.stream, consumption.durable)
                if consumption.is_missed_by(found.config):
                    log.warning("consumer_begins_anew", durable=consumption.durable)
                    await jetstream.delete_consumer(consumption.stream, consumption.durable)
            await jetstream.add_consumer(consumption.stream, consumption.config())
            await pull._listen()
        except (NatsError, TimeoutError) as error:
            raise BrokerUnavailable(
                f"{consumption.stream}/{consumption.durable}: {type(error).__name__} {error}"
            ) from error
        return pull

    @property
    def is_current(self) -> bool:
        """Whether this is still bound through the broker's connection of today."""
        return self._broker.owns(self._jetstream)

    async def fetch(self, batch: int, wait_seconds: float) -> list[Delivery]:
        """Up to `batch` messages that are there, waiting at most `wait_seconds` for the first.

        Raises ConsumerGone when the durable was deleted, BrokerUnavailable when the connection changed.
        """
        until = asyncio.get_running_loop().time() + wait_seconds
        while not self._waiting:
            if not self._broker.is_connected or not self.is_current:
                raise BrokerUnavailable("the connection was replaced or lost")
            self._came.clear()
            await self._ask(batch, wait_seconds)
            try:
                async with asyncio.timeout_at(until):
                    await self._came.wait()
            except TimeoutError:
                return []
            if self._is_refused and not self._waiting:
                await self._refused()
        self._refusals = 0
        taken = [self._waiting.popleft() for _ in range(min(batch, len(self._waiting)))]
        with suppress(BrokerUnavailable):  # the next call tells
            await self._ask(batch, wait_seconds)
        return [_delivery(message) for message in taken]

    async def _listen(self) -> None:
        self._subscription = await self._client.subscribe(self._inbox, cb=self._take)

    async def _take(self, message: Msg) -> None:
        if message.reply:
            self._asked = max(0, self._asked - 1)
            self._waiting.append(message)
        else:
            headers = message.headers or {}
            if headers.get("Status") == _TIME_OVER:
                self._asked = max(0, self._asked - int(headers.get("Nats-Pending-Messages") or self._asked))
                self._refusals = 0
            else:
                self._asked = 0
                self._is_refused = True
        self._came.set()

    async def _ask(self, batch: int, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._asked_until:
            self._asked = 0  # the connection may have been away, and no answer comes
        wanted = min(batch, MAX_ACK_PENDING) - self._asked - len(self._waiting)
        if wanted < 1 or (wanted <= batch // 2 and self._asked):
            return
        request = {"batch": wanted, "expires": int(seconds * 1e9)}
        durable = f"{self._consumption.stream}.{self._consumption.durable}"
        try:
            await self._client.publish(
                f"$JS.API.CONSUMER.MSG.NEXT.{durable}", orjson.dumps(request), reply=self._inbox
            )
        except (NatsError, OSError) as error:
            raise BrokerUnavailable(f"{type(error).__name__} {error}") from error
        self._asked += request["batch"]
        self._asked_until = now + seconds + _GRACE_SECONDS

    async def _refused(self) -> None:
        # What a deleted durable looks like, for ever and without a word.
        self._is_refused = False
        self._refusals += 1
        if self._refusals >= _SUSPICIOUS:
            self._refusals = 0
            await self.info()
        raise BrokerUnavailable("no answer from the durable")

    async def info(self) -> int:
        """How many messages wait or are under way.

        Raises ConsumerGone when the durable does not exist, or no longer as the code needs it.
        """
        try:
            info = await self._jetstream.consumer_info(self._consumption.stream, self._consumption.durable)
        except NotFoundError as error:
            raise ConsumerGone(f"{self._consumption.stream}/{self._consumption.durable}") from error
        except (NatsError, TimeoutError) as error:
            raise BrokerUnavailable(f"{type(error).__name__} {error}") from error
        if self._consumption.is_missed_by(info.config):
            raise ConsumerGone(f"{self._consumption.stream}/{self._consumption.durable} was changed")
        return (info.num_pending or 0) + (info.num_ack_pending or 0)

    async def close(self) -> None:
        """Forget the subscription; the durable stays. What came and was not fetched goes to others."""
        if self._subscription is not None:
            with suppress(NatsError, OSError):
                await self._subscription.unsubscribe()
        while self._waiting:
            await _delivery(self._waiting.popleft()).nak(0)


async def read_stream(
    broker: Broker,
    stream: str,
    name: str,
    *,
    filter_subjects: Sequence[str] = (),
    start: int | datetime = 1,
    headers_only: bool = False,
) -> AsyncGenerator[Delivery, None]:
    """Every message from a stream sequence or a time to the end as it is now, without touching any durable.

    `name` is one that this user may make; the server forgets it after five idle minutes. Raises
    BrokerUnavailable when another reading of that name took its place.
    """
    jetstream = broker.jetstream
    by_time = isinstance(start, datetime)
    config = ConsumerConfig(
        name=name,
        filter_subjects=list(filter_subjects) or None,
        deliver_policy=DeliverPolicy.BY_START_TIME if by_time else DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=None if isinstance(start, datetime) else start,
        opt_start_time=start if isinstance(start, datetime) else None,
        ack_policy=AckPolicy.NONE,
        headers_only=headers_only or None,
        inactive_threshold=_IDLE_END_SECONDS,
        metadata={"run": uuid4().hex},
    )
    with suppress(NotFoundError):
        await jetstream.delete_consumer(stream, name)
    info = await jetstream.add_consumer(stream, config)
    subscription = await jetstream.pull_subscribe_bind(name, stream=stream)
    left = info.num_pending or 0
    try:
        while left > 0:
            for message in await subscription.fetch(min(_READ_AT_ONCE, left), timeout=10):
                left -= 1
                yield _delivery(message)
    except ServiceUnavailableError as error:
        raise BrokerUnavailable(f"{stream}: another reading under the name {name} took over") from error
    finally:
        await subscription.unsubscribe()
        with suppress(NatsError):
            await jetstream.delete_consumer(stream, name)


def _delivery(message: Msg) -> Delivery:
    meta = message.metadata
    return Delivery(
        body=message.data,
        stream=meta.stream,
        stream_sequence=meta.sequence.stream,
        times_delivered=meta.num_delivered,
        id=(message.headers or {}).get("Nats-Msg-Id"),
        at=meta.timestamp,
        message=message,
    )
