"""The promotion service as one list."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from abdi.places import folder_of
from promotion.consumers.directory import directory
from promotion.consumers.performance import performance
from promotion.consumers.personnel import personnel
from promotion.db import Base
from promotion.eligibilities import endpoints as eligibilities
from promotion.eligibilities.daily import DateWatch
from promotion.eligibilities.exports import ELIGIBILITY_LIST
from promotion.eligibilities.snapshots import eligibility_snapshots
from promotion.labels import LABELS
from promotion.settings import Settings

RULESETS = folder_of("promotion", "rulesets")


@asynccontextmanager
async def _watching_the_date(app: FastAPI) -> AsyncIterator[None]:
    watch = asyncio.create_task(DateWatch(app.state.kit).run(), name="date-watch")
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory promotion.app:create_app`."""
    return build_service(
        settings or Settings(),
        title="Abdi: promotion",
        base=Base,
        labels=LABELS,
        routers=[eligibilities.router],
        subscriptions=[personnel, performance, directory],
        exports=[ELIGIBILITY_LIST],
        snapshots={"eligibility": eligibility_snapshots},
        rulesets=RULESETS,
        clock=clock,
        lifespan=_watching_the_date,
    )
