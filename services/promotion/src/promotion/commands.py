"""`abdi promotion ...`: commands of this service."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import structlog
import typer
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit import record_bulk
from abdi.clock import Clock, FixedClock, SystemClock
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from promotion.eligibilities.queries import get_rules, list_ids_to_judge
from promotion.eligibilities.service import reassess
from promotion.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Commands of the promotion service.")
log = structlog.get_logger(__name__)

BATCH = 500


@app.callback()
def _commands() -> None:
    """Commands of the promotion service."""


@app.command()
def recompute(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="as if today were this day")
    ] = None,
    *,
    everybody: Annotated[bool, typer.Option("--all", help="also those with a result for the period")] = False,
) -> None:
    """Ask the rules again where the date or a new rule set may have changed the answer: run it daily."""
    clock: Clock = SystemClock() if on is None else FixedClock(on.replace(tzinfo=UTC))
    judged, changed = asyncio.run(_recompute(Settings(), clock, is_everybody=everybody))
    typer.echo(f"{judged} judged, {changed} changed")


async def _recompute(settings: Settings, clock: Clock, *, is_everybody: bool) -> tuple[int, int]:
    engine = make_engine(settings)
    try:
        return await recompute_all(make_sessions(engine), clock, is_everybody=is_everybody)
    finally:
        await engine.dispose()


async def recompute_all(
    sessions: async_sessionmaker[AsyncSession], clock: Clock, *, is_everybody: bool = False
) -> tuple[int, int]:
    """Judge in batches, each a unit of work of its own; how many were judged and how many outcomes changed.

    An interrupted run is simply started again.
    """
    after: UUID | None = None
    judged = changed = 0
    while True:
        context = UnitContext(
            actor="promotion", request_id="promotion.recompute", action="promotion.recompute", clock=clock
        )
        async with unit_of_work(sessions, context) as session:
            rules = await get_rules(session, clock.today())
            batch = await list_ids_to_judge(
                session, rules, after=after, limit=BATCH, is_everybody=is_everybody
            )
            if batch:
                changed += await reassess(session, batch)
                record_bulk(session, "promotion.recompute", {"judged": len(batch), "rules": rules.versions})
        if not batch:
            log.info("promotion.recomputed", judged=judged, changed=changed)
            return judged, changed
        judged += len(batch)
        after = batch[-1]
