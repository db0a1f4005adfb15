import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from abdi.auth import DevelopmentTokensRefused
from abdi.auth.verifier import TokenVerifier
from abdi.clock import FixedClock, new_id
from abdi.problems import Unauthenticated
from abdi.settings import DEVELOPMENT_ISSUER, ServiceSettings
from abdi.testing.principals import officer
from abdi.tokens import DevKeys, Principal, TokenIssuer, ensure_dev_keys

MakeSettings = Callable[..., ServiceSettings]


@pytest.fixture
def verifier(make_settings: MakeSettings, clock: FixedClock) -> TokenVerifier:
    return TokenVerifier(make_settings(), clock=clock)


def good_claims(clock: FixedClock) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    return {
        "sub": "p-1",
        "kind": "person",
        "roles": ["employee"],
        "jti": "t-1",
        "iss": DEVELOPMENT_ISSUER,
        "aud": "abdi",
        "nbf": now,
        "exp": now + 600,
    }


def sign(claims: dict[str, Any], key: ECKey, **header: str) -> str:
    merged = {"alg": "ES256", "typ": "at+jwt", "kid": key.kid or "", **header}
    return jwt.encode(merged, claims, key, algorithms=["ES256"])


def key_of(keys: DevKeys) -> ECKey:
    return ECKey.import_key(json.loads(keys.private.read_text()))


async def test_issued_token_names_its_principal(verifier: TokenVerifier, tokens: TokenIssuer) -> None:
    asked = Principal(
        subject="p-7",
        kind="person",
        agency="5671",
        roles=frozenset({"employee", "agency_officer"}),
        employee_id=new_id(),
        token_id="t-7",
    )
    assert await verifier.verify(tokens.issue(asked)) == asked


async def test_token_is_valid_until_a_minute_after_its_end(
    verifier: TokenVerifier, tokens: TokenIssuer, clock: FixedClock
) -> None:
    token = tokens.issue(officer("5671"), lifetime=timedelta(minutes=5))
    clock.advance(timedelta(minutes=5, seconds=59))
    await verifier.verify(token)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_token_of_the_future_is_refused(
    verifier: TokenVerifier, tokens: TokenIssuer, clock: FixedClock
) -> None:
    token = tokens.issue(officer("5671"))
    clock.advance(timedelta(seconds=-61))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://elsewhere.test"},
        {"aud": "another"},
        {"sub": None},
        {"jti": None},
        {"exp": None},
        {"kind": "administrator"},
        {"exp": float("nan")},
    ],
)
async def test_wrong_claim_is_refused(
    verifier: TokenVerifier, token_keys: DevKeys, clock: FixedClock, change: dict[str, Any]
) -> None:
    claims = {name: value for name, value in (good_claims(clock) | change).items() if value is not None}
    with pytest.raises(Unauthenticated):
        await verifier.verify(sign(claims, key_of(token_keys)))


async def test_id_token_is_no_access_token(
    verifier: TokenVerifier, token_keys: DevKeys, clock: FixedClock
) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(sign(good_claims(clock), key_of(token_keys), typ="JWT"))


async def test_forged_signature_is_refused(
    verifier: TokenVerifier, token_keys: DevKeys, clock: FixedClock
) -> None:
    forger = ECKey.generate_key("P-256")
    with pytest.raises(Unauthenticated):
        await verifier.verify(sign(good_claims(clock), forger, kid=key_of(token_keys).kid or ""))


async def test_changed_payload_is_refused(verifier: TokenVerifier, tokens: TokenIssuer) -> None:
    header, _, signature = tokens.issue(officer("5671")).split(".")
    _, payload, _ = tokens.issue(officer("1000")).split(".")
    with pytest.raises(Unauthenticated):
        await verifier.verify(f"{header}.{payload}.{signature}")


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
async def test_other_algorithms_are_refused(
    verifier: TokenVerifier, token_keys: DevKeys, clock: FixedClock, algorithm: str
) -> None:
    keys: dict[str, OctKey | RSAKey] = {
        "none": OctKey.import_key("x"),
        "HS256": OctKey.import_key(token_keys.public.read_text()),  # the public key as the secret
        "RS256": RSAKey.generate_key(2048),
    }
    key = keys[algorithm]
    header = {"alg": algorithm, "typ": "at+jwt", "kid": key_of(token_keys).kid}
    token = jwt.encode(header, good_claims(clock), key, algorithms=[algorithm])
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


@pytest.mark.parametrize("token", ["", "x", "a.b", "a.b.c", "ä.b.c", "." * 9_000])
async def test_nonsense_is_refused(verifier: TokenVerifier, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


def test_production_refuses_developments_keys(make_settings: MakeSettings, token_keys: DevKeys) -> None:
    with pytest.raises(DevelopmentTokensRefused):
        TokenVerifier(make_settings(env="production", token_issuer="https://id.example.go.id"))


def test_production_issues_no_development_tokens(
    token_keys: DevKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DevelopmentTokensRefused):
        TokenIssuer(token_keys, env="production")
    monkeypatch.setenv("ENV", "production")
    with pytest.raises(DevelopmentTokensRefused):
        TokenIssuer(token_keys)


async def test_verified_token_is_remembered(
    make_settings: MakeSettings, tokens: TokenIssuer, clock: FixedClock
) -> None:
    verifier = TokenVerifier(make_settings(), clock=clock)
    token = tokens.issue(officer("5671"))
    assert await verifier.verify(token) is await verifier.verify(token)


async def test_memory_of_tokens_is_bounded(
    make_settings: MakeSettings, tokens: TokenIssuer, clock: FixedClock
) -> None:
    verifier = TokenVerifier(make_settings(), clock=clock, remembered=1)
    first, second = tokens.issue(officer("1")), tokens.issue(officer("2"))
    seen = await verifier.verify(first)
    await verifier.verify(second)
    assert await verifier.verify(first) == seen
    assert await verifier.verify(first) is not seen


async def test_new_key_is_found_within_thirty_seconds(
    make_settings: MakeSettings, tmp_path: Path, clock: FixedClock
) -> None:
    old, new = ensure_dev_keys(tmp_path / "old"), ensure_dev_keys(tmp_path / "new")
    file = tmp_path / "keys.json"
    file.write_text(old.public.read_text())
    verifier = TokenVerifier(make_settings(token_keys_file=file), clock=clock)
    await verifier.verify(TokenIssuer(old, clock=clock).issue(officer("5671")))
    both = [key for keys in (old, new) for key in json.loads(keys.public.read_text())["keys"]]
    file.write_text(json.dumps({"keys": both}))
    token = TokenIssuer(new, clock=clock).issue(officer("5671"))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)
    clock.advance(timedelta(seconds=30))
    await verifier.verify(token)


async def test_unreadable_key_file_keeps_the_known_keys(
    make_settings: MakeSettings, tmp_path: Path, clock: FixedClock
) -> None:
    keys = ensure_dev_keys(tmp_path)
    verifier = TokenVerifier(make_settings(token_keys_file=keys.public), clock=clock)
    issuer = TokenIssuer(keys, clock=clock)
    await verifier.verify(issuer.issue(officer("5671")))
    keys.public.write_text("{")
    clock.advance(timedelta(minutes=1))
    stranger_key = ECKey.generate_key("P-256", auto_kid=True)
    with pytest.raises(Unauthenticated):
        await verifier.verify(sign(good_claims(clock), stranger_key))
    await verifier.verify(issuer.issue(officer("5671")))
