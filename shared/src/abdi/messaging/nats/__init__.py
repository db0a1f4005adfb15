"""The only place that knows nats-py: connection, streams, durables."""

from abdi.messaging.nats.broker import Broker, BrokerHealth
from abdi.messaging.nats.durables import Consumption, Delivery, Pull, read_stream
from abdi.messaging.nats.failures import BrokerUnavailable, ConsumerGone, StreamMismatch
from abdi.messaging.nats.publishing import Outgoing, Published
from abdi.messaging.nats.streams import (
    StreamLimits,
    ensure_streams,
    fetch_varz,
    is_sync_always,
    last_sequence,
)

__all__ = [
    "Broker",
    "BrokerHealth",
    "BrokerUnavailable",
    "ConsumerGone",
    "Consumption",
    "Delivery",
    "Outgoing",
    "Published",
    "Pull",
    "StreamLimits",
    "StreamMismatch",
    "ensure_streams",
    "fetch_varz",
    "is_sync_always",
    "last_sequence",
    "read_stream",
]
