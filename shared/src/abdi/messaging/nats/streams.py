"""Streams: declared in code, made by an administrator, never shrunk."""

import asyncio
import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from nats.errors import Error as NatsError
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from abdi.messaging.event import stream_of
from abdi.messaging.nats.broker import Broker
from abdi.messaging.nats.failures import BrokerUnavailable, StreamMismatch

DAY_SECONDS = 86_400.0
HOUR_SECONDS = 3_600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamLimits:
    """What a stream may hold. A full stream refuses new messages; the outbox keeps them."""

    max_bytes: int = 1024**3
    max_age_seconds: float = 90 * DAY_SECONDS
    duplicate_window_seconds: float = HOUR_SECONDS
    replicas: int = 1


async def ensure_streams(
    broker: Broker, services: Sequence[str], limits: StreamLimits | None = None
) -> dict[str, str]:
    """Create each service's stream or let it grow; returns `created`, `changed` or `unchanged` by stream.

    Raises StreamMismatch when a limit would shrink or a promise (retention, storage, deny) differs.
    """
    wanted = [_config(service, limits or StreamLimits()) for service in services]
    return {str(config.name): await _ensure(broker, config) for config in wanted}


def _config(service: str, limits: StreamLimits) -> StreamConfig:
    return StreamConfig(
        name=stream_of(service),
        subjects=[f"asn.{service}.>"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_bytes=limits.max_bytes,
        max_age=limits.max_age_seconds,
        duplicate_window=limits.duplicate_window_seconds,
        num_replicas=limits.replicas,
        deny_delete=True,
        deny_purge=True,
    )


async def _ensure(broker: Broker, wanted: StreamConfig) -> str:
    jetstream = broker.jetstream
    try:
        found = (await jetstream.stream_info(str(wanted.name))).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return "created"
    _refuse_to_lose(found, wanted)
    if all(getattr(found, name) == getattr(wanted, name) for name in (*_LIMITS, *_PROMISES)):
        return "unchanged"
    await jetstream.update_stream(wanted)
    return "changed"


_LIMITS = ("max_bytes", "max_age", "duplicate_window", "num_replicas")
_PROMISES = ("retention", "storage", "discard", "subjects", "deny_delete", "deny_purge")


def _refuse_to_lose(found: StreamConfig, wanted: StreamConfig) -> None:
    for name in _PROMISES:
        old, new = getattr(found, name), getattr(wanted, name)
        if old != new:
            raise StreamMismatch(f"{wanted.name}: {name} is {old}, must be {new}")
    for name in _LIMITS:
        old, new = getattr(found, name), getattr(wanted, name)
        # No limit at all is 0 or -1 and larger than any.
        if new > 0 and (not old or old < 0 or new < old):
            raise StreamMismatch(f"{wanted.name}: {name} would shrink from {old} to {new}")


async def last_sequence(broker: Broker, stream: str) -> int | None:
    """The place of the newest message ever taken; None without the stream. Raises BrokerUnavailable."""
    try:
        return (await broker.jetstream.stream_info(stream)).state.last_seq
    except NotFoundError:
        return None
    except (NatsError, TimeoutError) as error:
        raise BrokerUnavailable(f"{stream}: {type(error).__name__} {error}") from error


def is_sync_always(varz: Mapping[str, Any]) -> bool:
    """Whether the server writes every message to disk before it acknowledges it (its `/varz`)."""
    config: Mapping[str, Any] = varz.get("jetstream", {}).get("config", {})
    return config.get("sync_always") is True


async def fetch_varz(monitoring_url: str) -> dict[str, Any]:
    """The server's account of itself from its monitoring port. Raises OSError when it does not answer."""
    return await asyncio.to_thread(_fetch_varz, monitoring_url)


def _fetch_varz(monitoring_url: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection(urlsplit(monitoring_url).netloc, timeout=5)
    try:
        connection.request("GET", "/varz")
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer
