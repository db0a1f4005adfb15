"""The NIP that BKN gave: the appointee becomes a candidate, and the registry registers the employee."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.i18n import Text
from abdi.policy import Resource, decide, permitted
from abdi.problems import NotFound, Problem, RuleBroken
from abdi.reasons import Reason
from recruitment.applicants.vault import ApplicantVault
from recruitment.appointments.models import Appointment
from recruitment.appointments.permissions import CONDUCT_APPOINTMENT
from recruitment.appointments.queries import Appointee, list_appointees
from recruitment.appointments.rules import ARTICLE, STEPS, AppointmentState
from recruitment.appointments.schemas import NipGiven
from recruitment.appointments.service import AppointmentNotInState
from recruitment.appointments.vault import FilingVault
from recruitment.candidates.schemas import CandidateCreate, Education
from recruitment.candidates.service import record_candidates
from recruitment.candidates.vault import CandidateVault


class Vaults:
    """What opens the particulars of an appointee, and seals them for the registry."""

    def __init__(self, applicants: ApplicantVault, filings: FilingVault, candidates: CandidateVault) -> None:
        self.applicants, self.filings, self.candidates = applicants, filings, candidates


async def record_nips(
    session: AsyncSession, principal: Principal, given: Sequence[NipGiven], *, vaults: Vaults
) -> list[Appointment | Problem]:
    """Record NIPs; each appointee is handed over to the registry. One outcome each, in their order.

    A refused one is the problem that says why: NotFound, Forbidden, AppointmentNotInState, RuleBroken (of the
    NIP, too), AlreadyRecorded. Nothing of it is written, and the others go on.
    """
    async with beyond_fence(session):
        known = await list_appointees(session, principal, [one.appointment_id for one in given])
    seen: set[UUID] = set()

    def prepare(one: NipGiven) -> "_Prepared":
        appointee = known.get(one.appointment_id)
        if appointee is None:
            raise NotFound
        appointment = appointee.appointment
        permitted(decide(principal, CONDUCT_APPOINTMENT, Resource(appointment.agency, None)))
        allowed = STEPS[AppointmentState(appointment.state)]
        if "nip" not in allowed or appointment.id in seen:
            raise AppointmentNotInState(current_state=appointment.state, allowed=sorted(allowed))
        seen.add(appointment.id)
        return _Prepared(appointee, _record_of(appointee, one, vaults))

    prepared = judge_each(given, prepare)
    ready = done_of(prepared)
    records = [one.record for one in ready]
    recorded = iter(await record_candidates(session, principal, records, vault=vaults.candidates))
    now = context_of(session).clock.now()
    outcomes: list[Appointment | Problem] = []
    for one in prepared:
        outcome = one if isinstance(one, Problem) else next(recorded)
        if isinstance(one, Problem) or isinstance(outcome, Problem):
            outcomes.append(outcome)  # type: ignore[arg-type] # a problem, whichever of the two it is
            continue
        appointment = one.appointee.appointment
        appointment.state, appointment.state_since = AppointmentState.APPOINTED, now
        appointment.candidate_id = outcome.id
        one.appointee.application.state, one.appointee.application.state_since = "appointed", now
        outcomes.append(appointment)
    await session.flush()
    return outcomes


class _Prepared:
    def __init__(self, appointee: Appointee, record: CandidateCreate) -> None:
        self.appointee, self.record = appointee, record
        self.id, self.version = appointee.appointment.id, appointee.appointment.version


def _record_of(appointee: Appointee, given: NipGiven, vaults: Vaults) -> CandidateCreate:
    application, appointment = appointee.application, appointee.appointment
    assert appointment.filing_sealed is not None  # noqa: S101 - who is proposed has filed
    filing = vaults.filings.open(appointment.id, appointment.filing_sealed)
    return CandidateCreate(
        agency=appointment.agency,
        nip=given.nip,
        nik=vaults.applicants.nik_of(appointee.applicant),
        name=application.name,
        front_title=filing.front_title,
        back_title=filing.back_title,
        birth_date=application.birth_date,
        birth_place=application.birth_place,
        sex=application.sex,  # type: ignore[arg-type] # the table knows two
        education=Education(
            level=application.education_level,  # type: ignore[arg-type] # a level of the formation
            program_code=application.education_code,
            institution=application.institution,
            graduated_on=application.graduated_on,
        ),
        employment_type="CPNS",
        position_id=_position(appointee, given),
        rank=given.rank,
        effective_on=given.effective_on,
        decree_number=given.decree_number,
        decree_on=given.decree_on,
        selection_reference=appointee.selection.name[:100],
        participant_number=application.participant_number,
    )


def _position(appointee: Appointee, given: NipGiven) -> UUID:
    if given.position_id is not None:
        return given.position_id
    if appointee.seats == 1:
        return appointee.formation.position_id
    raise RuleBroken(
        reasons=[
            Reason(
                rule="appointment.position_named",
                article=ARTICLE,
                passed=False,
                required={"position_id": "given"},
                found={"openings": appointee.seats},
                message=Text(
                    "Formasi ini memiliki beberapa kebutuhan; sebutkan jabatan yang diduduki.",
                    "This formation has several openings; name the position that is taken.",
                ),
                remedy=Text("Isi position_id.", "Give position_id."),
            )
        ]
    )
