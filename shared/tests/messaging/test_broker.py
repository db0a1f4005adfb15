"""The traps of nats-py that the broker wrapper closes."""

import asyncio
import socket

import pytest
from nats.aio.client import Client

from abdi.messaging.nats import Broker, BrokerUnavailable, Outgoing, Published, StreamLimits, ensure_streams
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.servers import NatsServer


def message(number: int, *, stream: str = "TOY", body: bytes = b"{}") -> Outgoing:
    return Outgoing(f"id-{number}", stream, "asn.toy.note.written.v1.5671", body)


async def test_start_waits_for_no_server() -> None:
    broker = Broker("nats://127.0.0.1:1", name="toy")
    await broker.start()
    assert not await broker.connected(0.3)
    assert broker.health.last_error is not None
    assert isinstance((await broker.publish_batch([message(1)]))[0], BrokerUnavailable)
    await broker.stop()


async def test_connection_comes_when_the_server_does(nats_server: NatsServer) -> None:
    url = nats_server.url()
    nats_server.kill9()
    broker = Broker(url, name="toy")
    await broker.start()
    assert not await broker.connected(0.5)
    nats_server.start()
    assert await broker.connected(20)
    await broker.stop()


async def test_connection_is_made_anew_after_the_client_gave_up(broker: Broker) -> None:
    given_up: Client = broker.jetstream._nc  # noqa: SLF001 - what a refused login does inside nats-py
    await given_up.close()
    assert not broker.is_connected
    assert await broker.connected(20)
    assert broker.jetstream._nc is not given_up  # noqa: SLF001 - the same


async def test_connection_settings_notice_a_dead_peer_and_never_give_up(broker: Broker) -> None:
    options = broker.jetstream._nc.options  # noqa: SLF001 - nats-py shows them nowhere else
    assert options["max_reconnect_attempts"] == -1
    assert options["ping_interval"] * (options["max_outstanding_pings"] + 1) <= 15
    assert options["drain_timeout"] <= 3


async def test_missing_stream_is_an_answer_and_no_silence(broker: Broker) -> None:
    begin = asyncio.get_running_loop().time()
    (answer,) = await broker.publish_batch([message(1)])
    assert type(answer).__name__ == "NoStreamResponseError"
    assert asyncio.get_running_loop().time() - begin < 2


async def test_wrong_stream_is_refused(broker: Broker) -> None:
    await ensure_streams(broker, ["toy", "other"])
    (answer,) = await broker.publish_batch([message(1, stream="OTHER")])
    assert isinstance(answer, Exception)
    assert "expected stream" in str(answer)


async def test_same_id_is_stored_once_even_over_a_kill_of_the_server(
    nats_server: NatsServer, broker: Broker
) -> None:
    await ensure_streams(broker, ["toy"])
    (first,) = await broker.publish_batch([message(1)])
    nats_server.kill9()
    nats_server.start()
    second: object = None
    async with asyncio.timeout(20):
        while not isinstance(second, Published):
            await broker.connected(1)
            (second,) = await broker.publish_batch([message(1)], wait_seconds=1)
    assert first == Published(1, is_duplicate=False)
    assert second == Published(1, is_duplicate=True)


async def test_unanswered_publish_is_unknown_and_goes_again_under_its_id(
    nats_server: NatsServer, broker: Broker
) -> None:
    await ensure_streams(broker, ["toy"])
    nats_server.pause()
    await asyncio.sleep(0.1)
    answers = await broker.publish_batch([message(n) for n in range(50)], wait_seconds=0.3)
    nats_server.resume()
    assert all(isinstance(answer, BrokerUnavailable) for answer in answers)
    answers = await broker.publish_batch([message(n) for n in range(50)])
    assert [answer.stream_sequence for answer in answers if isinstance(answer, Published)] == list(
        range(1, 51)
    )


async def test_refused_permission_is_counted(infrastructure: Infrastructure) -> None:
    server = infrastructure.premises.new_nats(
        users=[
            {
                "user": "toy",
                "password": "p",
                "permissions": {"publish": ["asn.toy.>"], "subscribe": ["_INBOX_toy.>"]},
            }
        ]
    )
    server.start()
    broker = Broker(server.url("toy", "p"), name="toy")
    await broker.start()
    assert await broker.connected(10)
    await broker.publish_batch(
        [Outgoing("1", "OTHER", "asn.other.thing.said.v1.5671", b"{}")], wait_seconds=0.5
    )
    assert broker.measures.value("nats_permission_denied_total") == 1
    await broker.stop()
    server.stop()


async def test_stop_is_quick_with_messages_in_hand(broker: Broker) -> None:
    await ensure_streams(broker, ["toy"])
    await broker.publish_batch([message(n) for n in range(10)])
    await broker.jetstream._nc.subscribe("asn.>")  # noqa: SLF001 - a subscription that nobody empties
    await broker.publish_batch([message(n) for n in range(10, 20)])
    begin = asyncio.get_running_loop().time()
    await broker.stop()
    assert asyncio.get_running_loop().time() - begin < 2


@pytest.mark.parametrize("looks", [0, 1, 2, 3, 5, 8])
async def test_stop_while_connecting_is_quick_and_leaves_no_connection(
    nats_server: NatsServer, request: pytest.FixtureRequest, looks: int
) -> None:
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and says nothing
    request.addfinalizer(silent.close)
    mute = f"nats://127.0.0.1:{silent.getsockname()[1]}"
    for url in (nats_server.url(), "nats://127.0.0.1:1", mute):
        broker = Broker(url, name="toy")
        begin = asyncio.get_running_loop().time()
        await broker.start()
        for _ in range(looks):
            await asyncio.sleep(0)
        await broker.stop()
        assert asyncio.get_running_loop().time() - begin < 4
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "nats"]
        assert broker.health.is_closed


async def test_connection_that_comes_up_when_nobody_wants_it_any_more_is_closed(
    nats_server: NatsServer,
) -> None:
    nats_server.pause()
    broker = Broker(nats_server.url(), name="toy")
    await broker.start()
    await asyncio.sleep(0.2)
    client = broker._client  # noqa: SLF001 - nobody else knows the connection
    assert client is not None
    await broker._close()  # noqa: SLF001 - as stop does when its patience is over
    nats_server.resume()
    assert await broker.connected(10)
    assert client.is_closed
    assert broker.jetstream._nc is not client  # noqa: SLF001 - the same
    await broker.stop()


async def test_full_stream_is_an_error_at_once_and_loses_nothing(broker: Broker) -> None:
    await ensure_streams(broker, ["toy"], StreamLimits(max_bytes=2_000))
    answers = await broker.publish_batch([message(n, body=b"x" * 500) for n in range(5)])
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert refused
    assert "maximum bytes exceeded" in str(refused[0])
    await ensure_streams(broker, ["toy"], StreamLimits(max_bytes=1_000_000))
    answers = await broker.publish_batch([message(n, body=b"x" * 500) for n in range(5)])
    assert sorted(a.stream_sequence for a in answers if isinstance(a, Published)) == [1, 2, 3, 4, 5]
