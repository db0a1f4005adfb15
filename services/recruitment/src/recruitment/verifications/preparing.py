"""The pre-check of a selection, and how its verification is worked through."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.dates import in_words
from abdi.db.context import context_of
from abdi.faults import crash_at
from abdi.i18n import Text
from abdi.jobs import Job, JobRun, JobState
from abdi.problems import PreconditionFailed, RuleBroken
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.stages import StageCode, StageDays
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.verification_steps.asking import ask_for_step, step_job
from recruitment.verification_steps.kinds import VerificationStepKind, VerificationStepStage
from recruitment.verifications.evidence import list_handed_in
from recruitment.verifications.faults import ResultAnnounced
from recruitment.verifications.models import VerificationSetting
from recruitment.verifications.permissions import PREPARE_VERIFICATION
from recruitment.verifications.queries import (
    find_setting,
    list_announcements,
    must_be_under_way,
    schedule_of,
)
from recruitment.verifications.rules import Applied, Asked, AskedDocument, as_kept, pre_check, propose
from recruitment.verifications.selection_schemas import VerificationSettingWrite

CHUNK: Final = 2_000
DEFAULT_LEASE_MINUTES: Final = 30
_START: Final = str(UUID(int=0))
_FACTS: Final = text("""
    SELECT a.id, a.applicant_id, a.agency, a.need, a.birth_date, a.education_level, a.education_code, a.gpa,
        a.has_disability, a.submitted_at, (a.submitted_at AT TIME ZONE :zone)::date AS applied_on,
        f.post_group, f.age_maximum, f.gpa_minimum, f.education_level AS asked_level, f.education_codes
    FROM application AS a JOIN formation AS f ON f.id = a.formation_id
    WHERE a.selection_id = :selection_id AND a.state = 'submitted' AND a.id > :after
    ORDER BY a.id LIMIT :chunk
""")
_COUNT: Final = text("""
    SELECT count(*) FROM application WHERE selection_id = :selection_id AND state = 'submitted'
""")
_DOCUMENTS: Final = text("""
    SELECT code, name_id, name_en, need FROM required_document
    WHERE selection_id = :selection_id AND is_required ORDER BY code
""")
# Whom somebody judged already stays as that person saw it.
_WRITE: Final = text("""
    INSERT INTO verification_case AS known (id, application_id, applicant_id, selection_id, agency, state,
        wanted, round, proposal, checks, waits_since, reasons, version)
    SELECT id, application_id, applicant_id, :selection_id, agency, 'open', :wanted, 1, proposal, checks,
        waits_since, '[]'::jsonb, 1
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, application_id uuid, applicant_id uuid,
        agency text, proposal text, checks jsonb, waits_since timestamptz)
    ON CONFLICT (application_id) DO UPDATE SET proposal = excluded.proposal, checks = excluded.checks,
        wanted = excluded.wanted, version = known.version + 1, updated_at = now()
    WHERE known.state = 'open' AND NOT EXISTS (
        SELECT FROM verification_verdict AS v WHERE v.case_id = known.id AND v.round = known.round
    )
    RETURNING proposal
