"""Who may see what here."""

from abdi.auth import Permission
from abdi.directory import Columns
from abdi.policy import below, everywhere, in_agency, in_unit, own
from promotion.eligibilities.models import Eligibility

READ_ELIGIBILITY = Permission(
    name="promotion.eligibility.read",
    rules=(
        own(),
        below(),
        in_unit(),
        in_agency("agency_officer"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere(),
    ),
)
"""Nobody decides here: an eligibility is what the rules say.

A committee that selects among candidates is not shown the careers of a whole agency for it.
"""

EXPORT_ELIGIBILITY = Permission(
    name="promotion.eligibility.export",
    rules=(in_agency("agency_officer"), in_agency("auditor"), in_agency("agency_system"), everywhere()),
)
"""Having the answers about an agency as a file, for a stated purpose."""

ELIGIBILITIES = Columns(Eligibility.agency, Eligibility.employee_id)
