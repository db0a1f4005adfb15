"""What recruitment publishes about appointments before there is a candidate: ids and counts only."""

from uuid import UUID

from abdi.messaging import Event


class AppointmentsOpened(
    Event, name="recruitment.appointments.opened", version=1, key="ranking_id", dataclass="internal"
):
    """Everybody with a seat was invited to file documents."""

    ranking_id: UUID
    """The published ranking that gave the seats."""
    selection_id: UUID
    """The selection."""
    count: int
    """How many were invited this time."""


class AppointmentResigned(
    Event, name="recruitment.appointment.resigned", version=1, key="appointment_id", dataclass="internal"
):
    """Somebody stepped back from a seat, or did not file in time."""

    appointment_id: UUID
    """The appointment that ended."""
    selection_id: UUID
    """The selection."""
    seat_id: UUID
    """The opening that became free."""
    has_lapsed: bool
    """True: nothing was filed in time; false: the person stepped back."""
    replaced_by: UUID | None
    """The appointment of the next in rank; null: the seat stays empty."""


class NipProposed(
    Event, name="recruitment.nip_proposal.made", version=1, key="proposal_id", dataclass="internal"
):
    """The agency proposed to BKN that these people get a NIP."""

    proposal_id: UUID
    """Id of this proposal."""
    selection_id: UUID
    """The selection."""
    count: int
    """How many people it names."""
    sha256: str
    """Digest of the lines with the appointments' ids, in order."""
