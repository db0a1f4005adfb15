"""The toy with relay and consumers on a real broker."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.nats import Broker, ensure_streams
from abdi.testing.deliveries import Deliveries, publish_to_broker
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.servers import NatsServer
from abdi.testing.toy import Heard


@pytest.fixture
def settings_overrides(nats_server: NatsServer) -> dict[str, Any]:
    return {"nats_url": nats_server.url(), "run_relay": True, "run_consumers": True}


async def test_event_of_another_service_arrives(
    broker: Broker, app: FastAPI, deliver: Deliveries, session: AsyncSession
) -> None:
    envelopes = [
        deliver.envelope("other.thing.said", uuid4(), {"words": word}, agency="5671") for word in "abc"
    ]
    await publish_to_broker(broker, envelopes)

    async def is_heard() -> bool:
        return await session.scalar(select(func.count()).select_from(Heard)) == 3

    await eventually(is_heard)


async def test_event_of_the_service_reaches_its_stream(broker: Broker, client: ServiceClient) -> None:
    await ensure_streams(broker, ["toy"])
    await client.as_(officer("5671")).post("/v1/notes", json={"text": "hello"})

    async def is_there() -> bool:
        return (await broker.jetstream.stream_info("TOY")).state.messages == 1

    await eventually(is_there)
