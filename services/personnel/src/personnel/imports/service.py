"""The use case: a folder of files into the registry, all of it or nothing; a second time changes nothing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.clock import new_id
from abdi.db.context import context_of
from personnel.identifiers.vault import NikVault
from personnel.imports.authority import judge_authority, list_authority, plan_authority
from personnel.imports.checks import check_content, people_of
from personnel.imports.files import read_folder
from personnel.imports.plan import Circumstances, make_plan
from personnel.imports.publishing import publish_all
from personnel.imports.registry import list_known
from personnel.imports.rows import RowError
from personnel.imports.writing import Say, write

ACTION = "personnel.import"


@dataclass
class ImportReport:
    """What was read, what is new, what is wrong."""

    rows: dict[str, int]
    new: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)


async def import_folder(
    session: AsyncSession, folder: Path, *, vault: NikVault, is_dry_run: bool = False, say: Say
) -> ImportReport:
    """Load `folder` into the registry: with any error nothing, else everything that is new.

    Raises FileNotFoundError for a folder without import files.
    """
    # Two imports at once would both find the same people new.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(ACTION, 0))))
    content = read_folder(folder)
    say(f"read {sum(content.counts.values())} rows")
    context = context_of(session)
    around = Circumstances(context.clock.now(), context.clock.today(), context.actor)
    known = await list_known(session, content, vault)
    ids = {row.nip: new_id() for row in content.employees} | known.employees
    found, timelines = check_content(content, known, ids=ids, today=around.today)
    authority = await list_authority(session, content, known)
    if not found.errors:  # roles are judged by people and units that are in order
        units = known.units | {row.key: new_id() for row in content.units if row.key not in known.units}
        judge_authority(found, content, authority, people=people_of(content, known, ids), units=units)
    report = ImportReport(content.counts, warnings=dict(found.warnings), errors=found.errors)
    if found.errors:
        return report
    plan = make_plan(content, known, timelines, ids=ids, vault=vault, around=around)
    plan_authority(plan, authority, ids=ids, around=around)
    report.new = plan.counts
    if is_dry_run or plan.is_empty:
        return report
    settled = await write(session, plan, say)
    await publish_all(session, plan, settled, say=say)
    manifest: dict[str, Any] = {"files": content.digests, "rows": content.counts, "new": plan.counts}
    record_bulk(session, ACTION, manifest)
    return report
