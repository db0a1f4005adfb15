"""Who erases, and who sees what is kept."""

from abdi.policy import Permission, everywhere, in_agency

READ_RETENTION = Permission(
    name="recruitment.retention.read",
    rules=(
        in_agency("agency_officer"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        everywhere("service"),
    ),
    implied_by=frozenset({"recruitment.retention.erase"}),
)
ERASE_APPLICANTS = Permission(
    name="recruitment.retention.erase",
    rules=(in_agency("decision_maker"), everywhere("service")),
    article="UU 27/2022 art. 43, 44",
)
"""Erasing cannot be taken back: whoever decides on appointments decides on this."""
