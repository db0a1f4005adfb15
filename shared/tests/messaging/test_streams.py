"""Streams are made with the house's promises and never shrink."""

import pytest

from abdi.messaging.admin import init_streams
from abdi.messaging.nats import (
    Broker,
    BrokerUnavailable,
    StreamLimits,
    StreamMismatch,
    ensure_streams,
    fetch_varz,
    is_sync_always,
)
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.servers import NatsServer

REFUSED = 10110


async def test_streams_are_made_once(nats_server: NatsServer) -> None:
    assert await init_streams(nats_server.url(), ["toy", "other"]) == {"TOY": "created", "OTHER": "created"}
    assert await init_streams(nats_server.url(), ["toy", "other"]) == {
        "TOY": "unchanged",
        "OTHER": "unchanged",
    }


async def test_nothing_can_be_deleted_or_overwritten(broker: Broker) -> None:
    await ensure_streams(broker, ["toy"])
    config = (await broker.jetstream.stream_info("TOY")).config
    assert (config.storage, config.retention, config.discard) == ("file", "limits", "new")
    assert config.deny_delete
    assert config.deny_purge
    assert config.max_age == 90 * 86_400
    assert config.duplicate_window == 3_600
    assert config.subjects == ["asn.toy.>"]


async def test_stream_grows_but_never_shrinks(broker: Broker) -> None:
    await ensure_streams(broker, ["toy"], StreamLimits(max_bytes=1_000_000))
    assert await ensure_streams(broker, ["toy"], StreamLimits(max_bytes=2_000_000)) == {"TOY": "changed"}
    with pytest.raises(StreamMismatch, match="max_bytes would shrink"):
        await ensure_streams(broker, ["toy"], StreamLimits(max_bytes=1_000_000))
    with pytest.raises(StreamMismatch, match="max_age would shrink"):
        await ensure_streams(broker, ["toy"], StreamLimits(max_bytes=2_000_000, max_age_seconds=60))


async def test_stream_with_other_promises_is_reported_and_left_alone(broker: Broker) -> None:
    await broker.jetstream.add_stream(name="TOY", subjects=["asn.toy.>"], duplicate_window=3_600)
    with pytest.raises(StreamMismatch, match=r"discard is old"):
        await ensure_streams(broker, ["toy"])
    assert not (await broker.jetstream.stream_info("TOY")).config.deny_delete


async def test_no_server_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("abdi.messaging.admin.CONNECT_SECONDS", 0.2)
    with pytest.raises(BrokerUnavailable):
        await init_streams("nats://127.0.0.1:1", ["toy"])


@pytest.mark.parametrize("durable", [True, False])
async def test_server_tells_whether_it_syncs_every_message(
    infrastructure: Infrastructure, durable: bool
) -> None:
    server = infrastructure.new_nats(durable=durable)
    varz = await fetch_varz(f"http://127.0.0.1:{server.monitoring_port}")
    server.stop()
    assert is_sync_always(varz) is durable


def test_silence_about_syncing_counts_as_no() -> None:
    assert not is_sync_always({})
