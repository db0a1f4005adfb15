"""`abdi training ...`: commands of this service."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from abdi.clock import SystemClock
from abdi.db import make_engine, make_sessions
from training.imports.files import FileNotReadable
from training.imports.service import COURSES, PROGRAMMES, ImportReport, TrainingImport
from training.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Commands of the training service.")


@app.callback()
def _commands() -> None:
    """Commands of the training service."""


@app.command("import")
def import_training(
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help=f"folder with {PROGRAMMES}, {COURSES} or both"),
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
    wait: Annotated[float, typer.Option(help="seconds to wait for employees not known yet")] = 30.0,
) -> None:
    """Take in programmes and completed courses; rows that cannot be taken are named and the others are.

    A dry run knows only the programmes that are in the catalogue already.
    """
    try:
        report = asyncio.run(_import(Settings(), folder, is_dry_run=dry_run, wait=wait))
    except (FileNotReadable, FileNotFoundError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for problem in report.errors:
        typer.echo(f"{problem.file} line {problem.line}: {problem.code} {problem.detail}".rstrip(), err=True)
    verb = "would be imported" if dry_run else "imported"
    typer.echo(
        f"{report.rows} rows: {report.imported} {verb}, {report.unchanged} unchanged, "
        f"{len(report.errors)} refused"
    )
    if report.errors:
        raise typer.Exit(1)


async def _import(settings: Settings, folder: Path, *, is_dry_run: bool, wait: float) -> ImportReport:
    engine = make_engine(settings)
    try:
        run = TrainingImport(
            make_sessions(engine), SystemClock(), folder, is_dry_run=is_dry_run, patience_seconds=wait
        )
        return await run.run()
    finally:
        await engine.dispose()
