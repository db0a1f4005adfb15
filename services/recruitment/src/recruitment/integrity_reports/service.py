"""Use cases about reports: make, follow, examine, answer."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.i18n import Text
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, Problem
from recruitment.integrity_reports.models import IntegrityMessage, IntegrityReport
from recruitment.integrity_reports.permissions import EXAMINE_INTEGRITY_REPORT
from recruitment.integrity_reports.queries import (
    count_since,
    get_announced_selection,
    get_report,
    get_report_by_code,
    list_messages,
)
from recruitment.integrity_reports.rules import MOST_IN_AN_HOUR, MOST_MESSAGES, STEPS, ReportState
from recruitment.integrity_reports.schemas import ReportAnswer, ReportCreate
from recruitment.integrity_reports.vault import IntegrityVault, Reporter, new_code

_AN_HOUR = timedelta(hours=1)


class ReportNotInState(Conflict):
    """The report is in a state that does not allow this."""

    code = "integrity-report-not-in-state"
    title = Text("Status laporan tidak mengizinkan ini", "The report's state does not allow this")


class TooManyReports(Problem):
    """More reports came about a selection within an hour than anybody can read."""

    status = 429
    code = "too-many-reports"
    title = Text("Terlalu banyak laporan dalam satu jam", "Too many reports within an hour")

    def __init__(self) -> None:
        super().__init__()
        self.headers["Retry-After"] = str(int(_AN_HOUR.total_seconds()))


@dataclass(frozen=True)
class Made:
    """A report as received, with the code that its maker keeps."""

    report: IntegrityReport
    code: str


async def make_report(session: AsyncSession, body: ReportCreate, *, vault: IntegrityVault) -> Made:
    """Receive a report from anybody. Raises NotFound for an unannounced selection, TooManyReports."""
    now = context_of(session).clock.now()
    selection = await get_announced_selection(session, body.selection_id)
    code, report_id = new_code(), new_id()
    report = IntegrityReport(
        id=report_id,
        agency=selection.agency,
        selection_id=selection.id,
        kind=body.kind,
        is_protected=body.reporter is None,
        account_sealed=vault.account.seal(report_id, body.account),
        code_digest=vault.digest(code),
        received_at=now,
        state=ReportState.RECEIVED,
        state_since=now,
    )
    if body.reporter is not None:
        named = Reporter(name=body.reporter.name, contact=body.reporter.contact)
        report.reporter_sealed = vault.reporter.seal(report_id, named.model_dump_json())
    async with beyond_fence(session):
        if await count_since(session, selection.id, now - _AN_HOUR) >= MOST_IN_AN_HOUR:
            raise TooManyReports
        session.add(report)
        await session.flush()
    return Made(report, code)


async def follow_report(
    session: AsyncSession, code: str, *, vault: IntegrityVault
) -> tuple[IntegrityReport, list[IntegrityMessage]]:
    """The report with this code and what was written about it. Raises NotFound."""
    async with beyond_fence(session):
        report = await get_report_by_code(session, vault.digest(code))
        return report, list(await list_messages(session, report.id))


async def add_word(session: AsyncSession, code: str, text: str, *, vault: IntegrityVault) -> IntegrityMessage:
    """A message of whoever has the code. Raises NotFound, ReportNotInState."""
    async with beyond_fence(session):
        report = await get_report_by_code(session, vault.digest(code), is_locked=True)
        message = await _message(session, report, "reporter", text=text, vault=vault)
        await session.flush()
    return message


async def ask_reporter(
    session: AsyncSession, principal: Principal, report_id: UUID, *, text: str, vault: IntegrityVault
) -> IntegrityMessage:
    """A message of the examiner. Raises NotFound, Forbidden, ReportNotInState."""
    report = await _to_examine(session, principal, report_id)
    message = await _message(session, report, "examiner", text=text, vault=vault)
    await session.flush()
    return message


async def examine_report(session: AsyncSession, principal: Principal, report_id: UUID) -> IntegrityReport:
    """Take a report up. Raises NotFound, Forbidden, ReportNotInState."""
    report = await _to_examine(session, principal, report_id)
    _check_step(report, "examination")
    report.state, report.state_since = ReportState.EXAMINED, context_of(session).clock.now()
    report.examiner_id = principal.employee_id
    await session.flush()
    return report


async def answer_report(
    session: AsyncSession,
    principal: Principal,
    report_id: UUID,
    *,
    body: ReportAnswer,
    vault: IntegrityVault,
) -> IntegrityReport:
    """End the examination with a finding. Raises NotFound, Forbidden, ReportNotInState."""
    report = await _to_examine(session, principal, report_id)
    _check_step(report, "answer")
    report.state, report.state_since = ReportState.ANSWERED, context_of(session).clock.now()
    report.finding = body.finding
    report.answer_sealed = vault.answer.seal(report.id, body.text)
    await session.flush()
    return report


async def _to_examine(session: AsyncSession, principal: Principal, report_id: UUID) -> IntegrityReport:
    report = await get_report(session, principal, report_id, is_locked=True)
    permitted(decide(principal, EXAMINE_INTEGRITY_REPORT, Resource(report.agency)))
    return report


async def _message(
    session: AsyncSession, report: IntegrityReport, author: str, *, text: str, vault: IntegrityVault
) -> IntegrityMessage:
    _check_step(report, "message")
    if len(await list_messages(session, report.id)) >= MOST_MESSAGES:
        raise ReportNotInState(current_state=report.state, allowed=["answer"])
    message_id = new_id()
    message = IntegrityMessage(
        id=message_id,
        report_id=report.id,
        author=author,
        text_sealed=vault.message.seal(message_id, text),
        written_at=context_of(session).clock.now(),
    )
    session.add(message)
    return message


def _check_step(report: IntegrityReport, step: str) -> None:
    allowed = STEPS[ReportState(report.state)]
    if step not in allowed:
        raise ReportNotInState(current_state=report.state, allowed=sorted(allowed))
