"""The issuer's keys over real HTTP: turned, away, spoilt, and asked for by tokens that nobody signed."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from abdi.auth.verifier import TokenVerifier
from abdi.clock import FixedClock
from abdi.problems import Unauthenticated, Unavailable
from abdi.settings import ServiceSettings
from abdi.testing.issuers import LittleIssuer, little_issuer, new_key

MakeVerifier = Callable[..., TokenVerifier]
SECONDS_30 = timedelta(seconds=30)
MINUTES_10 = timedelta(minutes=10)


@pytest.fixture
async def issuer() -> AsyncIterator[LittleIssuer]:
    async with little_issuer() as running:
        yield running


@pytest.fixture
def make_verifier(
    issuer: LittleIssuer, make_settings: Callable[..., ServiceSettings], clock: FixedClock
) -> MakeVerifier:
    def make(**changes: Any) -> TokenVerifier:
        values = {"token_issuer": issuer.url, "token_keys_url": issuer.keys_url, "token_keys_file": None}
        return TokenVerifier(make_settings(**(values | changes)), clock=clock)

    return make


@pytest.fixture
def verifier(make_verifier: MakeVerifier) -> TokenVerifier:
    return make_verifier()


async def refused(verifier: TokenVerifier, token: str) -> bool:
    try:
        await verifier.verify(token)
    except Unauthenticated:
        return True
    return False


async def test_keys_are_read_once_for_many_tokens(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    for number in range(5):
        principal = await verifier.verify(issuer.token(clock, sub=f"p-{number}"))
        assert principal.subject == f"p-{number}"
    assert issuer.asked == ["/keys"]


async def test_keys_are_found_through_the_issuers_configuration(
    make_verifier: MakeVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    verifier = make_verifier(token_keys_url=None)
    await verifier.verify(issuer.token(clock))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


@pytest.mark.parametrize(
    "told", [{"issuer": "https://elsewhere.test"}, {"jwks_uri": None}, {"jwks_uri": "file:///etc/passwd"}]
)
async def test_configuration_of_somebody_else_is_not_believed(
    make_verifier: MakeVerifier, issuer: LittleIssuer, clock: FixedClock, told: dict[str, Any]
) -> None:
    issuer.configuration = told
    with pytest.raises(Unavailable):
        await make_verifier(token_keys_url=None).verify(issuer.token(clock))
    assert issuer.asked == ["/.well-known/openid-configuration"]


async def test_keys_turn_without_an_error(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    for _ in range(4):
        await verifier.verify(issuer.token(clock))
        clock.advance(SECONDS_30)
        issuer.keys = [new_key(), issuer.keys[0]]  # the new one signs at once, the old one is still shown
        await verifier.verify(issuer.token(clock))
        await verifier.verify(issuer.token(clock, key=issuer.keys[1]))


async def test_withdrawn_key_ends_with_what_it_had_signed(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    token = issuer.token(clock)
    await verifier.verify(token)
    issuer.keys = [new_key()]
    await verifier.verify(token)
    clock.advance(MINUTES_10)
    assert await refused(verifier, token)


async def test_issuer_may_be_away_for_a_day_and_no_longer(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    token = issuer.token(clock)
    await verifier.verify(token)
    issuer.status = 503
    for _ in range(47):
        clock.advance(timedelta(minutes=30))
        await verifier.verify(token)
        await verifier.verify(issuer.token(clock))
    clock.advance(timedelta(minutes=30))
    with pytest.raises(Unavailable) as away:
        await verifier.verify(token)
    assert int(away.value.headers["Retry-After"]) > 0
    issuer.status = 200
    clock.advance(SECONDS_30)
    await verifier.verify(token)


async def test_nobody_waits_for_an_issuer_that_failed_last_time(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    token = issuer.token(clock)
    await verifier.verify(token)
    issuer.status = 500
    clock.advance(MINUTES_10)
    await verifier.verify(token)
    issuer.delay = 2.0
    clock.advance(SECONDS_30)
    async with asyncio.timeout(0.5):
        await verifier.verify(token)


async def test_without_keys_it_is_our_fault_and_not_the_callers(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    issuer.status = 500
    token = issuer.token(clock)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await verifier.verify(token)
    assert len(issuer.asked) == 1
    issuer.status = 200
    clock.advance(SECONDS_30)
    await verifier.verify(token)


async def test_flood_of_unknown_keys_asks_once_in_thirty_seconds(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    await verifier.verify(issuer.token(clock))
    stranger = new_key()
    for _ in range(4):
        for second in range(30):
            clock.advance(timedelta(seconds=1))
            token = issuer.token(clock, key=stranger, header={"kid": f"{second}"})
            assert all(await asyncio.gather(*(refused(verifier, token) for _ in range(10))))
    assert len(issuer.asked) == 1 + 4


async def test_one_reading_serves_all_who_wait(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    issuer.delay = 0.1
    tokens = [issuer.token(clock) for _ in range(50)]
    await asyncio.gather(*(verifier.verify(token) for token in tokens))
    assert len(issuer.asked) == 1


async def test_caller_who_goes_away_does_not_end_the_reading(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    issuer.delay = 0.2
    impatient = asyncio.create_task(verifier.verify(issuer.token(clock)))
    await asyncio.sleep(0.05)
    patient = asyncio.create_task(verifier.verify(issuer.token(clock)))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).subject == "p-1"


MANY = [new_key().as_dict(private=False) for _ in range(33)]
SMALL = {
    "kty": "RSA",
    "kid": "small",
    "e": "AQAB",
    "n": urlsafe_b64encode(b"\xc3" * 128).decode().rstrip("="),
}
OTHERS = [{"kty": "oct", "k": "c2VjcmV0", "kid": "o"}, {"kty": "EC", "crv": "P-256", "kid": "e"}, SMALL, 7]


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"no json",
        b"[]",
        b'{"keys": 1}',
        b'{"keys": []}',
        b"[" * 60_000,
        b" " * 70_000,
        json.dumps({"keys": MANY}).encode(),
        json.dumps({"keys": OTHERS}).encode(),
    ],
    ids=[
        "empty",
        "no json",
        "no object",
        "no keys",
        "none",
        "too deep",
        "too long",
        "too many",
        "of other kinds",
    ],
)
async def test_spoilt_set_leaves_the_old_one_in_place(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock, spoilt: bytes
) -> None:
    token = issuer.token(clock)
    await verifier.verify(token)
    issuer.spoilt = spoilt
    clock.advance(MINUTES_10)
    await verifier.verify(token)
    assert len(issuer.asked) == 2


async def test_disclosed_private_key_is_trusted_no_longer(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    disclosed, sound = issuer.keys[0], new_key()
    token = issuer.token(clock)
    await verifier.verify(token)
    keys = [disclosed.as_dict(private=True), sound.as_dict(private=False)]
    for listed in (keys, keys[:1]):
        issuer.spoilt = json.dumps({"keys": listed}).encode()
        clock.advance(MINUTES_10)
        assert await refused(verifier, token)
        assert await refused(verifier, issuer.token(clock, key=sound)) == (len(listed) == 1)


async def test_redirect_is_not_followed(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    issuer.status, issuer.headers = 302, {"Location": f"{issuer.url}/elsewhere"}
    with pytest.raises(Unavailable):
        await verifier.verify(issuer.token(clock))
    assert issuer.asked == ["/keys"]


async def test_addresses_in_the_token_are_not_asked(
    verifier: TokenVerifier, issuer: LittleIssuer, clock: FixedClock
) -> None:
    forger = new_key()
    traps = {"jku": f"{issuer.url}/trap", "x5u": f"{issuer.url}/trap", "jwk": forger.as_dict(private=False)}
    for kid in (issuer.keys[0].kid, "another"):
        for name, value in traps.items():
            assert await refused(verifier, issuer.token(clock, key=forger, header={"kid": kid, name: value}))
    assert set(issuer.asked) == {"/keys"}
