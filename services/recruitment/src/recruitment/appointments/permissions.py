"""Who may do what with appointments."""

from typing import Final

from abdi.directory import Columns
from abdi.policy import Permission, everywhere, in_agency, own
from recruitment.appointments.models import Appointment

READ_APPOINTMENT = Permission(
    name="recruitment.appointment.read",
    rules=(
        own("applicant"),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere("service"),
    ),
    implied_by=frozenset({"recruitment.appointment.conduct", "recruitment.appointment.resign"}),
)
CONDUCT_APPOINTMENT = Permission(
    name="recruitment.appointment.conduct",
    rules=(in_agency("agency_officer"), everywhere("service")),
    article="UU 30/2014 art. 42",
)
"""Inviting, proposing to BKN, and recording the NIP that BKN gave."""
FILE_APPOINTMENT = Permission(name="recruitment.appointment.file", rules=(own("applicant"),))
RESIGN_APPOINTMENT = Permission(
    name="recruitment.appointment.resign",
    rules=(own("applicant"), in_agency("agency_officer")),
)
"""Stepping back (APS): the person, or an officer who holds the person's letter."""
APPOINTMENT_COLUMNS: Final = Columns(Appointment.agency, Appointment.applicant_id)
