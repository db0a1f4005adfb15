"""Start and stop an app inside a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """The app between start and stop.

    Both happen in one task of its own: task groups of a lifespan refuse to end in another task than they
    began in, and a fixture's set-up and tear-down are two tasks.
    """
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.router.lifespan_context(app):
            started.set()
            await stop.wait()

    life = asyncio.create_task(live())
    begun = asyncio.create_task(started.wait())
    await asyncio.wait({life, begun}, return_when=asyncio.FIRST_COMPLETED)
    begun.cancel()
    if life.done():
        await life
    try:
        yield app
    finally:
        stop.set()
        await life
