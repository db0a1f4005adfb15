"""HTTP for reports of a suspicion: open to everybody who reports, closed to everybody but auditors."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.auth import Principal, public, requires
from abdi.http import DbSession, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from recruitment.integrity_reports import service
from recruitment.integrity_reports.models import IntegrityReport
from recruitment.integrity_reports.permissions import EXAMINE_INTEGRITY_REPORT, READ_INTEGRITY_REPORT
from recruitment.integrity_reports.queries import get_report, list_messages, list_reports
from recruitment.integrity_reports.records import listed, message_shown, shown, tracked
from recruitment.integrity_reports.schemas import (
    ExaminerMessage,
    MessageRead,
    ReportAnswer,
    ReportCreate,
    ReporterMessage,
    ReportFilters,
    ReportListed,
    ReportMade,
    ReportRead,
    ReportTracked,
    Tracking,
)
from recruitment.integrity_reports.vault import IntegrityVault

open_router = ServiceRouter(prefix="/v1/public", tags=["integrity reports"])
router = ServiceRouter(prefix="/v1/integrity-reports", tags=["integrity reports"])

Reader = Annotated[Principal, requires(READ_INTEGRITY_REPORT)]
Examiner = Annotated[Principal, requires(EXAMINE_INTEGRITY_REPORT)]


async def _vault(request: Request) -> IntegrityVault:
    return cast("IntegrityVault", request.app.state.integrity_vault)


Vault = Annotated[IntegrityVault, Depends(_vault)]


@open_router.post("/integrity-reports", status_code=201, dependencies=[public])
async def make_integrity_report(session: DbSession, *, body: ReportCreate, vault: Vault) -> ReportMade:
    """Report a suspicion about a selection, by name or protected; nobody has to sign in."""
    made = await service.make_report(session, body, vault=vault)
    return ReportMade(tracking_code=made.code, received_at=made.report.received_at)


@open_router.post("/integrity-reports:track", dependencies=[public])
async def track_integrity_report(session: DbSession, *, body: Tracking, vault: Vault) -> ReportTracked:
    """Where a report stands and what was answered, for whoever has its code."""
    report, messages = await service.follow_report(session, body.tracking_code, vault=vault)
    return tracked(report, messages, vault)


@open_router.post("/integrity-reports/messages", status_code=201, dependencies=[public])
async def add_to_integrity_report(session: DbSession, *, body: ReporterMessage, vault: Vault) -> MessageRead:
    """Add to a report, or answer a question of the examiner."""
    message = await service.add_word(session, body.tracking_code, body.text, vault=vault)
    return message_shown(message, vault)


@router.get("", name="list_integrity_reports")
async def read_integrity_reports(
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[ReportFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[ReportListed]:
    """Reports of the agency, without their texts, the oldest first."""
    page = await list_reports(session, principal, filters=filters, query=query)
    return Page[ReportListed](data=[listed(report) for report in page.data], page=page.page)


@router.get("/{report_id}", name="get_integrity_report")
async def read_integrity_report(
    report_id: UUID, response: Response, *, session: DbSession, principal: Reader, vault: Vault
) -> ReportRead:
    """One report with everything that was written about it."""
    report = await get_report(session, principal, report_id)
    return await _shown(session, report, vault, response=response)


@router.post("/{report_id}/examination")
async def examine_integrity_report(
    report_id: UUID, response: Response, *, session: DbSession, principal: Examiner, vault: Vault
) -> ReportRead:
    """Take a report up; from here on it has an examiner."""
    report = await service.examine_report(session, principal, report_id)
    return await _shown(session, report, vault, response=response)


@router.post("/{report_id}/messages", status_code=201)
async def ask_about_integrity_report(
    report_id: UUID, body: ExaminerMessage, *, session: DbSession, principal: Examiner, vault: Vault
) -> MessageRead:
    """Ask the one who made the report."""
    message = await service.ask_reporter(session, principal, report_id, text=body.text, vault=vault)
    return message_shown(message, vault)


@router.post("/{report_id}/answer")
async def answer_integrity_report(
    report_id: UUID,
    body: ReportAnswer,
    response: Response,
    *,
    session: DbSession,
    principal: Examiner,
    vault: Vault,
) -> ReportRead:
    """End the examination; whoever has the code reads the answer."""
    report = await service.answer_report(session, principal, report_id, body=body, vault=vault)
    return await _shown(session, report, vault, response=response)


async def _shown(
    session: DbSession, report: IntegrityReport, vault: IntegrityVault, *, response: Response
) -> ReportRead:
    set_etag(response, report.version)
    return shown(report, await list_messages(session, report.id), vault)
