"""The use case: rows of one file into the registry, the good ones beside those with errors."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import Taken
from abdi.bulk.rows import RowError
from abdi.clock import new_id
from abdi.db.context import context_of
from personnel.identifiers.vault import NikVault
from personnel.imports import faults
from personnel.imports.aside import list_waiting
from personnel.imports.authority import Authority, judge_authority, list_authority, plan_authority
from personnel.imports.checks import check_content, people_of
from personnel.imports.content import Content
from personnel.imports.findings import Findings
from personnel.imports.judging import Timelines
from personnel.imports.plan import Circumstances, Plan, make_plan
from personnel.imports.publishing import publish_all
from personnel.imports.queries import Known
from personnel.imports.registry import list_known
from personnel.imports.rows import PlacedRow
from personnel.imports.scope import Scope
from personnel.imports.timelines import HISTORIES
from personnel.imports.writing import write
from personnel.roles.queries import lock_agencies

_TABLES: Final = {"units": "unit", "positions": "position", "employees": "employee"} | {
    file: history.table for file, history in HISTORIES.items()
}
"""By file, the table of which a row becomes a row."""


@dataclass(frozen=True)
class Judged:
    """What was looked up about rows, and what came of judging them."""

    known: Known
    found: Findings
    timelines: Timelines
    authority: Authority
    ids: Mapping[str, UUID]


async def take_rows(
    session: AsyncSession, file: str, rows: Sequence[PlacedRow], *, vault: NikVault, scope: Scope
) -> Taken:
    """Load the good ones of `rows`, all of one file, and tell what is wrong with the others.

    Rows with errors are set aside, with those that build on them, and the rest is judged again, until nothing
    is wrong with it; then it is written.
    """
    content, errors = Content.of(file, rows), list[RowError]()
    await lock_agencies(session, "units", {row.agency_code for row in content.units})
    known = await list_known(session, content, vault=vault, scope=scope)
    judged = await judge_rows(session, content, known)
    while judged.found.errors:
        errors += [found.error for found in judged.found.errors]
        wrong = {found.error.row for found in judged.found.errors}
        waiting = list_waiting(file, content.rows(file), wrong)
        errors += [_error(line, faults.set_aside(first)) for line, first in waiting.items()]
        content = content.without(file, wrong | waiting.keys())
        judged = await judge_rows(session, content, known)
    plan = await plan_rows(session, content, judged, vault=vault)
    errors += await _store(session, content, plan)
    errors.sort(key=lambda error: error.row)
    imported = plan.counts[_TABLES[file]]
    refused = len({error.row for error in errors})
    return Taken(imported=imported, unchanged=len(rows) - refused - imported, errors=errors)


async def _store(session: AsyncSession, content: Content, plan: Plan) -> list[RowError]:
    if plan.is_empty:
        return []
    entered: dict[UUID, object] = {row["id"]: row["nip"] for row in plan.new.employee}
    entered |= {row["id"]: (row["agency_code"], row["code"]) for row in plan.new.position}
    settled = await write(session, plan)
    await publish_all(session, plan, settled)
    lost = {entered[row_id] for row_id in settled.lost}
    lines = [row.line for row in content.employees if row.nip in lost]
    lines += [row.line for row in content.positions if row.key in lost]
    return [_error(line, faults.TAKEN_MEANWHILE) for line in lines]


def _error(line: int, fault: faults.Fault) -> RowError:
    return RowError(line, "", fault.code, fault.message, fault.suggestion)


async def judge_rows(session: AsyncSession, content: Content, known: Known) -> Judged:
    """Everything that is wrong with rows, next to what is `known` of what they name."""
    today = context_of(session).clock.today()
    ids = {row.nip: new_id() for row in content.employees} | known.employees
    # Beside the loop: a thousand rows are a third of a second, in which requests wait.
    found, timelines = await to_thread(check_content, content, known, ids=ids, today=today)
    authority = await list_authority(session, content, known)
    if not found.errors:  # roles are judged by people and units that are in order
        units = known.units | {row.key: new_id() for row in content.units if row.key not in known.units}
        judge_authority(found, content, authority, people=people_of(content, known, ids), units=units)
    return Judged(known, found, timelines, authority, ids)


async def plan_rows(session: AsyncSession, content: Content, judged: Judged, *, vault: NikVault) -> Plan:
    context = context_of(session)
    around = Circumstances(context.clock.now(), context.clock.today(), context.actor)
    plan = await to_thread(
        make_plan, content, judged.known, judged.timelines, ids=judged.ids, vault=vault, around=around
    )
    plan_authority(plan, judged.authority, ids=judged.ids, around=around)
    return plan
