"""What an access token says, and development's own issuer.

Stands apart from `abdi.auth` so that `abdi token` starts without the web framework.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final, Literal
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict

from abdi.clock import Clock, SystemClock, new_id
from abdi.settings import DEVELOPMENT_ISSUER, DEVELOPMENT_MARK

ALGORITHM: Final = "ES256"
TOKEN_TYPE: Final = "at+jwt"  # RFC 9068  # noqa: S105 - a media type
AUDIENCE: Final = "abdi"
DEFAULT_LIFETIME: Final = timedelta(hours=8)
PRIVATE_KEY_FILE: Final = "token-private-key.json"


class DevelopmentTokensRefused(RuntimeError):  # noqa: N818 - errors are named by the fact
    """Development's tokens were asked for, or would be trusted, in production."""


class Grant(BaseModel):
    """Authority that a person holds today beyond everybody's: the registry's word, not the token's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    role: str
    agency: str
    unit_id: UUID | None = None
    of: UUID | None = None
    """Whose authority it is, for somebody who stands in."""
    actions: frozenset[str] | None = None
    """The permissions it is limited to; None: all that belong to the role."""
    kind: Literal["role", "delegation", "plt", "plh"] = "role"
    purpose: str | None = None
    ends_on: date | None = None
    """The last day that belongs to it; None: no end is set."""


class Principal(BaseModel):
    """Who asks: as the verified token says, with the authority that the registry gives (`grants`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    kind: Literal["person", "service", "agency_system", "applicant"]
    agency: str | None = None
    roles: frozenset[str] = frozenset()
    """Of a person: what the directory says, once `abdi.directory` was asked."""
    employee_id: UUID | None = None
    applicant_id: UUID | None = None
    """Of somebody who applies and has an account of ours, in no registry yet."""
    token_id: str = ""
    scopes: frozenset[str] = frozenset()
    """The permissions that an agency's system was given."""
    grants: tuple[Grant, ...] = ()

    @property
    def own_id(self) -> UUID | None:
        """What names this person in what is about them; None for what is no person."""
        return self.employee_id or self.applicant_id


def claims_of(principal: Principal) -> dict[str, Any]:
    """The claims that carry `principal`; absent facts are left out."""
    claims: dict[str, Any] = {
        "sub": principal.subject,
        "kind": principal.kind,
        "roles": sorted(principal.roles),
        "jti": principal.token_id or str(new_id()),
    }
    if principal.agency is not None:
        claims["agency"] = principal.agency
    if principal.employee_id is not None:
        claims["employee_id"] = str(principal.employee_id)
    if principal.scopes:
        claims["scope"] = " ".join(sorted(principal.scopes))
    return claims


def principal_of(claims: Mapping[str, Any]) -> Principal:
    """The principal in verified `claims`. Raises pydantic.ValidationError when they do not make one."""
    # What is no person has no own record, no own case and no superior, whatever its token claims.
    kind = claims.get("kind")
    return Principal.model_validate(
        {
            "subject": claims.get("sub"),
            "kind": kind,
            "agency": claims.get("agency"),
            "roles": claims.get("roles", ()),
            "employee_id": claims.get("employee_id") if kind == "person" else None,
            "applicant_id": claims.get("sub") if kind == "applicant" else None,
            "token_id": claims.get("jti"),
            "scopes": str(claims.get("scope") or "").split(),
        }
    )


@dataclass(frozen=True)
class DevKeys:
    """Where development's key pair lies."""

    private: Path
    public: Path


def ensure_dev_keys(folder: Path) -> DevKeys:
    """Development's signing key and its public key set in `folder`, made once.

    The private key is readable by its owner only. Several processes may call this at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = DevKeys(folder / PRIVATE_KEY_FILE, folder / "token-public-keys.json")
    if not keys.private.exists():
        made = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        _write_once(keys.private, json.dumps(made.as_dict(private=True)))
    key = ECKey.import_key(json.loads(keys.private.read_text()))
    public = json.dumps(_public_keys(key))
    if not keys.public.exists() or keys.public.read_text() != public:
        keys.public.unlink(missing_ok=True)
        _write_once(keys.public, public)
    return keys


def _public_keys(key: ECKey) -> dict[str, Any]:
    return {DEVELOPMENT_MARK: True, "keys": [key.as_dict(private=False)]}


def _write_once(path: Path, content: str) -> None:
    # mkstemp makes the file 0600; the link appears whole or not at all, and only for the first writer.
    handle, name = mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content)
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def new_signing_key() -> str:
    """A private key for tokens, a JWK as JSON."""
    made = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    return json.dumps(made.as_dict(private=True))


def public_key_set(signing_key: str) -> str:
    """The key set (JWKS, JSON) with the public half of `signing_key`."""
    return json.dumps({"keys": [ECKey.import_key(json.loads(signing_key)).as_dict(private=False)]})


class TokenSigner:
    """Signs access tokens of one issuer with its private key (a JWK, P-256)."""

    def __init__(
        self, key: Mapping[str, Any], *, issuer: str, audience: str = AUDIENCE, clock: Clock | None = None
    ) -> None:
        """Raises joserfc.errors.JoseError for what is no such key."""
        self._key = ECKey.import_key(dict(key))
        self._audience = audience
        self._clock = clock or SystemClock()
        self._issuer = issuer

    def issue(self, principal: Principal, *, lifetime: timedelta = DEFAULT_LIFETIME) -> str:
        """A signed token for `principal`, valid from now for `lifetime`."""
        now = int(self._clock.now().timestamp())
        claims = claims_of(principal) | {
            "iss": self._issuer,
            "aud": self._audience,
            "iat": now,
            "nbf": now,
            "exp": now + int(lifetime.total_seconds()),
        }
        header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


class TokenIssuer(TokenSigner):
    """Signs access tokens with development's key; production has an identity provider instead."""

    def __init__(
        self,
        keys: DevKeys,
        *,
        env: str = "development",
        audience: str = AUDIENCE,
        clock: Clock | None = None,
        issuer: str = DEVELOPMENT_ISSUER,
    ) -> None:
        """Read the private key. Raises DevelopmentTokensRefused in production."""
        if "production" in (env, os.environ.get("ENV")):
            raise DevelopmentTokensRefused("development tokens are refused when ENV=production")
        key = json.loads(keys.private.read_text())
        super().__init__(key, issuer=issuer, audience=audience, clock=clock)

    def key_set(self) -> dict[str, Any]:
        """The public keys, marked as development's."""
        return _public_keys(self._key)
