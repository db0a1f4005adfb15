"""`abdi personnel ...`: commands of this service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.rows import RowError
from abdi.clock import SystemClock, new_id
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from abdi.i18n import Text
from abdi.problems import AlreadyExists, Problem
from personnel.identifiers.vault import NikVault
from personnel.imports.folders import ACTION, ImportReport, import_folder
from personnel.roles import appointing
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
        report = asyncio.run(_import(folder, is_dry_run=dry_run))
    except FileNotFoundError as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from missing
    except AlreadyExists as faster:
        typer.echo(
            f"{faster.detail.en if isinstance(faster.detail, Text) else faster.title.en}; try again", err=True
        )
        raise typer.Exit(1) from faster
    for found in report.errors[:MOST_ERRORS_SHOWN]:
        typer.echo(f"{found.file}.csv {_told(found.error)}", err=True)
    for rule, times in sorted(report.warnings.items()):
        typer.echo(f"to look at again: {rule}, {times} times")
    if report.errors:
        typer.echo(f"{len(report.errors)} errors; nothing was imported", err=True)
        raise typer.Exit(1)
    verb = "would be new" if dry_run else "new"
    counted = ", ".join(f"{count} {table}" for table, count in report.new.items() if count)
    typer.echo(f"{verb}: {counted or 'nothing, the registry holds all of it'}")


def _told(error: RowError) -> str:
    remedy = f"; {error.suggestion.en}" if error.suggestion else ""
    return f"line {error.row}, {error.column}: {error.code}: {error.message.en}{remedy}"


@app.command("appoint-officer")
def appoint_officer(
    *,
    agency: Annotated[str, typer.Option(help="BKN code of the agency")],
    nip: Annotated[str, typer.Option(help="of the future personnel officer")],
    decree: Annotated[str | None, typer.Option(help="number of the decree")] = None,
    starts_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="default: today")] = None,
) -> None:
    """Make somebody personnel officer: the first one of an agency, whom nobody else can appoint."""
    try:
        said = asyncio.run(_appoint(agency, nip, decree=decree, starts_on=starts_on))
    except Problem as problem:
        typer.echo(f"{problem.code}: {problem.title.en}", err=True)
        for reason in problem.extra.get("reasons", ()):
            typer.echo(f"  {reason.rule}: {reason.message.en}; found {reason.found}", err=True)
        raise typer.Exit(1) from problem
    typer.echo(said)


async def _appoint(agency: str, nip: str, *, decree: str | None, starts_on: datetime | None) -> str:
    async with _unit(appointing.ACTION) as (session, _):
        made = await appointing.appoint_officer(
            session,
            agency=agency,
            nip=nip,
            decree_number=decree,
            starts_on=starts_on.date() if starts_on else None,
        )
        return f"personnel officer of {agency} from {made.starts_on} on; role {made.id}"


async def _import(folder: Path, *, is_dry_run: bool) -> ImportReport:
    async with _unit(ACTION) as (session, settings):
        return await import_folder(
            session, folder, vault=NikVault(settings), is_dry_run=is_dry_run, say=typer.echo
        )


@asynccontextmanager
async def _unit(action: str) -> AsyncIterator[tuple[AsyncSession, PersonnelSettings]]:
    settings = PersonnelSettings()
    engine = make_engine(settings)
    context = UnitContext(actor="command", request_id=str(new_id()), action=action, clock=SystemClock())
    try:
        async with unit_of_work(make_sessions(engine), context) as session:
            yield session, settings
    finally:
        await engine.dispose()
