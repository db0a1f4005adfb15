"""Reads of reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.integrity_reports.models import IntegrityMessage, IntegrityReport
from recruitment.integrity_reports.permissions import INTEGRITY_COLUMNS, READ_INTEGRITY_REPORT
from recruitment.integrity_reports.schemas import ReportFilters
from recruitment.selections.models import Selection


async def get_report(
    session: AsyncSession, principal: Principal, report_id: UUID, *, is_locked: bool = False
) -> IntegrityReport:
    """A report that the principal may read. Raises NotFound."""
    wanted = select(IntegrityReport).where(
        IntegrityReport.id == report_id, scope(principal, READ_INTEGRITY_REPORT, INTEGRITY_COLUMNS)
    )
    found = await session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def get_report_by_code(
    session: AsyncSession, digest: bytes, *, is_locked: bool = False
) -> IntegrityReport:
    """The report with this tracking code. Raises NotFound."""
    wanted = select(IntegrityReport).where(IntegrityReport.code_digest == digest)
    found = await session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def get_announced_selection(session: AsyncSession, selection_id: UUID) -> Selection:
    """A selection that the public knows. Raises NotFound."""
    wanted = select(Selection).where(Selection.id == selection_id, Selection.announced_at.is_not(None))
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def list_reports(
    session: AsyncSession, principal: Principal, *, filters: ReportFilters, query: ListQuery
) -> Page[Any]:
    """A page of reports, the oldest first."""
    wanted = select(IntegrityReport).where(scope(principal, READ_INTEGRITY_REPORT, INTEGRITY_COLUMNS))
    for name in ("state", "kind", "selection_id", "agency"):
        value = getattr(filters, name)
        if value is not None:
            wanted = wanted.where(getattr(IntegrityReport, name) == value)
    return await paginate(session, wanted, query=query, keys=[IntegrityReport.id], row=lambda found: found)


async def list_messages(session: AsyncSession, report_id: UUID) -> Sequence[IntegrityMessage]:
    """Everything written about a report, the oldest first; a report has a hundred at most."""
    wanted = select(IntegrityMessage).where(IntegrityMessage.report_id == report_id)
    ordered = wanted.order_by(IntegrityMessage.written_at, IntegrityMessage.id)
    return (await session.scalars(ordered)).all()


async def count_since(session: AsyncSession, selection_id: UUID, since: datetime) -> int:
    """How many reports came about a selection since then."""
    counted = select(func.count()).where(
        IntegrityReport.selection_id == selection_id, IntegrityReport.received_at >= since
    )
    return (await session.execute(counted)).scalar_one()
