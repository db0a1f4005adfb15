"""A service can neither forge another's events, nor touch streams, nor read another's answers."""

from collections.abc import AsyncIterator

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from abdi.messaging.admin import init_streams
from abdi.messaging.nats import Broker, Consumption, Outgoing, Published, Pull, read_stream
from abdi.messaging.permissions import ADMIN, ServiceAccess, server_users
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.servers import NatsServer
from abdi.testing.toy_world import until

PASSWORDS = {ADMIN: "a", "toy": "t", "other": "o", "third": "x"}
ACCESS = [ServiceAccess("toy", ("other",)), ServiceAccess("other"), ServiceAccess("third")]
SAID = "asn.other.thing.said.v1.5671"


@pytest.fixture
async def server(infrastructure: Infrastructure) -> AsyncIterator[NatsServer]:
    made = infrastructure.premises.new_nats(users=server_users(PASSWORDS, ACCESS))
    made.start()
    await init_streams(made.url(ADMIN, "a"), ["toy", "other", "third"])
    yield made
    made.stop()


async def broker_of(server: NatsServer, user: str) -> Broker:
    broker = Broker(server.url(user, PASSWORDS[user]), name=user)
    await broker.start()
    assert await broker.connected(10)
    return broker


@pytest.fixture
async def toy(server: NatsServer) -> AsyncIterator[Broker]:
    broker = await broker_of(server, "toy")
    yield broker
    await broker.stop()


@pytest.fixture
async def other(server: NatsServer) -> AsyncIterator[Broker]:
    broker = await broker_of(server, "other")
    yield broker
    await broker.stop()


async def client_of(server: NatsServer, user: str, refusals: list[str]) -> Client:
    async def note(error: Exception) -> None:
        refusals.append(str(error).lower())

    prefix = f"_INBOX_{user}"
    return await nats.connect(server.url(user, PASSWORDS[user]), inbox_prefix=prefix, error_cb=note)


async def publish(broker: Broker, subject: str, stream: str) -> Published | Exception:
    message = Outgoing("1", stream, subject, b"{}")
    return (await broker.publish_batch([message], wait_seconds=0.5))[0]


async def test_service_publishes_and_consumes_what_it_may(toy: Broker, other: Broker) -> None:
    assert isinstance(await publish(other, SAID, "OTHER"), Published)
    pull = await Pull.bind(toy, Consumption("OTHER", "toy", ("asn.other.thing.>",)))
    (delivery,) = await pull.fetch(10, 2)
    await delivery.ack()
    await until(lambda: _is_empty(pull))
    assert len([one async for one in read_stream(toy, "OTHER", "toy-replay")]) == 1
    assert toy.measures.value("nats_permission_denied_total") == 0


async def test_forged_event_is_refused(toy: Broker) -> None:
    assert isinstance(await publish(toy, SAID, "OTHER"), Exception)
    assert toy.measures.value("nats_permission_denied_total") == 1


@pytest.mark.parametrize(
    "request_subject",
    [
        "$JS.API.STREAM.DELETE.TOY",
        "$JS.API.STREAM.PURGE.TOY",
        "$JS.API.STREAM.UPDATE.TOY",
        "$JS.API.STREAM.CREATE.MINE",
        "$JS.API.STREAM.MSG.DELETE.TOY",
        "$JS.API.STREAM.MSG.GET.THIRD",
        "$JS.API.CONSUMER.CREATE.OTHER.third",
        "$JS.API.CONSUMER.DELETE.OTHER.third",
        "$JS.API.CONSUMER.MSG.NEXT.OTHER.third",
        "$JS.API.CONSUMER.CREATE.THIRD.toy",
        "_INBOX_other.x",
    ],
)
async def test_request_beyond_its_needs_is_refused(server: NatsServer, request_subject: str) -> None:
    refusals: list[str] = []
    client = await client_of(server, "toy", refusals)
    with pytest.raises(NatsError):
        await client.request(request_subject, b"{}", timeout=0.3)
    await client.close()
    assert any("permissions violation for publish" in refusal for refusal in refusals)


@pytest.mark.parametrize("subject", ["_INBOX_other.>", "_INBOX.>", "asn.>", "$JS.API.>", ">"])
async def test_reading_what_is_for_others_is_refused(server: NatsServer, subject: str) -> None:
    refusals: list[str] = []
    client = await client_of(server, "toy", refusals)
    await client.subscribe(subject)
    await until(lambda: any("permissions violation for subscription" in refusal for refusal in refusals))
    await client.close()


async def _is_empty(pull: Pull) -> bool:
    return await pull.info() == 0


def test_without_a_list_every_service_may_hear_every_other() -> None:
    users = server_users({ADMIN: "a", "toy": "t", "other": "o"})
    assert [user["user"] for user in users] == [ADMIN, "other", "toy"]
    allowed = users[2]["permissions"]["publish"]["allow"]
    assert "$JS.API.CONSUMER.CREATE.OTHER.toy" in allowed
    assert not any(subject.startswith("asn.other") for subject in allowed)
