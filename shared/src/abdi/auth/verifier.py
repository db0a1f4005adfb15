"""Verification of access tokens: signature, type, issuer, audience, times."""

import json
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jwt import JWTClaimsRegistry
from pydantic import ValidationError

from abdi.clock import Clock, SystemClock
from abdi.problems import Unauthenticated
from abdi.settings import DEVELOPMENT_ISSUER, AppSettings
from abdi.tokens import ALGORITHM, TOKEN_TYPE, DevelopmentTokensRefused, Principal, principal_of

LEEWAY_SECONDS: Final = 60
REREAD_AFTER: Final = timedelta(seconds=30)
LARGEST_TOKEN: Final = 8_192


class TokenVerifier:
    """Turns a token into the principal it names, or refuses it.

    Verified tokens are remembered by their digest until they expire (at most `remembered`, the oldest
    forgotten first), since a signature check costs more than a small query. The key file is read again when a
    token names an unknown key, at most every 30 seconds.
    """

    def __init__(
        self, settings: AppSettings, *, clock: Clock | None = None, remembered: int = 10_000
    ) -> None:
        """Raises DevelopmentTokensRefused when production would trust development's issuer."""
        if settings.env == "production" and settings.token_issuer == DEVELOPMENT_ISSUER:
            raise DevelopmentTokensRefused("set TOKEN_ISSUER: production does not trust development's issuer")
        self._settings = settings
        self._clock = clock or SystemClock()
        self._remembered = remembered
        self._known: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()
        self._keys: dict[str, ECKey] = {}
        self._read_at: datetime | None = None

    def verify(self, token: str) -> Principal:
        """The principal of a valid token. Raises Unauthenticated for any other."""
        digest = sha256(token.encode(errors="replace")).digest()
        now = self._clock.now().timestamp()
        known = self._known.get(digest)
        if known and now < known[1]:
            return known[0]
        self._known.pop(digest, None)
        claims = self._verified_claims(token, int(now))
        try:
            principal = principal_of(claims)
        except ValidationError as error:
            raise Unauthenticated from error
        self._known[digest] = (principal, float(claims["exp"]) + LEEWAY_SECONDS)
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
        return principal

    def _verified_claims(self, token: str, now: int) -> dict[str, Any]:
        if len(token) > LARGEST_TOKEN:
            raise Unauthenticated
        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
            key = self._key(header.get("kid"))
            if header.get("typ") != TOKEN_TYPE or header.get("alg") != ALGORITHM or key is None:
                raise Unauthenticated
            claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
            JWTClaimsRegistry(
                now=now,
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._settings.token_issuer},
                aud={"essential": True, "value": self._settings.token_audience},
                sub={"essential": True},
                jti={"essential": True},
                exp={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError) as error:
            raise Unauthenticated from error
        return claims

    def _key(self, kid: object) -> ECKey | None:
        if not isinstance(kid, str):
            return None
        if kid not in self._keys and self._may_read():
            self._read_keys()
        return self._keys.get(kid)

    def _may_read(self) -> bool:
        return self._read_at is None or self._clock.now() - self._read_at >= REREAD_AFTER

    def _read_keys(self) -> None:
        self._read_at = self._clock.now()
        try:
            listed = json.loads(self._settings.token_keys_file.read_text())["keys"]
        except (OSError, ValueError, KeyError):
            return  # the keys already known keep working while the file is being replaced
        self._keys = {
            key["kid"]: ECKey.import_key(key)
            for key in listed
            if key.get("kty") == "EC" and key.get("crv") == "P-256" and "kid" in key
        }
        self._known.clear()
