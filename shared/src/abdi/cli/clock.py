"""`abdi clock`: the day on which the laptop's suite lives."""

from datetime import timedelta
from typing import Annotated

import typer

from abdi.cli.state import shifted_clock


def clock(
    *,
    days: Annotated[
        float, typer.Option(min=0, help="Go ahead by so many days; there is no way back but `abdi reset`.")
    ] = 0,
) -> None:
    """Say on which day the laptop's suite lives, or let it live on a later one, to play a long procedure."""
    shifted = shifted_clock()
    if days:
        shifted.shift(timedelta(days=days))
    typer.echo(shifted.now().isoformat(timespec="seconds"))
