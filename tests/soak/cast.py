"""Who is on the stage of a soak: every service twice, one process to be killed and one that must last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gateway.settings import Settings
from tests.faults.careers import Careers
from tests.faults.doors import Retrying
from tests.faults.lines import Lines, standing_lines
from tests.faults.stage import Member, Process, Stage


@dataclass(frozen=True)
class Cast:
    """The processes by name; `lasting` are never killed, so that what grows in them is seen."""

    stage: Stage
    lines: Lines
    pair: tuple[Member, Member]
    careers: Careers
    load: Retrying
    mortal: dict[str, Process]
    lasting: dict[str, Process]

    @property
    def gateway(self) -> Process:
        return self.lasting["gateway"]

    @property
    def members(self) -> tuple[Member, ...]:
        return (*self.pair, self.careers.producer, self.careers.consumer)


@asynccontextmanager
async def assembled(stage: Stage, rate: float) -> AsyncIterator[Cast]:
    """All started, the people introduced, no load yet; `rate`: requests per second to the ledger."""
    async with standing_lines(stage.nats.url(), stage.postgres.url()) as lines:
        pair, careers = stage.pair(lines), Careers(stage)
        members = (*pair, careers.producer, careers.consumer)
        mortal = {member.name: member.process for member in members}
        lasting = {f"{member.name} (lasts)": stage.twin(member) for member in members}
        lasting["gateway"] = stage.process("gateway.app:create_app", _gateway_settings(careers))
        await _begun(*mortal.values(), *lasting.values())
        await careers.introduce()
        load = Retrying(stage, pair[0], lasting["ledger (lasts)"])
        load.pace(rate)
        try:
            yield Cast(stage, lines, pair, careers, load, mortal=mortal, lasting=lasting)
        finally:
            await load.close()


async def _begun(*processes: Process) -> None:
    """Two at a time: nine at once would each be slower than anybody waits for on a small machine."""
    places = asyncio.Semaphore(2)

    async def begin(process: Process) -> None:
        async with places:
            await process.begin()

    await asyncio.gather(*(begin(process) for process in processes))


def _gateway_settings(careers: Careers) -> Settings:
    return Settings(
        env="test",
        token_keys_file=careers.producer.settings.token_keys_file,
        performance_url=careers.producer.process.url,
        promotion_url=careers.consumer.process.url,
    )
