"""The pre-check of a selection, and how its verification is worked through."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.i18n import Text
from abdi.problems import PreconditionFailed
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.verifications.evidence import list_handed_in
from recruitment.verifications.faults import ResultAnnounced
from recruitment.verifications.models import VerificationSetting
from recruitment.verifications.permissions import PREPARE_VERIFICATION
from recruitment.verifications.queries import (
    find_setting,
    get_selection,
    list_announcements,
    must_be_under_way,
)
from recruitment.verifications.rules import Applied, Asked, AskedDocument, as_kept, pre_check, propose
from recruitment.verifications.selection_schemas import VerificationSettingWrite

CHUNK: Final = 2_000
DEFAULT_LEASE_MINUTES: Final = 30
_START: Final = UUID(int=0)
_FACTS: Final = text("""
    SELECT a.id, a.applicant_id, a.agency, a.need, a.birth_date, a.education_level, a.education_code, a.gpa,
        a.has_disability, a.submitted_at, (a.submitted_at AT TIME ZONE :zone)::date AS applied_on,
        f.post_group, f.age_maximum, f.gpa_minimum, f.education_level AS asked_level, f.education_codes
    FROM application AS a JOIN formation AS f ON f.id = a.formation_id
    WHERE a.selection_id = :selection_id AND a.state = 'submitted' AND a.id > :after
    ORDER BY a.id LIMIT :chunk
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


@dataclass
class PreChecked:
    """What came of a pre-check."""

    selection_id: UUID
    rule_set: str
    proposals: Counter[str] = field(default_factory=Counter)

    @property
    def checked(self) -> int:
        return self.proposals.total()


async def pre_check_selection(session: AsyncSession, principal: Principal, selection_id: UUID) -> PreChecked:
    """Make or renew the case of every submitted application, in chunks; those with verdicts stay.

    Raises NotFound, SelectionNotUnderWay, ResultAnnounced, StandardMissing.
    """
    selection = await get_selection(
        session, principal, PREPARE_VERIFICATION, selection_id=selection_id, is_locked=True
    )
    must_be_under_way(selection)
    if await list_announcements(session, selection_id):
        raise ResultAnnounced
    version, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    documents = await _documents_of(session, selection_id)
    done = PreChecked(selection_id, version)
    after = _START
    while rows := await _chunk(session, selection_id, zone=selection.time_zone, after=after):
        handed_in = await list_handed_in(session, [row.id for row in rows])
        cases = [_case_of(row, documents, handed_in=handed_in, standard=standard) for row in rows]
        written = {"rows": orjson.dumps(cases, default=str).decode(), "selection_id": selection_id}
        proposals = await session.scalars(_WRITE, written | {"wanted": selection.verifiers})
        done.proposals.update(proposals.all())
        after = rows[-1].id
    record_bulk(
        session,
        "verification.pre_checked",
        {"selection_id": selection_id, "rule_set": version, "proposals": dict(done.proposals)},
    )
    return done


async def get_setting(session: AsyncSession, principal: Principal, selection_id: UUID) -> VerificationSetting:
    """How the selection is worked through; what nobody said is as it is by default. Raises NotFound."""
    await get_selection(session, principal, PREPARE_VERIFICATION, selection_id=selection_id)
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
    await get_selection(session, principal, PREPARE_VERIFICATION, selection_id=selection_id, is_locked=True)
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
