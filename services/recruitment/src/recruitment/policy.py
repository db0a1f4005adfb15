"""Who may do what with candidates."""

from typing import Final

from abdi.directory import Columns
from abdi.policy import Permission, everywhere, in_agency, own
from recruitment.candidates.models import Candidate

# As in the registry: an inspection needs no birth data, and would find there what is masked here otherwise.
FROM_AUDITORS: Final = frozenset({"birth_date", "birth_place", "nik"})

RECORD_CANDIDATE = Permission(
    name="recruitment.candidate.record",
    rules=(in_agency("agency_officer"), in_agency("committee_member"), everywhere("service")),
    not_own=True,
    article="UU 30/2014 art. 42",
)
READ_CANDIDATE = Permission(
    name="recruitment.candidate.read",
    rules=(
        own(),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor", masked=FROM_AUDITORS),
        in_agency("agency_system"),
        everywhere("service"),
    ),
)

COLUMNS = Columns(Candidate.agency, Candidate.employee_id)
"""Where a candidate says whose it is; the person is known from the registration on."""
