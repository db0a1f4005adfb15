"""The issuer's public keys: read when due, seldom enough, trusted for a day while the issuer is away."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from abdi.auth.key_sources import KeySetNotRead, KeySource
from abdi.clock import Clock
from abdi.observability import get_logger
from abdi.settings import DEVELOPMENT_MARK

log = get_logger(__name__)

FRESH_FOR = timedelta(minutes=10)
TRUSTED_FOR: Final = timedelta(hours=24)
BETWEEN_READS: Final = timedelta(seconds=30)
MOST_KEYS: Final = 32
SMALLEST_RSA_MODULUS: Final = 342  # base64 digits of 2,048 bits
PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})  # RFC 7518, 6.2.2 and 6.3.2

_ALGORITHMS: Final[dict[tuple[str, str | None], frozenset[str]]] = {
    ("EC", "P-256"): frozenset({"ES256"}),
    ("OKP", "Ed25519"): frozenset({"EdDSA", "Ed25519"}),
    ("RSA", None): frozenset({"RS256", "PS256"}),
}
_KINDS: Final[dict[str, type[ECKey | OKPKey | RSAKey]]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}


@dataclass(frozen=True)
class VerifyingKey:
    """A public key and the algorithms that may be verified with it."""

    key: Key
    algorithms: frozenset[str]


class KeySets:
    """The keys of one issuer.

    A read replaces the whole set, so that a withdrawn key is forgotten after `FRESH_FOR` at the latest. What
    is wrong with a new set (too large, no JSON, no usable key) leaves the old one in place. Reads are at
    least `BETWEEN_READS` apart, and never two at once, whatever tokens claim about their key.
    """

    def __init__(self, source: KeySource, *, clock: Clock, allows_development: bool) -> None:
        self._source = source
        self._clock = clock
        self._allows_development = allows_development
        self._keys: dict[str, VerifyingKey] = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._has_failed = False
        self._reading: asyncio.Task[None] | None = None
        self.generation = 0
        """Counts the reads that changed something."""

    @property
    def is_usable(self) -> bool:
        """Whether there is a set, and not one that is too old to be trusted."""
        return self._is_younger_than(TRUSTED_FOR)

    def find(self, kid: str) -> VerifyingKey | None:
        """The key of this name, as far as it is known now."""
        return self._keys.get(kid)

    def is_due(self, kid: str) -> bool:
        """Whether the set should be read (again) before a token of this key is judged."""
        is_settled = self._is_younger_than(FRESH_FOR) and kid in self._keys
        return not is_settled and (self._reading is not None or self._may_read())

    async def read(self, kid: str) -> None:
        """Read the set if that is due; one reading serves everybody who waits.

        Nobody waits for an issuer that failed last time, if the key is known from before.
        """
        if self._reading is None and self._may_read():
            self._tried_at = self._clock.now()
            self._reading = asyncio.create_task(self._read(), name="token keys")
        if self._reading is not None and not (self._has_failed and self.is_usable and kid in self._keys):
            await asyncio.shield(self._reading)

    async def _read(self) -> None:
        try:
            keys = dict(_usable(await self._source(), allows_development=self._allows_development))
        except KeySetNotRead as error:
            self._has_failed = True
            log.warning("token_keys.not_read", reason=str(error), is_usable=self.is_usable)
        else:
            self._has_failed = False
            self._read_at = self._clock.now()
            if {name: one.key.thumbprint() for name, one in keys.items()} != self._thumbprints():
                self.generation += 1
                log.info("token_keys.changed", count=len(keys))
            self._keys = keys
        finally:
            self._reading = None

    def _thumbprints(self) -> dict[str, str]:
        return {name: one.key.thumbprint() for name, one in self._keys.items()}

    def _may_read(self) -> bool:
        return self._tried_at is None or self._clock.now() - self._tried_at >= BETWEEN_READS

    def _is_younger_than(self, age: timedelta) -> bool:
        return self._read_at is not None and self._clock.now() - self._read_at < age


def is_of_development(document: Any) -> bool:
    """Whether a key set says that it is development's."""
    return isinstance(document, dict) and bool(document.get(DEVELOPMENT_MARK))


def _usable(document: Any, *, allows_development: bool) -> Iterator[tuple[str, VerifyingKey]]:
    """The signing keys of a set by name. Raises KeySetNotRead when it cannot be trusted as a whole."""
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise KeySetNotRead("the document is no key set")
    if len(listed) > MOST_KEYS:
        raise KeySetNotRead(f"the set has more than {MOST_KEYS} keys")
    if is_of_development(document) and not allows_development:
        raise KeySetNotRead("development's keys are refused in production")
    published = [jwk for jwk in listed if not _is_private(jwk)]
    if len(published) < len(listed):
        log.error("token_keys.private_key_published", count=len(listed) - len(published))
    found = {name: key for jwk in published if (named := _verifying(jwk)) for name, key in [named]}
    # A set of nothing but disclosed keys replaces the old one, which would trust the same keys for a day.
    if not found and len(published) == len(listed):
        raise KeySetNotRead("the set has no key that we could use")
    yield from found.items()


def _is_private(jwk: Any) -> bool:
    """Whether a key's secret half is in it: anybody may have signed with it since."""
    return isinstance(jwk, dict) and not PRIVATE_MEMBERS.isdisjoint(jwk)


def _verifying(jwk: Any) -> tuple[str, VerifyingKey] | None:
    """Name and key; None for a key of another purpose, another kind, or broken."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or not _is_for_signatures(jwk):
        return None
    kind, curve = jwk.get("kty"), jwk.get("crv")
    algorithms = _ALGORITHMS.get((str(kind), curve if isinstance(curve, str) else None), frozenset())
    if "alg" in jwk:
        algorithms &= {jwk["alg"]} if isinstance(jwk["alg"], str) else frozenset()
    if not algorithms or (kind == "RSA" and len(str(jwk.get("n"))) < SMALLEST_RSA_MODULUS):
        return None
    try:
        key = _KINDS[str(kind)].import_key({name: value for name, value in jwk.items() if name != "key_ops"})
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return jwk["kid"], VerifyingKey(key, algorithms)


def _is_for_signatures(jwk: Mapping[str, Any]) -> bool:
    operations = jwk.get("key_ops", ["verify"])
    return jwk.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations
