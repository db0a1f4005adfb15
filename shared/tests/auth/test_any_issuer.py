"""Issuers of other makes: their algorithms, their token types, their names for what we need to know."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from pydantic import ValidationError

from abdi.auth.verifier import TokenVerifier
from abdi.clock import FixedClock
from abdi.problems import Unauthenticated
from abdi.settings import ServiceSettings
from abdi.testing.issuers import LittleIssuer, little_issuer

EMPLOYEE = UUID("0192f4c3-5a7e-7bbb-8000-123456789012")
PRODUCTION = {"env": "production", "token_issuer": "https://id.example.go.id", "token_keys_file": None}
EDWARDS = OKPKey.generate_key("Ed25519", {"kid": "ed"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})

MakeSettings = Callable[..., ServiceSettings]
Verify = Callable[..., Any]


@pytest.fixture
async def issuer() -> AsyncIterator[LittleIssuer]:
    async with little_issuer() as running:
        yield running


@pytest.fixture
def verify(issuer: LittleIssuer, make_settings: MakeSettings, clock: FixedClock) -> Verify:
    """Judge a token with these header members and claims, under these settings."""

    async def judge(*, header: dict[str, Any] | None = None, claims: Any = (), **changes: Any) -> Any:
        values = {"token_issuer": issuer.url, "token_keys_url": issuer.keys_url, "token_keys_file": None}
        verifier = TokenVerifier(make_settings(**(values | changes)), clock=clock)
        return await verifier.verify(issuer.token(clock, header=header or {}, **dict(claims)))

    return judge


@pytest.mark.parametrize(("algorithm", "key"), [("Ed25519", EDWARDS), ("PS256", RSA)])
async def test_safe_algorithms_are_accepted(
    verify: Verify, issuer: LittleIssuer, algorithm: str, key: Key
) -> None:
    issuer.keys = [key]
    assert (await verify(header={"alg": algorithm})).subject == "p-1"


async def test_old_algorithm_of_rsa_needs_the_setting(verify: Verify, issuer: LittleIssuer) -> None:
    issuer.keys = [RSA]
    with pytest.raises(Unauthenticated):
        await verify(header={"alg": "RS256"})
    assert (await verify(header={"alg": "RS256"}, token_algorithms="RS256,ES256")).subject == "p-1"


async def test_algorithm_of_the_token_is_also_that_of_the_key(verify: Verify, issuer: LittleIssuer) -> None:
    issuer.keys = [RSAKey.import_key(RSA.as_dict(private=True), {"kid": "rsa", "alg": "RS256"})]
    allowed = "RS256,PS256"
    assert await verify(header={"alg": "RS256"}, token_algorithms=allowed)
    with pytest.raises(Unauthenticated):
        await verify(header={"alg": "PS256"}, claims={"key": RSA}, token_algorithms=allowed)


@pytest.mark.parametrize("purpose", [{"use": "enc"}, {"key_ops": ["encrypt"]}])
async def test_key_of_another_purpose_verifies_nothing(
    verify: Verify, issuer: LittleIssuer, purpose: dict[str, Any]
) -> None:
    other = ECKey.generate_key("P-256", purpose, auto_kid=True)  # type: ignore[arg-type] # any member is allowed
    issuer.keys.append(other)
    signing = ECKey.import_key(other.raw_value, {"kid": str(other.kid)})
    with pytest.raises(Unauthenticated):
        await verify(claims={"key": signing})


async def test_secret_in_the_set_verifies_nothing(verify: Verify, issuer: LittleIssuer) -> None:
    issuer.keys.append(OctKey.import_key("c" * 32, {"kid": "shared"}))
    with pytest.raises(Unauthenticated):
        await verify(claims={"key": issuer.keys[1]}, header={"alg": "HS256"})


@pytest.mark.parametrize("kind", ["at+jwt", "application/at+jwt", "AT+JWT"])
async def test_access_tokens_type_is_known_in_all_its_spellings(verify: Verify, kind: str) -> None:
    assert await verify(header={"typ": kind})


async def test_plain_type_needs_the_setting(verify: Verify) -> None:
    with pytest.raises(Unauthenticated):
        await verify(header={"typ": "JWT"})
    assert await verify(header={"typ": "JWT"}, token_types="at+jwt,JWT")


async def test_keycloak_is_understood_by_settings(verify: Verify) -> None:
    # Kind, agency and employee come from mappers of the client; roles lie where Keycloak puts them.
    claims = {
        "kind": None,
        "typ": "Bearer",
        "azp": "abdi-spa",
        "scope": "openid profile",
        "realm_access": {"roles": ["auditor", "offline_access"]},
        "https://abdi.go.id/kind": "person",
        "abdi": {"agency": "5671", "employee": str(EMPLOYEE)},
    }
    names = {
        "token_types": "at+jwt,JWT",
        "token_claim_kind": "https://abdi.go.id/kind",
        "token_claim_agency": "abdi.agency",
        "token_claim_employee_id": "abdi.employee",
        "token_claim_roles": "realm_access.roles",
    }
    principal = await verify(header={"typ": "JWT"}, claims=claims, **names)
    assert (principal.kind, principal.agency, principal.employee_id) == ("person", "5671", EMPLOYEE)
    assert principal.roles == {"auditor", "offline_access"}


async def test_agency_system_brings_its_scopes(verify: Verify) -> None:
    claims = {
        "kind": "agency_system",
        "agency": "5671",
        "scope": "personnel.employees.read performance.plan.read",
    }
    principal = await verify(claims=claims)
    assert principal.scopes == {"personnel.employees.read", "performance.plan.read"}


@pytest.mark.parametrize(
    "claims", [{"kind": None}, {"kind": "root"}, {"employee_id": "7"}, {"agency": 5671}, {"roles": "auditor"}]
)
async def test_claims_that_make_no_principal_are_refused(verify: Verify, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await verify(claims=claims)


@pytest.mark.parametrize(
    "wrong",
    [
        {"token_issuer": "https://abdi.test/dev"},
        {"token_issuer": "http://id.example.go.id"},
        {"token_keys_url": "http://id.example.go.id/keys"},
        {"token_algorithms": "HS256"},
        {"token_algorithms": "ES256,none"},
        {"token_algorithms": ""},
        {"token_keys_file": "keys.json", "token_keys_url": "https://id.example.go.id/keys"},
    ],
)
def test_unsafe_settings_stop_production(make_settings: MakeSettings, wrong: dict[str, Any]) -> None:
    make_settings(**PRODUCTION)
    with pytest.raises(ValidationError):
        make_settings(**(PRODUCTION | wrong))


def test_settings_are_read_from_the_environment(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_ALGORITHMS", "RS256, ES256")
    monkeypatch.setenv("TOKEN_TYPES", "JWT")
    settings = make_settings()
    assert (settings.token_algorithms, settings.token_types) == (("RS256", "ES256"), ("JWT",))
