"""Every route of the administrative selection and of objections, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import text

from abdi.clock import FixedClock, new_id
from abdi.jobs import ask_for_job
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import applicant, officer
from recruitment.applications.models import Application
from recruitment.objections.models import Objection
from recruitment.selections.models import Selection
from recruitment.verification_steps.kinds import VerificationStepKind
from recruitment.verifications.models import (
    AdministrativeAnnouncement,
    VerificationCase,
    VerificationSetting,
)

BY = officer(HOME)
_PRE_CHECK = VerificationStepKind.PRE_CHECK.job
_FAILED = text("""
    UPDATE job SET state = 'failed', finished_at = now(),
        failure = '{"code": "result-announced", "message": {"id": "Sudah", "en": "Already"}}'
    WHERE id = :id
""")
REASON = {"reason": "Ijazah ternyata terbaca"}
ANSWER = {"outcome": "rejected", "fault": "nobody", "words": "Setelah dilihat kembali tetap sesuai."}
OBJECTION = {"stage": "administrative", "ground": "system_fault", "words": "Berkas saya tidak termuat."}


@dataclass
class Stage:
    """Makes cases and objections, each in a selection of its own."""

    selecting: Callable[..., Awaitable[Selection]]
    applying: Callable[..., Awaitable[list[Application]]]
    unit: Unit
    clock: FixedClock

    async def case(self, **facts: Any) -> VerificationCase:
        """A case of a selection without a schedule."""
        selection = await self.selecting(days={})
        (application,) = await self.applying(selection)
        given = {"state": "open", "outcome": None, "decided_at": None, "reasons": []} | facts
        case = VerificationCase(
            id=new_id(),
            application_id=application.id,
            applicant_id=application.applicant_id,
            selection_id=selection.id,
            agency=HOME,
            wanted=1,
            round=1,
            proposal="eligible",
            checks=[],
            waits_since=application.submitted_at,
            **given,
        )
        async with self.unit() as session:
            session.add(case)
            session.add(
                VerificationSetting(selection_id=selection.id, may_accept_in_bulk=True, lease_minutes=30)
            )
        return case

    async def decided(self) -> VerificationCase:
        """A decided case."""
        return await self.case(state="decided", outcome="eligible", decided_at=self.clock.now())

    async def refused(self, *, days_ago: int = 1) -> Application:
        """Somebody whom the announced result refuses."""
        selection = await self.selecting(days={})
        (application,) = await self.applying(selection, state="not_eligible")
        announcement = AdministrativeAnnouncement(
            selection_id=selection.id,
            number=1,
            manifest={"counts": {"MS": 0, "TMS": 1}, "sha256": "0" * 64},
            announced_at=self.clock.now() - timedelta(days=days_ago),
        )
        async with self.unit() as session:
            session.add(announcement)
        return application

    async def step(self) -> tuple[UUID, UUID]:
        """A selection, and a pre-check of it that came to nothing."""
        selection = await self.selecting(days={})
        params = {"selection_id": str(selection.id)}
        async with self.unit() as session:
            job = await ask_for_job(session, _PRE_CHECK, BY, agency=HOME, params=params)
            await session.execute(_FAILED, {"id": job.id})
        return selection.id, job.id

    async def objection(self) -> Objection:
        """An objection that waits for its answer."""
        application = await self.refused()
        objection = Objection(
            id=new_id(),
            agency=HOME,
            selection_id=application.selection_id,
            application_id=application.id,
            applicant_id=application.applicant_id,
            state="lodged",
            requirements=[],
            lodged_at=self.clock.now(),
            needs_correction=False,
            **OBJECTION,
        )
        async with self.unit() as session:
            session.add(objection)
        return objection


async def of_cases(stage: Stage) -> list[Target]:
    """Targets about one case, or lists of them."""
    seen = await stage.case()
    verdict: dict[str, Any] = {"requirements": []}
    batched = {"items": [{"id": str((await stage.case()).id), **verdict}]}
    made = [
        Target(operation="list_verifications", by=BY, shows=str(seen.id)),
        Target(operation="get_verification", by=BY, path={"case_id": seen.id}),
        Target(operation="judge_cases", by=BY, body=batched),
        Target(operation="reopen_case", by=BY, path={"case_id": (await stage.decided()).id}, body=REASON),
    ]
    for operation, body in (("claim_case", None), ("release_case", None), ("judge_case", verdict)):
        path = {"case_id": (await stage.case()).id}
        made.append(Target(operation=operation, by=BY, path=path, body=body))
    return made


async def of_selections(stage: Stage) -> list[Target]:
    """Targets about the verification of a whole selection."""

    async def of(selection_id: UUID | None = None) -> dict[str, Any]:
        return {"by": BY, "path": {"selection_id": selection_id or (await stage.case()).selection_id}}

    setting = {"may_accept_in_bulk": False, "lease_minutes": 60}
    conflict = {"relation": "work"}
    again = await stage.refused(days_ago=10)
    return [
        Target(operation="pre_check_selection", **await of()),
        Target(operation="get_verification_setting", **await of()),
        Target(operation="change_verification_setting", body=setting, version=1, **await of()),
        Target(operation="claim_cases", body={"count": 5}, **await of()),
        Target(operation="accept_proven_cases", **await of()),
        Target(operation="declare_conflict", body=conflict, **await of()),
        Target(operation="list_conflicts", **await of()),
        Target(operation="get_verification_figures", **await of()),
        Target(operation="announce_administrative_result", **await of((await stage.decided()).selection_id)),
        Target(operation="reannounce_administrative_result", **await of(again.selection_id)),
        Target(operation="get_objection_figures", **await of()),
    ]


async def of_steps(stage: Stage) -> list[Target]:
    """Targets about the steps of a selection, and what was announced."""
    selection_id, step_id = await stage.step()
    announced = (await stage.refused()).selection_id
    return [
        Target(operation="list_verification_steps", by=BY, path={"selection_id": selection_id}),
        Target(
            operation="get_verification_step", by=BY, path={"selection_id": selection_id, "step_id": step_id}
        ),
        Target(operation="list_administrative_announcements", by=BY, path={"selection_id": announced}),
    ]


async def of_objections(stage: Stage) -> list[Target]:
    """Targets about objections."""
    refused, lodged = await stage.refused(), await stage.objection()
    answered = await stage.objection()
    batched = {"items": [{"id": str((await stage.objection()).id), **ANSWER}]}
    own: dict[str, Any] = {
        "by": applicant(refused.applicant_id),
        "path": {"application_id": refused.id},
        "employee_id": refused.applicant_id,
    }
    return [
        Target(operation="lodge_objection", body=OBJECTION, **own),
        Target(
            operation="list_own_objections",
            by=applicant(lodged.applicant_id),
            path={"application_id": lodged.application_id},
            employee_id=lodged.applicant_id,
        ),
        Target(operation="list_objections", by=BY, shows=str(lodged.id)),
        Target(operation="get_objection", by=BY, path={"objection_id": lodged.id}),
        Target(operation="answer_objection", by=BY, path={"objection_id": answered.id}, body=ANSWER),
        Target(operation="answer_objections", by=BY, body=batched),
    ]


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.verification.", "recruitment.objection.")

    @pytest.fixture
    async def targets(
        self,
        selecting: Callable[..., Awaitable[Selection]],
        applying: Callable[..., Awaitable[list[Application]]],
        unit: Unit,
        clock: FixedClock,
    ) -> Sequence[Target]:
        stage = Stage(selecting, applying, unit, clock)
        targets = [*await of_cases(stage), *await of_selections(stage)]
        return [*targets, *await of_steps(stage), *await of_objections(stage)]
