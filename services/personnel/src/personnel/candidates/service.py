"""Use cases about candidates: register or refuse, once, whatever is delivered again."""

from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.messaging import publish
from abdi.problems import Problem
from abdi.reasons import Reason
from personnel.agencies.queries import find_agency
from personnel.appointments.rules import check_free
from personnel.appointments.service import appoint_to_position
from personnel.candidates.events import CandidateRefused, CandidateRegistered
from personnel.candidates.models import CandidateDecision
from personnel.candidates.queries import find_decision
from personnel.candidates.rules import check_agency, check_position, each_once, reasons_of
from personnel.candidates.schemas import HandedOver
from personnel.educations.service import add_education
from personnel.employees.changing import today_of
from personnel.employees.service import register_employee
from personnel.histories.rules import Span
from personnel.histories.service import span_of
from personnel.identifiers.rules import errors_of
from personnel.identifiers.vault import NikVault
from personnel.positions.holding import find_other_holder
from personnel.positions.models import Position
from personnel.ranks.service import change_rank

REGISTRY: Final = Principal(subject="service:personnel", kind="service", roles=frozenset({"service"}))
"""In whose name a candidate is registered: recruitment decided who may hand one over."""


async def take_candidate(session: AsyncSession, handed: HandedOver, *, vault: NikVault) -> None:
    """Register the candidate as an employee, or refuse with all reasons that rules give.

    Once: a candidate who is registered stays so, and a revision that was judged is not judged again. What is
    no refusal by a rule is raised.
    """
    decision = await find_decision(session, handed.candidate_id)
    if decision is not None and (decision.state == "registered" or decision.revision >= handed.revision):
        return
    placement = await _placement(session, handed)
    try:
        async with session.begin_nested():
            employee_id = await _register(session, handed, vault=vault)
    except (Problem, ValidationError) as error:
        reasons = each_once([*placement, *reasons_of(error)])
        if not reasons:
            raise
        _refuse(session, _decided(session, decision, handed), reasons)
    else:
        _accept(session, _decided(session, decision, handed), employee_id)


async def withdraw_candidate(
    session: AsyncSession, candidate_id: UUID, *, agency: str, revision: int
) -> None:
    """Note that the record was taken back; somebody who is registered already stays so."""
    decision = await find_decision(session, candidate_id)
    if decision is None:
        session.add(
            CandidateDecision(
                candidate_id=candidate_id,
                agency_code=agency,
                revision=revision,
                state="withdrawn",
                reasons=[],
            )
        )
    elif decision.state != "registered":
        decision.state, decision.revision = "withdrawn", max(revision, decision.revision)


async def _register(session: AsyncSession, handed: HandedOver, *, vault: NikVault) -> UUID:
    """The same use cases as over HTTP, one after the other; the first rank rests on the education."""
    employee = await register_employee(
        session, REGISTRY, handed.new_employee(), vault=vault, candidate_id=handed.candidate_id
    )
    person = {"employee_id": employee.id}
    await add_education(session, REGISTRY, **person, new=handed.new_education())
    await change_rank(session, REGISTRY, **person, new=handed.first_rank())
    await appoint_to_position(session, REGISTRY, **person, new=handed.first_position())
    await session.flush()
    return employee.id


def _decided(
    session: AsyncSession, decision: CandidateDecision | None, handed: HandedOver
) -> CandidateDecision:
    if decision is None:
        decision = CandidateDecision(candidate_id=handed.candidate_id, agency_code=handed.agency)
        session.add(decision)
    decision.revision, decision.reasons = handed.revision, []
    return decision


async def _placement(session: AsyncSession, handed: HandedOver) -> list[Reason]:
    """What stands against the place, to be told together with what stands against the person."""
    is_known = await find_agency(session, handed.agency) is not None
    position = await session.get(Position, handed.position_id)
    checks = [
        check_agency(handed.agency, is_known=is_known),
        check_position(handed.agency, of_agency=position.agency_code if position else None),
    ]
    if position is not None and position.agency_code == handed.agency:
        wanted = Span(handed.effective_on)
        # Whoever holds it is another: the candidate is no employee yet, and its id nobody's.
        other = await find_other_holder(session, position.id, span=wanted, by_other_than=handed.candidate_id)
        checks.append(check_free(wanted, span_of(other) if other else None))
    return errors_of(checks)


def _accept(session: AsyncSession, decision: CandidateDecision, employee_id: UUID) -> None:
    decision.state, decision.employee_id = "registered", employee_id
    decision.registered_on = today_of(session)
    publish(
        session,
        CandidateRegistered(
            agency=decision.agency_code,
            candidate_id=decision.candidate_id,
            revision=decision.revision,
            employee_id=employee_id,
            registered_on=decision.registered_on,
        ),
    )


def _refuse(session: AsyncSession, decision: CandidateDecision, reasons: list[Reason]) -> None:
    decision.state = "refused"
    decision.reasons = [reason.model_dump(mode="json") for reason in reasons]
    publish(
        session,
        CandidateRefused(
            agency=decision.agency_code,
            candidate_id=decision.candidate_id,
            revision=decision.revision,
            reasons=reasons,
        ),
    )
