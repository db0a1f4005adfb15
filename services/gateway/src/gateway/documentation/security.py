"""How to sign in, as the document says it: schemes, scopes, and what each operation needs."""

from typing import Any, Final

from abdi.http.documents import BEARER, BEARER_SCHEME
from gateway.documentation.merging import Document, operations_of
from gateway.signin.settings import SignInSettings

DISCOVERY: Final = "/.well-known/openid-configuration"
OPEN_ID: Final = "openIdConnect"
CLIENT: Final = "clientCredentials"
MOST_NAMED: Final = 4
OWN_PERMISSIONS: Final = "gateway."
"""Whoever is signed in has these; they are no scopes."""


def add_security(document: Document, settings: SignInSettings) -> None:
    """Describe the issuer that `settings` name; each operation keeps its permission, which is its scope."""
    scopes = _scopes(document)
    schemes = {BEARER: BEARER_SCHEME, OPEN_ID: _open_id(settings, scopes)}
    if settings.has_development_issuer:
        schemes[CLIENT] = {
            "type": "oauth2",
            "description": "An agency's system, with the secret that the demo made for it",
            "flows": {"clientCredentials": {"tokenUrl": "/dev/token", "scopes": scopes}},
        }
    document["components"]["securitySchemes"] = schemes
    for _, _, operation in operations_of(document):
        if operation.get("security"):
            needed = _needed(operation)
            operation["security"] = [{scheme: needed} for scheme in schemes]


def _open_id(settings: SignInSettings, scopes: dict[str, str]) -> dict[str, Any]:
    here = settings.has_development_issuer
    return {
        "type": "openIdConnect",
        "openIdConnectUrl": DISCOVERY if here else settings.token_issuer.rstrip("/") + DISCOVERY,
        "description": "People sign in here; so do agency systems, which ask for scopes",
        "x-scopes": scopes,
    }


def _scopes(document: Document) -> dict[str, str]:
    """Every permission with the operations that it opens."""
    opened: dict[str, list[str]] = {}
    for path, method, operation in operations_of(document):
        for permission in _needed(operation):
            named = opened.setdefault(permission, [])
            named.append(operation.get("summary") or f"{method.upper()} {path}")
    return {name: _told(named) for name, named in sorted(opened.items())}


def _told(named: list[str]) -> str:
    rest = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _needed(operation: dict[str, Any]) -> list[str]:
    named = [permission for need in operation.get("security", []) for permission in need.get(BEARER, [])]
    return [permission for permission in named if not permission.startswith(OWN_PERMISSIONS)]
