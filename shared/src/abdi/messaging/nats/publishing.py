"""Publishing many messages at once, each with its acknowledgement.

Not nats-py's `publish_async`: it never hears an answer that is an error, such as a full stream. Not its
`publish` side by side either: a task, a timer and a subject to answer to cost more than the message.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Self

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import PubAck
from nats.js.errors import APIError, NoStreamResponseError

from abdi.faults import crash_at
from abdi.messaging.nats.failures import BrokerUnavailable

_NOBODY = "503"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish; `id` makes the broker drop its twins."""

    id: str
    stream: str
    subject: str
    body: bytes
    traceparent: str | None = None

    def headers(self) -> dict[str, str]:
        """What the broker and readers need outside the body."""
        trace = {"traceparent": self.traceparent} if self.traceparent else {}
        return {"Nats-Msg-Id": self.id, "Nats-Expected-Stream": self.stream, **trace}


@dataclass(frozen=True, slots=True)
class Published:
    """The broker has it on disk."""

    stream_sequence: int
    is_duplicate: bool


_Waiting = dict[str, "asyncio.Future[Published]"]


class Publisher:
    """Publishes over one client; the answers come to one subscription, told apart by their last token."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._numbers = count()
        self._open: _Waiting = {}

    @classmethod
    async def over(cls, client: Client) -> Self:
        """A publisher that hears its answers, also after the client connected again."""
        publisher = cls(client)
        await client.subscribe(f"{publisher._inbox}.*", cb=publisher._hear)
        return publisher

    async def publish(
        self, messages: Sequence[Outgoing], *, wait_seconds: float
    ) -> list[Published | Exception]:
        """Publish all, then wait for all answers; one for each message, in order.

        BrokerUnavailable means unknown, not failed: the message may be in the stream.
        """
        waiting: _Waiting = {}
        try:
            async with asyncio.timeout(wait_seconds):
                await self._send(messages, waiting)
                if waiting:
                    await asyncio.wait(waiting.values(), return_when=asyncio.FIRST_COMPLETED)
                crash_at("relay.after_publish")
                if waiting:
                    await asyncio.wait(waiting.values())
        except TimeoutError:
            pass  # who got no answer is told so
        finally:
            for token in waiting:
                self._open.pop(token, None)
        return [_ended(answer) for answer in waiting.values()]

    async def _send(self, messages: Sequence[Outgoing], waiting: _Waiting) -> None:
        loop = asyncio.get_running_loop()
        waiting.update((str(next(self._numbers)), loop.create_future()) for _ in messages)
        self._open.update(waiting)
        for (token, answer), message in zip(waiting.items(), messages, strict=True):
            try:
                await self._client.publish(
                    message.subject, message.body, reply=f"{self._inbox}.{token}", headers=message.headers()
                )
            except (NatsError, OSError) as error:
                answer.set_exception(error)

    async def _hear(self, message: Msg) -> None:
        answer = self._open.get(message.subject.rpartition(".")[2])
        if answer is None or answer.done():
            return
        try:
            answer.set_result(_acknowledged(message))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this message's answer
            answer.set_exception(error)


def _acknowledged(message: Msg) -> Published:
    if not message.data and (message.headers or {}).get("Status") == _NOBODY:
        raise NoStreamResponseError
    said = orjson.loads(message.data)
    if "error" in said:
        APIError.from_error(said["error"])  # raises
    ack = PubAck.from_response(said)
    return Published(ack.seq, bool(ack.duplicate))


def _ended(answer: "asyncio.Future[Published]") -> Published | Exception:
    if not answer.done():
        return BrokerUnavailable("no acknowledgement in time")
    failure = answer.exception()
    if failure is None:
        return answer.result()
    return failure if isinstance(failure, Exception) else BrokerUnavailable(type(failure).__name__)
