"""`deploy/keycloak/realm.json`: the issuer's realm, with the permissions of the code as its scopes."""

import json
from pathlib import Path
from typing import Any, Final

from abdi.dev.state import CHECKOUT
from abdi.settings import AppSettings

ACCESS: Final = CHECKOUT / "docs" / "access.json"
SYSTEM: Final = "agency_system"
TOKEN_SECONDS: Final = 600
_CLAIMS: Final = ("agency", "employee_id")
_RFC_9068: Final = {"access.token.header.type.rfc9068": "true"}


def scopes(access: Path = ACCESS) -> list[str]:
    """The permissions that an agency's system may be given."""
    services = json.loads(access.read_text(encoding="utf-8"))["services"].values()
    rows = [row for service in services for row in (*service["routes"], *service["asked_inside"])]
    return sorted({row["permission"] for row in rows if row["permission"] and row["decisions"][SYSTEM]})


def realm() -> dict[str, Any]:
    """The realm as Keycloak imports it; `${...}` is filled in from its environment."""
    names = scopes()
    return {
        "realm": "asn",
        "enabled": True,
        "sslRequired": "external",
        "registrationAllowed": False,
        "resetPasswordAllowed": True,
        "editUsernameAllowed": False,
        "bruteForceProtected": True,
        "defaultSignatureAlgorithm": "ES256",
        "accessTokenLifespan": TOKEN_SECONDS,
        "revokeRefreshToken": True,
        "refreshTokenMaxReuse": 0,
        "ssoSessionIdleTimeout": 1800,
        "ssoSessionMaxLifespan": 28800,
        "components": {"org.keycloak.userprofile.UserProfileProvider": [_profile()]},
        "clientScopes": [_scope(name) for name in names],
        "clients": [_frontend(), _agency(names)],
    }


def realm_file() -> str:
    """The text of the file."""
    return json.dumps(realm(), indent=2) + "\n"


def _profile() -> dict[str, Any]:
    # Only administrators set them: a person who could would choose whose data to see.
    closed = {"view": ["admin", "user"], "edit": ["admin"]}
    own = {"view": ["admin", "user"], "edit": ["admin", "user"]}
    attributes = [
        {"name": "username", "permissions": own},
        {"name": "email", "permissions": own, "validations": {"email": {}}},
        *({"name": name, "permissions": closed, "multivalued": False} for name in _CLAIMS),
    ]
    return {
        "providerId": "declarative-user-profile",
        "config": {"kc.user.profile.config": [json.dumps({"attributes": attributes})]},
    }


def _scope(name: str) -> dict[str, Any]:
    shown = {"include.in.token.scope": "true", "display.on.consent.screen": "false"}
    return {"name": name, "protocol": "openid-connect", "attributes": shown}


def _frontend() -> dict[str, Any]:
    return {
        "clientId": "abdi-web",
        "description": "The frontend: authorization code with PKCE; it keeps no secret.",
        "enabled": True,
        "publicClient": True,
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "redirectUris": ["${WEB_ORIGIN}/callback"],
        "webOrigins": ["${WEB_ORIGIN}"],
        "attributes": {**_RFC_9068, "pkce.code.challenge.method": "S256", "post.logout.redirect.uris": "+"},
        "protocolMappers": [_audience(), _fixed("kind", "person"), *(_attribute(name) for name in _CLAIMS)],
        "defaultClientScopes": ["basic"],
        "optionalClientScopes": [],
    }


def _agency(names: list[str]) -> dict[str, Any]:
    return {
        "clientId": "agency-0000",
        "description": "A pattern: copy it for each agency, with its code and the address of its keys.",
        "enabled": False,
        "publicClient": False,
        "clientAuthenticatorType": "client-jwt",
        "standardFlowEnabled": False,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": True,
        "fullScopeAllowed": False,
        "attributes": {
            **_RFC_9068,
            "use.jwks.url": "true",
            "jwks.url": "https://agency.example/keys",
            "token.endpoint.auth.signing.alg": "ES256",
        },
        "protocolMappers": [_audience(), _fixed("kind", SYSTEM), _fixed("agency", "0000")],
        "defaultClientScopes": ["basic"],
        "optionalClientScopes": names,
    }


def _audience() -> dict[str, Any]:
    audience = AppSettings.model_fields["token_audience"].default
    config = {"included.custom.audience": audience, "access.token.claim": "true", "id.token.claim": "false"}
    return _mapper("audience", "oidc-audience-mapper", config)


def _fixed(claim: str, value: str) -> dict[str, Any]:
    return _mapper(claim, "oidc-hardcoded-claim-mapper", {**_claim(claim), "claim.value": value})


def _attribute(name: str) -> dict[str, Any]:
    return _mapper(name, "oidc-usermodel-attribute-mapper", {**_claim(name), "user.attribute": name})


def _claim(name: str) -> dict[str, str]:
    shown = {"access.token.claim": "true", "id.token.claim": "false", "userinfo.token.claim": "false"}
    return {**shown, "claim.name": name, "jsonType.label": "String"}


def _mapper(name: str, kind: str, config: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": config}
