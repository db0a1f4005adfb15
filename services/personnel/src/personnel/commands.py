"""`abdi personnel ...`: commands of this service."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from abdi.clock import SystemClock, new_id
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from personnel.identifiers.vault import NikVault
from personnel.imports.service import ACTION, ImportReport, import_folder
from personnel.settings import PersonnelSettings

MOST_ERRORS_SHOWN = 50

app = typer.Typer(no_args_is_help=True, help="Commands of the personnel service.")


@app.callback()
def _commands() -> None:
    """Commands of the personnel service."""


@app.command("import")
def import_registry(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="folder with the CSV files")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
) -> None:
    """Load agencies, units, positions, employees and their histories; all of it, or nothing."""
    try:
        report = asyncio.run(_import(PersonnelSettings(), folder, is_dry_run=dry_run))
    except FileNotFoundError as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from missing
    for error in report.errors[:MOST_ERRORS_SHOWN]:
        typer.echo(f"{error.file} line {error.line}, {error.column}: {error.code}: {error.message}", err=True)
    for rule, times in sorted(report.warnings.items()):
        typer.echo(f"to look at again: {rule}, {times} times")
    if report.errors:
        typer.echo(f"{len(report.errors)} errors; nothing was imported", err=True)
        raise typer.Exit(1)
    verb = "would be new" if dry_run else "new"
    counted = ", ".join(f"{count} {table}" for table, count in report.new.items() if count)
    typer.echo(f"{verb}: {counted or 'nothing, the registry holds all of it'}")


async def _import(settings: PersonnelSettings, folder: Path, *, is_dry_run: bool) -> ImportReport:
    engine = make_engine(settings)
    context = UnitContext(actor="command", request_id=str(new_id()), action=ACTION, clock=SystemClock())
    try:
        async with unit_of_work(make_sessions(engine), context) as session:
            return await import_folder(
                session, folder, vault=NikVault(settings), is_dry_run=is_dry_run, say=typer.echo
            )
    finally:
        await engine.dispose()
