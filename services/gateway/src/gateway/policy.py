"""Who may pass the gateway: anybody who is signed in; what they may do is decided by the service itself."""

from abdi.auth import Permission
from abdi.policy import everywhere

_EVERYBODY = (everywhere("employee"), everywhere("agency_system"), everywhere())

FORWARD = Permission(name="gateway.forward", rules=(*_EVERYBODY, everywhere("applicant")))
READ_COMPOSED = Permission(name="gateway.read_composed", rules=_EVERYBODY)
