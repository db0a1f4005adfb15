"""Who sees the charts of a selection with every number."""

from abdi.policy import Permission, everywhere, in_agency

READ_CHART = Permission(
    name="recruitment.chart.read",
    rules=(
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere("service"),
    ),
)
PUBLISH_CHART = Permission(
    name="recruitment.chart.publish", rules=(in_agency("agency_officer"), everywhere("service"))
)
