"""Verification of access tokens: signature, type, issuer, audience, times."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry
from pydantic import ValidationError

from abdi.auth.key_sets import KeySets, is_of_development
from abdi.auth.key_sources import KeySource, from_text, key_source
from abdi.clock import Clock, SystemClock
from abdi.i18n import Text
from abdi.problems import Unauthenticated, Unavailable
from abdi.settings import APPLICANT_ISSUER, AppSettings
from abdi.tokens import DevelopmentTokensRefused, Principal, principal_of

LEEWAY_SECONDS: Final = 60
LARGEST_TOKEN: Final = 8_192
_MEDIA_TYPE: Final = "application/"
_AWAY: Final = Text(
    id="Penyedia identitas sedang tidak dapat dihubungi. Coba lagi sebentar.",
    en="The identity provider cannot be reached at the moment. Try again shortly.",
)


@dataclass(frozen=True)
class _Known:
    principal: Principal
    until: float
    kid: str


@dataclass(frozen=True)
class _Trust:
    """An issuer, where its keys are, whom it may name, and how it calls what it says."""

    issuer: str
    keys: KeySource
    kinds: frozenset[str]
    claims: Mapping[str, str]


class TokenVerifier:
    """Turns a token into the principal it names, or refuses it.

    The identity provider names people, services and systems; our own issuer of applicants' tokens, where it
    is trusted, names applicants and nobody else.
    """

    def __init__(
        self, settings: AppSettings, *, clock: Clock | None = None, remembered: int = 10_000
    ) -> None:
        """Raises DevelopmentTokensRefused when production is given development's key file."""
        _refuse_development_keys(settings)
        clock = clock or SystemClock()
        self._main = _OneIssuer(settings, _identity_provider(settings), clock=clock, remembered=remembered)
        self._applicants = (
            _OneIssuer(settings, _ours(settings.applicant_keys), clock=clock, remembered=remembered)
            if settings.applicant_keys
            else None
        )

    async def verify(self, token: str) -> Principal:
        """The principal of a valid token; the issuer's keys are read first when that is due.

        Raises Unauthenticated for any other token, Unavailable while there are no keys to judge it by.
        """
        return await self._judge_of(token).verify(token)

    def verify_known(self, token: str) -> Principal | None:
        """The same without waiting; None when the keys have to be read first."""
        return self._judge_of(token).verify_known(token)

    def _judge_of(self, token: str) -> "_OneIssuer":
        if self._applicants is not None and _says_issuer(token, APPLICANT_ISSUER):
            return self._applicants
        return self._main


class _OneIssuer:
    """The tokens of one issuer.

    Verified tokens are remembered by their digest until they expire (at most `remembered`, the oldest
    forgotten first), since a signature check costs more than a small query. What is remembered ends with the
    key set that verified it.
    """

    def __init__(self, settings: AppSettings, trust: _Trust, *, clock: Clock, remembered: int) -> None:
        self._settings = settings
        self._trust = trust
        self._clock = clock
        self._remembered = remembered
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._known_by = 0
        self._keys = KeySets(trust.keys, clock=clock, allows_development=settings.env != "production")
        self._types = frozenset(name.lower() for name in settings.token_types)

    async def verify(self, token: str) -> Principal:
        principal = self.verify_known(token)
        if principal is not None:
            return principal
        await self._keys.read(self._header(token)["kid"])
        return self._judged(token, sha256(token.encode()).digest())

    def verify_known(self, token: str) -> Principal | None:
        digest = sha256(token.encode(errors="replace")).digest()
        known = self._known.get(digest)
        kid = known.kid if known else self._header(token)["kid"]
        return None if self._keys.is_due(kid) else self._judged(token, digest)

    def _judged(self, token: str, digest: bytes) -> Principal:
        if not self._keys.is_usable:
            raise Unavailable(_AWAY)
        if self._known_by != self._keys.generation:
            self._known.clear()
            self._known_by = self._keys.generation
        now = self._clock.now().timestamp()
        known = self._known.get(digest)
        if known and now < known.until:
            return known.principal
        self._known.pop(digest, None)
        kid, claims = self._verified_claims(token, int(now))
        try:
            principal = principal_of(self._in_our_words(claims))
        except ValidationError as error:
            raise Unauthenticated from error
        if principal.kind not in self._trust.kinds:
            raise Unauthenticated
        self._known[digest] = _Known(principal, float(claims["exp"]) + LEEWAY_SECONDS, kid)
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
        return principal

    def _header(self, token: str) -> dict[str, Any]:
        """The header of a token that is worth a look at the keys. Addresses of keys in it mean nothing."""
        if len(token) > LARGEST_TOKEN:
            raise Unauthenticated
        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
        except (JoseError, ValueError, RecursionError) as error:
            raise Unauthenticated from error
        kind = header.get("typ")
        is_ours = (
            isinstance(kind, str)
            and kind.lower().removeprefix(_MEDIA_TYPE) in self._types
            and header.get("alg") in self._settings.token_algorithms
            and isinstance(header.get("kid"), str)
        )
        if not is_ours:
            raise Unauthenticated
        return dict(header)

    def _verified_claims(self, token: str, now: int) -> tuple[str, dict[str, Any]]:
        header = self._header(token)
        found = self._keys.find(header["kid"])
        if found is None or header["alg"] not in found.algorithms:
            raise Unauthenticated
        try:
            claims = jwt.decode(token, found.key, algorithms=[header["alg"]]).claims
            JWTClaimsRegistry(
                now=now,
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._trust.issuer},
                aud={"essential": True, "value": self._settings.token_audience},
                sub={"essential": True},
                jti={"essential": True},
                exp={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, RecursionError) as error:
            raise Unauthenticated from error
        return header["kid"], claims

    def _in_our_words(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """The claims under the names that our own tokens use."""
        told = {ours: _claim(claims, theirs) for ours, theirs in self._trust.claims.items()}
        given = {name: claims[name] for name in ("sub", "jti", "scope") if name in claims}
        return {**given, **told, "roles": told["roles"] or ()}


def _identity_provider(settings: AppSettings) -> _Trust:
    return _Trust(
        issuer=settings.token_issuer,
        keys=key_source(settings),
        kinds=frozenset({"person", "service", "agency_system"}),
        claims={
            "kind": settings.token_claim_kind,
            "agency": settings.token_claim_agency,
            "employee_id": settings.token_claim_employee_id,
            "roles": settings.token_claim_roles,
        },
    )


def _ours(key_set: str) -> _Trust:
    names = ("kind", "agency", "employee_id", "roles")
    return _Trust(
        issuer=APPLICANT_ISSUER,
        keys=from_text(key_set),
        kinds=frozenset({"applicant"}),
        claims=dict(zip(names, names, strict=True)),
    )


def _says_issuer(token: str, issuer: str) -> bool:
    """Whether a token says that it comes from `issuer`: which keys to judge it by, and nothing more."""
    if len(token) > LARGEST_TOKEN:
        return False
    try:
        claims = json.loads(jws.extract_compact(token.encode("ascii")).payload)
    except (JoseError, ValueError, RecursionError):
        return False
    return isinstance(claims, dict) and claims.get("iss") == issuer


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this very name, else the one that the dots lead to."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _refuse_development_keys(settings: AppSettings) -> None:
    file = settings.token_keys_file
    if settings.env != "production" or file is None or not file.is_file():
        return
    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return  # it cannot be used either
    if is_of_development(document):
        raise DevelopmentTokensRefused("TOKEN_KEYS_FILE has development's keys, which production refuses")
