"""`abdi training ...`: commands of this service."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from abdi.bulk.commanding import CommandImport, CommandReport, summary, told, wait_until
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.records import FileRefused
from abdi.clock import SystemClock
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from training.employees.queries import list_employees_by_nip
from training.imports.courses import COURSES
from training.imports.programmes import PROGRAMMES
from training.imports.rows import CourseRow
from training.settings import Settings

FILES: Final[dict[str, AnyImportKind]] = {"programmes.csv": PROGRAMMES, "courses.csv": COURSES}
"""Programmes first: courses name them."""
_ACTION: Final = "training.import"

app = typer.Typer(no_args_is_help=True, help="Commands of the training service.")


@app.callback()
def _commands() -> None:
    """Commands of the training service."""


@app.command("import")
def import_training(
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help=f"folder with {' or '.join(FILES)}"),
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
    wait: Annotated[float, typer.Option(help="seconds to wait for employees not known yet")] = 30.0,
) -> None:
    """Take in programmes and completed courses; rows that cannot be taken are named and the others are.

    A dry run knows only the programmes that are in the catalogue already.
    """
    try:
        reports = asyncio.run(_import(Settings(), folder, is_dry_run=dry_run, wait=wait))
    except FileNotFoundError as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from missing
    except FileRefused as refused:
        typer.echo(f"{refused.code}: {refused.message.en}", err=True)
        raise typer.Exit(2) from refused
    for name, report in reports.items():
        for error in report.errors:
            typer.echo(f"{name} {told(error)}", err=True)
        typer.echo(f"{name}: {summary(report, is_dry_run=dry_run)}")
    if any(report.errors for report in reports.values()):
        raise typer.Exit(1)


async def _import(
    settings: Settings, folder: Path, *, is_dry_run: bool, wait: float
) -> dict[str, CommandReport]:
    present = {name: kind for name, kind in FILES.items() if (folder / name).exists()}
    if not present:
        raise FileNotFoundError(f"{folder} has none of {', '.join(FILES)}")
    engine = make_engine(settings)
    sessions = make_sessions(engine)
    context = UnitContext(actor="training", request_id=_ACTION, action=_ACTION, clock=SystemClock())

    async def employees_known(rows: Sequence[CourseRow]) -> None:
        nips = {row.nip for row in rows}

        async def are_known() -> bool:
            async with unit_of_work(sessions, context) as session:
                return (await list_employees_by_nip(session, nips)).keys() >= nips

        await wait_until(are_known, patience_seconds=wait)

    reports = {}
    try:
        for name, kind in present.items():
            before = employees_known if kind is COURSES else None
            one = CommandImport(kind, folder / name, sessions, context, is_dry_run=is_dry_run, before=before)
            reports[name] = await one.run()
    finally:
        await engine.dispose()
    return reports
