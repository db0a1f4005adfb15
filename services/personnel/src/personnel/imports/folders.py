"""The operator's use case: a folder of files into the registry, all of it or nothing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.i18n import Text
from abdi.problems import AlreadyExists
from personnel.identifiers.vault import NikVault
from personnel.imports.files import read_folder
from personnel.imports.findings import FileError
from personnel.imports.publishing import publish_all
from personnel.imports.registry import list_known
from personnel.imports.scope import EVERYTHING
from personnel.imports.service import judge_rows, plan_rows
from personnel.imports.writing import Say, write

ACTION: Final = "personnel.import"


@dataclass
class ImportReport:
    """What was read, what is new, what is wrong."""

    rows: dict[str, int]
    new: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    errors: list[FileError] = field(default_factory=list)


async def import_folder(
    session: AsyncSession, folder: Path, *, vault: NikVault, is_dry_run: bool = False, say: Say
) -> ImportReport:
    """Load `folder` into the registry: with any error nothing, else everything that is new.

    Raises FileNotFoundError for a folder without import files, AlreadyExists when somebody else was faster.
    """
    # Two imports at once would both find the same people new.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(ACTION, 0))))
    read = read_folder(folder, vault)
    content = read.content
    say(f"read {sum(content.counts.values())} rows")
    report = ImportReport(content.counts, errors=read.errors)
    if report.errors:
        return report  # what refers to an unreadable row would be called unknown
    known = await list_known(session, content, vault=vault, scope=EVERYTHING)
    judged = await judge_rows(session, content, known)
    report.warnings, report.errors = dict(judged.found.warnings), judged.found.errors
    if report.errors:
        return report
    plan = await plan_rows(session, content, judged, vault=vault)
    report.new = plan.counts
    if is_dry_run or plan.is_empty:
        return report
    settled = await write(session, plan, say)
    if settled.lost:
        raise AlreadyExists(
            Text(
                "sebagian data ini didaftarkan orang lain selagi impor",
                "somebody else entered some of this meanwhile",
            )
        )
    await publish_all(session, plan, settled, say=say)
    manifest: dict[str, Any] = {"files": read.digests, "rows": content.counts, "new": plan.counts}
    record_bulk(session, ACTION, manifest)
    return report
