"""Every route of reports of a suspicion, called by everybody but the agency's auditors."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

import pytest
from fastapi import FastAPI

from abdi.clock import FixedClock, new_id
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import auditor
from recruitment.integrity_reports.models import IntegrityReport

Reported = Callable[..., Awaitable[UUID]]
BY = auditor(HOME)


@pytest.fixture
def reported(app: FastAPI, unit: Unit, announced: dict[str, Any], clock: FixedClock) -> Reported:
    """A report about the announced selection, in the state given."""

    async def make(state: str) -> UUID:
        report = IntegrityReport(
            id=new_id(),
            agency=HOME,
            selection_id=UUID(announced["id"]),
            kind="leaked_items",
            is_protected=True,
            received_at=clock.now(),
            state=state,
            state_since=clock.now(),
            examiner_id=None if state == "received" else BY.employee_id,
        )
        report.account_sealed = app.state.integrity_vault.account.seal(report.id, "Soal beredar.")
        report.code_digest = app.state.integrity_vault.digest(str(report.id))
        async with unit() as session:
            session.add(report)
        return report.id

    return make


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.integrity_report.",)

    @pytest.fixture
    async def targets(self, reported: Reported) -> Sequence[Target]:
        async def about(operation: str, state: str = "received", **facts: Any) -> Target:
            return Target(operation=operation, path={"report_id": await reported(state)}, by=BY, **facts)

        seen = await about("get_integrity_report")
        answer = {"finding": "unsubstantiated", "text": "Tidak terbukti."}
        return [
            seen,
            Target(operation="list_integrity_reports", by=BY, shows=str(seen.path["report_id"])),
            await about("examine_integrity_report"),
            await about("ask_about_integrity_report", "examined", body={"text": "Kapan?"}),
            await about("answer_integrity_report", "examined", body=answer),
        ]
