"""Settings that every process has, and those of a service with a database; each has its own subclass."""

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from abdi.clock import WIB

DEVELOPMENT_ISSUER = "https://abdi.test/dev"
DEVELOPMENT_MARK: Final = "abdi:development"
"""Member of a key set whose private key lies on a developer's disk."""

Algorithm = Literal["ES256", "PS256", "EdDSA", "Ed25519", "RS256"]
"""Signatures by a key pair; a shared secret (HS256) or none at all can never be allowed."""
SAFE_ALGORITHMS: Final[tuple[Algorithm, ...]] = ("ES256", "PS256", "EdDSA", "Ed25519")


def _listed(value: object) -> object:
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


Commas = (NoDecode, BeforeValidator(_listed))
"""Annotates a tuple that the environment gives with commas: `ES256,PS256`."""


class AppSettings(BaseSettings):
    """What a process that answers HTTP needs, with or without a database.

    Read once, in `create_app`, from the process environment (field names in capitals, no prefix). A claim is
    named as the issuer names it; where the issuer nests it, the names are joined by dots: Keycloak has its
    roles at `realm_access.roles`.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    name: str = Field(description="the service's name, set by its own class")
    env: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = 8001

    token_issuer: str = Field(default=DEVELOPMENT_ISSUER, description="the `iss` of access tokens, exactly")
    token_audience: str = "abdi"  # noqa: S105 - an audience, no password
    token_keys_url: str | None = Field(
        default=None, description="the issuer's JWKS; found through its openid-configuration when left out"
    )
    token_keys_file: Path | None = Field(default=None, description="JWKS file, instead of asking the issuer")
    token_algorithms: Annotated[tuple[Algorithm, ...], *Commas] = SAFE_ALGORITHMS
    token_types: Annotated[tuple[str, ...], *Commas] = Field(
        default=("at+jwt",), description="accepted `typ`; add JWT for an issuer that knows no other"
    )
    token_claim_kind: str = "kind"  # noqa: S105 - a claim's name, as the three below
    token_claim_agency: str = "agency"  # noqa: S105
    token_claim_employee_id: str = "employee_id"  # noqa: S105
    token_claim_roles: str = "roles"  # noqa: S105
    body_limit: int = Field(default=1_000_000, description="largest request body, bytes")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _trusts_the_right_issuer(self) -> Self:
        if not self.token_algorithms or not self.token_types:
            raise ValueError("TOKEN_ALGORITHMS and TOKEN_TYPES name at least one each")
        if self.token_keys_url and self.token_keys_file:
            raise ValueError("give TOKEN_KEYS_URL or TOKEN_KEYS_FILE, not both")
        if self.env == "production":
            self._refuse_development()
        elif self.token_issuer == DEVELOPMENT_ISSUER and not (self.token_keys_url or self.token_keys_file):
            raise ValueError(
                "set TOKEN_KEYS_FILE or TOKEN_KEYS_URL: development's issuer has no fixed address"
            )
        return self

    def _refuse_development(self) -> None:
        if self.token_issuer == DEVELOPMENT_ISSUER:
            raise ValueError("set TOKEN_ISSUER: production does not trust development's issuer")
        for name, address in (("TOKEN_ISSUER", self.token_issuer), ("TOKEN_KEYS_URL", self.token_keys_url)):
            if address is not None and not address.startswith("https://"):
                raise ValueError(f"{name} is an https address in production")


class ServiceSettings(AppSettings):
    """A service with its own database, outbox and consumers."""

    database_url: str = Field(description="postgresql://user:password@host:port/database of the runtime role")
    pool_size: int = Field(default=10, description="connections kept per process")
    statement_timeout_ms: int = Field(
        default=5_000, description="longest statement of a request, milliseconds"
    )

    nats_url: str | None = Field(
        default=None, description="nats://user:password@host:port; none: serve without"
    )
    run_relay: bool = Field(default=True, description="publish this database's outbox from this process")
    run_consumers: bool = Field(default=True, description="handle incoming events in this process")

    cursor_key: SecretStr = Field(description="Fernet key that encrypts list cursors")
    time_zone: str = Field(
        default=WIB, description="where days begin and end: roles, delegations, ages, periods (IANA name)"
    )
