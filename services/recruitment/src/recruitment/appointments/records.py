"""Appointments as answers show them."""

from recruitment.appointments.queries import Chain
from recruitment.appointments.rules import STEPS, AppointmentState
from recruitment.appointments.schemas import AppointmentRead

_AROUND = frozenset(
    {
        "participant_number",
        "final_score",
        "replaced_by_id",
        "allowed",
        "candidate_state",
        "employee_id",
        "registered_on",
    }
)


def shown(chain: Chain) -> AppointmentRead:
    """An appointment with what stands before and behind it."""
    one, candidate = chain.appointment, chain.candidate
    plain = {name: getattr(one, name) for name in AppointmentRead.model_fields if name not in _AROUND}
    return AppointmentRead(
        **plain,
        participant_number=chain.participant_number,
        final_score=None if one.final_score is None else str(one.final_score),
        replaced_by_id=chain.replaced_by_id,
        allowed=sorted(STEPS[AppointmentState(one.state)]),
        candidate_state=candidate.state if candidate else None,
        employee_id=candidate.employee_id if candidate else None,
        registered_on=candidate.registered_on if candidate else None,
    )