""")


async def ask_for_pre_check(session: AsyncSession, principal: Principal, selection_id: UUID) -> Job:
    """Ask for the pre-check of a selection.

    Raises NotFound, SelectionNotUnderWay, ResultAnnounced, StandardMissing, StepUnderWay, RuleBroken while
    registration is open.
    """
    selection, _, _ = await _ready(session, principal, selection_id)
    return await ask_for_step(session, principal, selection, kind=VerificationStepKind.PRE_CHECK)


async def pre_check_selection(run: JobRun, selection_id: UUID) -> None:
    """Make or renew the case of every submitted application, chunk by chunk; those with verdicts stay.

    Each chunk stays, and is looked at again only when the selection is. Raises what asking for it raises.
    """
    while await _check_chunk(run, selection_id):
        pass


PRE_CHECK_JOB: Final = step_job(VerificationStepKind.PRE_CHECK, pre_check_selection, PREPARE_VERIFICATION)


async def _check_chunk(run: JobRun, selection_id: UUID) -> bool:
    """Whether there was one; the job ends with the last."""
    async with run.unit() as session:
        selection, version, standard = await _ready(session, run.principal, selection_id, is_locked=True)
        after = UUID(run.progress.get("after", _START))
        proposals = Counter[str](run.progress.get("proposals", {}))
        rows = await _chunk(session, selection_id, zone=selection.time_zone, after=after)
        if not rows:
            told = {"selection_id": selection_id, "rule_set": version, "proposals": dict(proposals)}
            record_bulk(session, "verification.pre_checked", told)
            result = told | {"selection_id": str(selection_id), "checked": proposals.total()}
            done = run.progress.get("done", 0)
            await run.settle(session, JobState.FINISHED, done=done, rows=done, result=result)
            return False
        documents = await _documents_of(session, selection_id)
        handed_in = await list_handed_in(session, [row.id for row in rows])
        cases = [_case_of(row, documents, handed_in=handed_in, standard=standard) for row in rows]
        written = {"rows": orjson.dumps(cases, default=str).decode(), "selection_id": selection_id}
        proposals.update((await session.scalars(_WRITE, written | {"wanted": selection.verifiers})).all())
        await run.advance(
            session,
            VerificationStepStage.CHECKING,
            rows=run.progress.get("rows") or await session.scalar(_COUNT, {"selection_id": selection_id}),
            done=run.progress.get("done", 0) + len(rows),
            after=str(rows[-1].id),
            proposals=dict(proposals),
        )
    crash_at("verification_steps.after_chunk")
    return True


async def _ready(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, is_locked: bool = False
) -> tuple[Selection, str, CpnsSelection]:
    """The selection with its rules, when it may be pre-checked now."""
    selection = await get_selection_for(
        session, principal, PREPARE_VERIFICATION, selection_id=selection_id, is_locked=is_locked
    )
    must_be_under_way(selection)
    if await list_announcements(session, selection_id):
        raise ResultAnnounced
    version, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    today = context_of(session).clock.today(selection.time_zone)
    _refuse_while_registering(await schedule_of(session, selection_id), standard, today)
    return selection, version, standard


def _refuse_while_registering(
    schedule: Mapping[StageCode, StageDays], standard: CpnsSelection, today: date
) -> None:
    # Until then applications come, are taken back and would leave their cases behind.
    stage = schedule.get(StageCode.REGISTRATION)
    if stage is None or today > stage.ends_on:
        return
    opens_on, last = stage.ends_on + timedelta(days=1), in_words(stage.ends_on)
    reason = SelectionReason(
        **source("clock.pre_check", standard),
        passed=False,
        required={"from": opens_on.isoformat()},
        found=today.isoformat(),
        message=Text(
            f"Pemeriksaan awal dilakukan setelah pendaftaran berakhir pada {last.id}.",
            f"The pre-check comes after registration, which ends on {last.en}.",
        ),
        remedy=Text("Tunggu, atau ubah jadwal lebih dahulu.", "Wait, or change the schedule first."),
        turns_on=opens_on,
    )
    raise RuleBroken(reasons=[reason])


async def get_setting(session: AsyncSession, principal: Principal, selection_id: UUID) -> VerificationSetting:
    """How the selection is worked through; what nobody said is as it is by default. Raises NotFound."""
    await get_selection_for(session, principal, PREPARE_VERIFICATION, selection_id=selection_id)
    return await find_setting(session, selection_id) or default_setting(selection_id)


async def change_setting(
    session: AsyncSession,
    principal: Principal,
    selection_id: UUID,
    *,
    wanted: VerificationSettingWrite,
    seen_version: int,
) -> VerificationSetting:
    """Say how the selection is worked through. Raises NotFound, PreconditionFailed."""
    await get_selection_for(
        session, principal, PREPARE_VERIFICATION, selection_id=selection_id, is_locked=True
    )
    known = await find_setting(session, selection_id)
    version = known.version if known else 0
    if version != seen_version:
        raise PreconditionFailed(current_version=version)
    setting = known or VerificationSetting(selection_id=selection_id)
    setting.may_accept_in_bulk, setting.lease_minutes = wanted.may_accept_in_bulk, wanted.lease_minutes
    session.add(setting)
    await session.flush()
    return setting


def default_setting(selection_id: UUID) -> VerificationSetting:
    """How a selection is worked through of which nobody said it; not to be stored."""
    return VerificationSetting(
        selection_id=selection_id, version=0, may_accept_in_bulk=False, lease_minutes=DEFAULT_LEASE_MINUTES
    )


async def _documents_of(session: AsyncSession, selection_id: UUID) -> tuple[AskedDocument, ...]:
    rows = await session.execute(_DOCUMENTS, {"selection_id": selection_id})
    return tuple(AskedDocument(row.code, Text(row.name_id, row.name_en), row.need) for row in rows)


async def _chunk(session: AsyncSession, selection_id: UUID, *, zone: str, after: UUID) -> Sequence[Row[Any]]:
    asked = {"selection_id": selection_id, "zone": zone, "after": after, "chunk": CHUNK}
    return (await session.execute(_FACTS, asked)).all()


def _case_of(
    row: Row[Any],
    documents: tuple[AskedDocument, ...],
    *,
    handed_in: Mapping[UUID, frozenset[str]],
    standard: CpnsSelection,
) -> dict[str, Any]:
    asked = Asked(
        education_level=row.asked_level,
        education_codes=frozenset(row.education_codes),
        documents=documents,
        post_group=row.post_group,
        age_maximum=row.age_maximum,
        gpa_minimum=row.gpa_minimum,
    )
    applied = Applied(
        birth_date=row.birth_date,
        applied_on=row.applied_on,
        education_level=row.education_level,
        education_code=row.education_code,
        need=row.need,
        documents=handed_in.get(row.id, frozenset()),
        has_disability=row.has_disability,
        gpa=row.gpa,
    )
    checks = pre_check(applied, asked, standard)
    return {
        "id": new_id(),
        "application_id": row.id,
        "applicant_id": row.applicant_id,
        "agency": row.agency,
        "proposal": propose(checks).value,
        "checks": as_kept(checks),
        "waits_since": row.submitted_at,
    }
