"""Who may pass the gateway: anybody who is signed in; what they may do is decided by the service itself."""

from abdi.auth import Permission

FORWARD = Permission(
    name="gateway.forward",
    roles=frozenset({"employee", "agency_officer", "auditor", "service", "agency_system"}),
)
