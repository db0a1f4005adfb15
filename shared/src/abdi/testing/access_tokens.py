"""Tokens that nobody may enter with, each of them as near to a good one as it can be."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from abdi.clock import FixedClock
from abdi.testing.access_targets import Target
from abdi.tokens import DevKeys, Principal, TokenIssuer, claims_of, ensure_dev_keys

DAY = timedelta(days=1)


class BadTokens:
    """Makes them; `folder` keeps the keys of others."""

    def __init__(self, keys: DevKeys, clock: FixedClock, folder: Path) -> None:
        self._kid = str(_key_in(keys)["kid"])
        self._good = TokenIssuer(keys, clock=clock)
        self._late = TokenIssuer(keys, clock=FixedClock(clock.now() - DAY))
        self._elsewhere = TokenIssuer(keys, clock=clock, audience="another-suite")
        foreign = ensure_dev_keys(folder / "foreign")
        self._foreign = TokenIssuer(foreign, clock=clock)
        self._disguised = TokenIssuer(_renamed(foreign, self._kid, folder), clock=clock)

    def of(self, target: Target) -> Iterator[tuple[str, str | None]]:
        """What is wrong with it, and the token (None: no header at all), in the name of who is entitled."""
        principal = target.by
        yield "nobody", None
        if target.is_repeated:
            return
        yield "forged signature", _forged(self._good.issue(principal))
        yield "key of another issuer", self._foreign.issue(principal)
        yield "another key under our key's name", self._disguised.issue(principal)
        yield "expired token", self._late.issue(principal)
        yield "token for another audience", self._elsewhere.issue(principal)
        yield "unsigned token", self._unsigned(principal)

    def _unsigned(self, principal: Principal) -> str:
        header = {"alg": "none", "typ": "at+jwt", "kid": self._kid}
        return f"{_encoded(header)}.{_encoded(claims_of(principal))}."


def _forged(token: str) -> str:
    head, _, signature = token.rpartition(".")
    # The first letter: the last one has bits that no signature uses.
    return f"{head}.{'B' if signature.startswith('A') else 'A'}{signature[1:]}"


def _renamed(keys: DevKeys, kid: str, folder: Path) -> DevKeys:
    disguised = folder / "disguised.json"
    disguised.write_text(json.dumps({**_key_in(keys), "kid": kid}))
    return replace(keys, private=disguised)


def _key_in(keys: DevKeys) -> dict[str, object]:
    key: dict[str, object] = json.loads(keys.private.read_text())
    return key


def _encoded(part: Mapping[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
