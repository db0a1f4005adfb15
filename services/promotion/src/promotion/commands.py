"""`abdi promotion ...`: commands of this service."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from abdi.clock import Clock, FixedClock, SystemClock
from abdi.db import make_engine, make_sessions
from promotion.eligibilities.daily import recompute_all
from promotion.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Commands of the promotion service.")


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
    """Ask the rules again where the date or a new rule set may have changed the answer.

    The running service does so by itself at its start and when the date turns.
    """
    clock: Clock = SystemClock() if on is None else FixedClock(on.replace(tzinfo=UTC))
    judged, changed = asyncio.run(_recompute(Settings(), clock, is_everybody=everybody))
    typer.echo(f"{judged} judged, {changed} changed")


async def _recompute(settings: Settings, clock: Clock, *, is_everybody: bool) -> tuple[int, int]:
    engine = make_engine(settings)
    try:
        return await recompute_all(make_sessions(engine), clock, is_everybody=is_everybody)
    finally:
        await engine.dispose()
