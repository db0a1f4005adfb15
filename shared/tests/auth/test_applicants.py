"""Tokens that we give to applicants: trusted where a service says so, and for applicants only."""

import json
from collections.abc import Callable

import pytest

from abdi.auth import TokenVerifier
from abdi.clock import FixedClock
from abdi.policy import Allow, Deny, Permission, Resource, decide, in_agency, own
from abdi.problems import Unauthenticated
from abdi.settings import APPLICANT_ISSUER, DEVELOPMENT_ISSUER, ServiceSettings
from abdi.testing.principals import applicant, employee, officer
from abdi.tokens import Principal, TokenIssuer, TokenSigner, new_signing_key, public_key_set

MakeSettings = Callable[..., ServiceSettings]
KEY = new_signing_key()
READ = Permission(
    name="application.read", rules=(own("applicant"), in_agency("agency_officer")), not_own=True
)
SEE = Permission(name="application.see", rules=(own("applicant"),))


@pytest.fixture
def verifier(make_settings: MakeSettings, clock: FixedClock) -> TokenVerifier:
    return TokenVerifier(make_settings(applicant_keys=public_key_set(KEY)), clock=clock)


def signer(clock: FixedClock, *, key: str = KEY, issuer: str = APPLICANT_ISSUER) -> TokenSigner:
    return TokenSigner(json.loads(key), issuer=issuer, clock=clock)


async def test_applicant_enters_where_the_key_is_trusted(verifier: TokenVerifier, clock: FixedClock) -> None:
    asked = applicant()
    seen = await verifier.verify(signer(clock).issue(asked))
    assert (seen.kind, seen.applicant_id, seen.own_id) == (
        "applicant",
        asked.applicant_id,
        asked.applicant_id,
    )
    assert seen.employee_id is None


async def test_applicant_does_not_enter_elsewhere(make_settings: MakeSettings, clock: FixedClock) -> None:
    with pytest.raises(Unauthenticated):
        await TokenVerifier(make_settings(), clock=clock).verify(signer(clock).issue(applicant()))


@pytest.mark.parametrize(
    "principal",
    [
        officer("5671"),
        employee(),
        Principal(subject="service:x", kind="service", roles=frozenset({"service"})),
    ],
    ids=["officer", "employee", "service"],
)
async def test_applicants_key_names_nobody_else(
    verifier: TokenVerifier, clock: FixedClock, principal: Principal
) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer(clock).issue(principal))


async def test_identity_provider_names_no_applicant(verifier: TokenVerifier, tokens: TokenIssuer) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(tokens.issue(applicant()))


async def test_another_key_under_our_name_is_refused(verifier: TokenVerifier, clock: FixedClock) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer(clock, key=new_signing_key()).issue(applicant()))


async def test_our_key_under_the_providers_name_is_refused(
    verifier: TokenVerifier, clock: FixedClock
) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer(clock, issuer=DEVELOPMENT_ISSUER).issue(officer("5671")))


async def test_subject_that_is_no_account_is_refused(verifier: TokenVerifier, clock: FixedClock) -> None:
    odd = Principal(subject="siti", kind="applicant")
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer(clock).issue(odd))


def test_applicant_reaches_the_own_case_and_no_other() -> None:
    me = applicant()
    assert isinstance(decide(me, SEE, Resource("5671", me.applicant_id)), Allow)
    assert isinstance(decide(me, SEE, Resource("5671", applicant().applicant_id)), Deny)
    assert isinstance(decide(me, SEE, Resource("5671", None)), Deny)


def test_own_case_is_the_own_case_for_applicants_too() -> None:
    me = applicant()
    refused = decide(me, READ, Resource("5671", me.applicant_id))
    assert isinstance(refused, Deny)
    assert refused.reason == "own_case"
