"""Use cases about candidates: record, correct, resubmit, withdraw, and what the registry answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import note_read, say_reason
from abdi.auth import Principal
from abdi.bulk.batch import judge_each
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.directory import resource_of, resources_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, others, permitted
from abdi.problems import AlreadyExists, Conflict, NotFound, Problem, RuleBroken
from abdi.reasons import Reason
from recruitment.candidates.events import CandidateWithdrawn
from recruitment.candidates.models import Candidate
from recruitment.candidates.queries import (
    Taken,
    get_candidate,
    get_known_candidate,
    list_candidates_to_change,
    lock_numbers,
)
from recruitment.candidates.records import appointed, columns_of, record_of
from recruitment.candidates.rules import (
    STEPS,
    CandidateState,
    Declared,
    check_days,
    check_nik,
    check_nip,
    warn_about_nik,
    without_separators,
)
from recruitment.candidates.schemas import CandidateCreate, CandidateUpdate
from recruitment.candidates.vault import CandidateVault
from recruitment.policy import RECORD_CANDIDATE


class CandidateNotInState(Conflict):
    """The candidate is in a state that does not allow this."""

    code = "candidate-not-in-state"
    title = Text("Status calon tidak mengizinkan ini", "The candidate's state does not allow this")


class AlreadyRecorded(AlreadyExists):
    """An open record of the agency has this NIP or NIK."""

    code = "already-recorded"
    title = Text("Calon sudah dicatat", "The candidate is on record already")


@dataclass(frozen=True)
class Recorded:
    """A record as handed over, with what to look at again."""

    candidate: Candidate
    warnings: list[Reason]

    @property
    def id(self) -> UUID:
        return self.candidate.id

    @property
    def version(self) -> int:
        return self.candidate.version


Outcome = Recorded | Problem


async def record_candidates(
    session: AsyncSession, principal: Principal, records: Sequence[CandidateCreate], *, vault: CandidateVault
) -> list[Outcome]:
    """Record appointed candidates and hand them over to the registry; one outcome each, in their order.

    A refused one is the problem that says why: Forbidden, RuleBroken, AlreadyRecorded. Nothing of it is
    written, and the others go on.
    """
    taken = await lock_numbers(session, [_numbers_of(record, vault) for record in records])
    today = _today(session)

    def record(wanted: CandidateCreate) -> Recorded:
        agency, nip, digest = _numbers_of(wanted, vault)
        permitted(decide(principal, RECORD_CANDIDATE, Resource(agency)))
        warnings = _check(wanted, today=today)
        _must_be_new(taken, agency, nip=nip, digest=digest)
        candidate = Candidate(
            id=new_id(), revision=1, state=CandidateState.APPOINTED, reasons=[], **columns_of(wanted)
        )
        _write_numbers(candidate, wanted, vault)
        session.add(candidate)
        taken.update({(agency, nip): candidate.id, (agency, digest): candidate.id})
        publish(session, appointed(candidate, vault))
        return Recorded(candidate, warnings)

    outcomes = judge_each(records, record)
    await session.flush()
    return outcomes


async def correct_candidate(
    session: AsyncSession,
    principal: Principal,
    *,
    candidate_id: UUID,
    update: CandidateUpdate,
    seen_version: int,
    vault: CandidateVault,
) -> Recorded:
    """Correct a refused record; it goes to the registry with its resubmission.

    Raises NotFound, Forbidden, OwnCase, PreconditionFailed, CandidateNotInState, RuleBroken, AlreadyRecorded.
    """
    candidate = await _candidate_to_change(session, principal, candidate_id, step="correction")
    check_version(candidate, seen_version)
    before = record_of(candidate, vault)
    record = CandidateCreate(**(before.model_dump() | update.changes))
    if record == before:
        # Nothing to audit as a change, yet the answer shows the record.
        note_read(session, "candidate.read", others(principal, [candidate.employee_id or candidate.id]))
    warnings = _check(record, today=_today(session))
    agency, nip, digest = _numbers_of(record, vault)
    taken = await lock_numbers(session, [(agency, nip, digest)], besides=candidate.id)
    _must_be_new(taken, agency, nip=nip, digest=digest)
    if update.reason:
        say_reason(session, update.reason)
    for name, value in columns_of(record).items():
        setattr(candidate, name, value)
    if (record.nip, record.nik) != (before.nip, before.nik):
        _write_numbers(candidate, record, vault)
    await session.flush()
    return Recorded(candidate, warnings)


async def resubmit_candidates(
    session: AsyncSession, principal: Principal, candidate_ids: Sequence[UUID], *, vault: CandidateVault
) -> list[Outcome]:
    """Hand refused records over again; one outcome each, in their order.

    A refused one is the problem that says why: NotFound, Forbidden, OwnCase, CandidateNotInState, RuleBroken.
    """
    known = await list_candidates_to_change(session, principal, candidate_ids)
    people = {one.employee_id: one.agency for one in known.values() if one.employee_id is not None}
    standing = await resources_of(session, people)
    today = _today(session)

    def resubmit(candidate_id: UUID) -> Recorded:
        candidate = known.get(candidate_id)
        if candidate is None:
            raise NotFound
        alone = Resource(candidate.agency)
        resource = alone if candidate.employee_id is None else standing[candidate.employee_id]
        _must_allow(principal, candidate, resource, step="resubmission")
        warnings = _check(record_of(candidate, vault), today=today)
        candidate.state, candidate.reasons = CandidateState.APPOINTED, []
        candidate.revision += 1
        publish(session, appointed(candidate, vault))
        return Recorded(candidate, warnings)

    outcomes = judge_each(candidate_ids, resubmit)
    await session.flush()
    return outcomes


async def withdraw_candidate(
    session: AsyncSession, principal: Principal, candidate_id: UUID, *, reason: str
) -> Candidate:
    """Take a record back before the registry has the person.

    Promised: a registry that has received this withdrawal when the record's turn comes registers nobody.
    Not promised: that `withdrawn` is final. Whom the registry took before it received this becomes
    `registered` here with its answer, and the withdrawal is no longer on the record, only in the audit.

    Raises NotFound, Forbidden, OwnCase, CandidateNotInState.
    """
    candidate = await _candidate_to_change(session, principal, candidate_id, step="withdrawal")
    say_reason(session, reason)
    candidate.state, candidate.withdrawal_reason = CandidateState.WITHDRAWN, reason
    candidate.withdrawn_on = _today(session)
    publish(
        session,
        CandidateWithdrawn(
            agency=candidate.agency,
            candidate_id=candidate.id,
            revision=candidate.revision,
            reason=reason,
            withdrawn_on=candidate.withdrawn_on,
        ),
    )
    await session.flush()
    return candidate


async def settle_registered(
    session: AsyncSession, candidate_id: UUID, *, employee_id: UUID, registered_on: date
) -> None:
    """The registry has the person: final; a withdrawal that came too late is undone. Raises NotFound."""
    candidate = await get_known_candidate(session, candidate_id)
    candidate.state, candidate.reasons = CandidateState.REGISTERED, []
    candidate.employee_id, candidate.registered_on = employee_id, registered_on
    candidate.withdrawal_reason = candidate.withdrawn_on = None


async def settle_refused(
    session: AsyncSession, candidate_id: UUID, *, revision: int, reasons: Sequence[Reason]
) -> None:
    """The registry refused this revision; its answer to an earlier one says nothing any more.

    Raises NotFound.
    """
    candidate = await get_known_candidate(session, candidate_id)
    if candidate.state == CandidateState.APPOINTED and candidate.revision == revision:
        candidate.state = CandidateState.REFUSED
        candidate.reasons = [reason.model_dump(mode="json") for reason in reasons]


async def _candidate_to_change(
    session: AsyncSession, principal: Principal, candidate_id: UUID, *, step: str
) -> Candidate:
    candidate = await get_candidate(session, principal, candidate_id, is_locked=True)
    resource = await resource_of(session, agency=candidate.agency, employee_id=candidate.employee_id)
    _must_allow(principal, candidate, resource, step=step)
    return candidate


def _must_allow(principal: Principal, candidate: Candidate, resource: Resource, *, step: str) -> None:
    permitted(decide(principal, RECORD_CANDIDATE, resource))
    allowed = STEPS[CandidateState(candidate.state)]
    if step not in allowed:
        raise CandidateNotInState(current_state=candidate.state, allowed=sorted(allowed))


def _check(record: CandidateCreate, *, today: date) -> list[Reason]:
    """What to look at again. Raises RuleBroken for a record that cannot be right."""
    declared = Declared(record.employment_type, record.birth_date, record.sex, record.effective_on)
    nik = without_separators(record.nik)
    outcomes = [
        *check_nip(without_separators(record.nip), declared),
        *check_nik(nik),
        *check_days(
            declared, graduated_on=record.education.graduated_on, decree_on=record.decree_on, today=today
        ),
    ]
    broken = [reason for reason in outcomes if not reason.passed]
    if broken:
        raise RuleBroken(reasons=broken)
    return [reason for reason in warn_about_nik(nik, declared) if not reason.passed]


def _must_be_new(taken: Taken, agency: str, *, nip: str, digest: bytes) -> None:
    known = taken.get((agency, nip)) or taken.get((agency, digest))
    if known is not None:
        raise AlreadyRecorded(candidate_id=known)


def _numbers_of(record: CandidateCreate, vault: CandidateVault) -> tuple[str, str, bytes]:
    return record.agency, without_separators(record.nip), vault.digest(without_separators(record.nik))


def _write_numbers(candidate: Candidate, record: CandidateCreate, vault: CandidateVault) -> None:
    nik = without_separators(record.nik)
    candidate.nip = without_separators(record.nip)
    candidate.nik_sealed, candidate.nik_index = vault.seal(candidate.id, nik), vault.digest(nik)


def _today(session: AsyncSession) -> date:
    return context_of(session).clock.today()
