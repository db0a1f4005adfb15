"""`abdi performance ...`: commands of this service."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from abdi.bulk.commanding import CommandImport, CommandReport, summary, told, wait_until
from abdi.bulk.records import FileRefused
from abdi.clock import SystemClock
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from performance.employees.queries import list_employees_by_nip
from performance.evaluations.imports import EVALUATIONS
from performance.evaluations.rows import EvaluationRow
from performance.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Commands of the performance service.")

FILE_NAME = "evaluations.csv"
_ACTION: Final = "evaluation.import"


@app.callback()
def _commands() -> None:
    """Commands of the performance service."""


@app.command("import")
def import_evaluations(
    folder: Annotated[Path, typer.Argument(exists=True, help=f"folder with {FILE_NAME}, or a file like it")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
    wait: Annotated[float, typer.Option(help="seconds to wait for employees not known yet")] = 30.0,
) -> None:
    """Take in completed evaluations; rows that cannot be taken are named and the others are."""
    path = folder / FILE_NAME if folder.is_dir() else folder
    try:
        report = asyncio.run(_import(Settings(), path, is_dry_run=dry_run, wait=wait))
    except FileNotFoundError as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from missing
    except FileRefused as refused:
        typer.echo(f"{path.name}: {refused.code}: {refused.message.en}", err=True)
        raise typer.Exit(2) from refused
    for error in report.errors:
        typer.echo(told(error), err=True)
    typer.echo(summary(report, is_dry_run=dry_run))
    if report.errors:
        raise typer.Exit(1)


async def _import(settings: Settings, path: Path, *, is_dry_run: bool, wait: float) -> CommandReport:
    engine = make_engine(settings)
    sessions = make_sessions(engine)
    context = UnitContext(actor="performance", request_id=_ACTION, action=_ACTION, clock=SystemClock())

    async def employees_known(rows: Sequence[EvaluationRow]) -> None:
        nips = {row.nip for row in rows}

        async def are_known() -> bool:
            async with unit_of_work(sessions, context) as session:
                return (await list_employees_by_nip(session, nips)).keys() >= nips

        await wait_until(are_known, patience_seconds=wait)

    try:
        return await CommandImport(
            EVALUATIONS, path, sessions, context, is_dry_run=is_dry_run, before=employees_known
        ).run()
    finally:
        await engine.dispose()
