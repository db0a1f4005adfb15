"""The lines between the processes of a scenario and their servers, each of which may be broken."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from abdi.testing.fault_proxy import FaultProxy, fault_proxy


@dataclass(frozen=True)
class Lines:
    """What stands between a member and its servers; a member without lines asks them directly."""

    broker: FaultProxy
    database: FaultProxy


@asynccontextmanager
async def standing_lines(nats_url: str, postgres_url: str) -> AsyncIterator[Lines]:
    """Lines that pass everything until told otherwise."""
    async with fault_proxy(nats_url) as broker, fault_proxy(postgres_url) as database:
        yield Lines(broker, database)
