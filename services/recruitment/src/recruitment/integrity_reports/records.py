"""Reports and messages as answers show them."""

from collections.abc import Iterable
from typing import Any

from recruitment.integrity_reports.models import IntegrityMessage, IntegrityReport
from recruitment.integrity_reports.rules import STEPS, ReportState
from recruitment.integrity_reports.schemas import (
    MessageRead,
    ReporterRead,
    ReportListed,
    ReportRead,
    ReportTracked,
)
from recruitment.integrity_reports.vault import IntegrityVault


def listed(report: IntegrityReport) -> ReportListed:
    """A report without its texts."""
    return ReportListed(**_plain(report))


def shown(report: IntegrityReport, messages: Iterable[IntegrityMessage], vault: IntegrityVault) -> ReportRead:
    """A report as its examiner reads it."""
    sealed = report.reporter_sealed
    reporter = (
        ReporterRead.model_validate_json(vault.reporter.open(report.id, sealed))
        if sealed is not None
        else None
    )
    return ReportRead(
        **_plain(report),
        account=vault.account.open(report.id, report.account_sealed),
        reporter=reporter,
        answer=_answer(report, vault),
        messages=[message_shown(one, vault) for one in messages],
    )


def tracked(
    report: IntegrityReport, messages: Iterable[IntegrityMessage], vault: IntegrityVault
) -> ReportTracked:
    """A report as the one who made it follows it."""
    return ReportTracked(
        state=ReportState(report.state),
        state_since=report.state_since,
        finding=report.finding,
        answer=_answer(report, vault),
        messages=[message_shown(one, vault) for one in messages],
    )


def message_shown(message: IntegrityMessage, vault: IntegrityVault) -> MessageRead:
    """One message, opened."""
    return MessageRead(
        author=message.author,
        text=vault.message.open(message.id, message.text_sealed),
        written_at=message.written_at,
    )


def _answer(report: IntegrityReport, vault: IntegrityVault) -> str | None:
    sealed = report.answer_sealed
    return vault.answer.open(report.id, sealed) if sealed is not None else None


def _plain(report: IntegrityReport) -> dict[str, Any]:
    plain = {name: getattr(report, name) for name in ReportListed.model_fields if name != "allowed"}
    return plain | {"allowed": sorted(STEPS[ReportState(report.state)])}
