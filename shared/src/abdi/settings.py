"""Settings that every process has, and those of a service with a database; each has its own subclass."""

import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, JsonValue, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from abdi.clock import WIB

DEVELOPMENT_ISSUER = "https://abdi.test/dev"
APPLICANT_ISSUER: Final = "urn:abdi:applicants"
"""Issuer of the tokens that we give to people with an account of ours, who are in no registry yet."""
SECRETS_VARIABLE: Final = "SECRETS_DIR"
"""Names a folder with one file for each secret setting, as container platforms mount them."""
HOLDS_SECRET: Final[dict[str, JsonValue]] = {"holds_secret": True}
"""Marks a setting that is no secret as a whole but has a password in it."""
DEVELOPMENT_MARK: Final = "abdi:development"
"""Member of a key set whose private key lies on a developer's disk."""

Algorithm = Literal["ES256", "PS256", "EdDSA", "Ed25519", "RS256"]
"""Signatures by a key pair; a shared secret (HS256) or none at all can never be allowed."""
SAFE_ALGORITHMS: Final[tuple[Algorithm, ...]] = ("ES256", "PS256", "EdDSA", "Ed25519")


def _listed(value: object) -> object:
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


def read_secret(variable: str) -> str | None:
    """A value from the environment, else from the folder of secrets; None when neither has it."""
    given = os.environ.get(variable)
    folder = os.environ.get(SECRETS_VARIABLE)
    if given is not None or folder is None:
        return given
    file = Path(folder) / variable.lower()
    return file.read_text(encoding="utf-8").strip() if file.is_file() else None


Commas = (NoDecode, BeforeValidator(_listed))
"""Annotates a tuple that the environment gives with commas: `ES256,PS256`."""


class AppSettings(BaseSettings):
    """What a process that answers HTTP needs, with or without a database.

    Read once, in `create_app`, from the process environment (field names in capitals, no prefix), and from
    files named like the fields in the folder `SECRETS_DIR`; the environment wins. A claim is named as the
    issuer names it; where the issuer nests it, the names are joined by dots: Keycloak has its roles at
    `realm_access.roles`.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    name: str = Field(description="the service's name, set by its own class")
    env: Literal["development", "test", "production"] = Field(
        default="development", description="production refuses everything of development"
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8001, description="port to listen on")

    token_issuer: str = Field(default=DEVELOPMENT_ISSUER, description="the `iss` of access tokens, exactly")
    token_audience: str = Field(default="abdi", description="must be among the `aud`")
    token_keys_url: str | None = Field(
        default=None, description="the issuer's JWKS; found through its openid-configuration when left out"
    )
    token_keys_file: Path | None = Field(default=None, description="JWKS file, instead of asking the issuer")
    token_algorithms: Annotated[tuple[Algorithm, ...], *Commas] = Field(
        default=SAFE_ALGORITHMS, description="allowed signatures, with commas; RS256 may be added"
    )
    token_types: Annotated[tuple[str, ...], *Commas] = Field(
        default=("at+jwt",), description="accepted `typ`; add JWT for an issuer that knows no other"
    )
    token_claim_kind: str = Field(default="kind", description="claim: person, agency_system or service")
    token_claim_agency: str = Field(default="agency", description="claim: BKN code of the agency")
    token_claim_employee_id: str = Field(
        default="employee_id", description="claim: a person's id in the registry"
    )
    token_claim_roles: str = Field(default="roles", description="claim: roles that the issuer knows")
    applicant_keys: str | None = Field(
        default=None, description="public keys (JWKS) of applicants' tokens; none: no applicant enters"
    )
    body_limit: int = Field(default=1_000_000, description="largest request body, bytes")
    upload_limit: int = Field(default=200_000_000, description="largest file of an import, bytes")
    clock_shift_file: Path | None = Field(
        default=None, description="development only: a file with the seconds by which the clock is ahead"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="what is logged at least"
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The usual sources; the folder of secrets where one is named. Raises ValueError when it is none."""
        given = (*sources, *(source for name, source in named.items() if name != "file_secret_settings"))
        folder = os.environ.get(SECRETS_VARIABLE)
        if folder is None:
            return given
        if not Path(folder).is_dir():
            raise ValueError(f"{SECRETS_VARIABLE}: {folder} is no folder")
        return (*given, SecretsSettingsSource(settings_cls, secrets_dir=folder))

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
        if self.clock_shift_file is not None:
            raise ValueError("CLOCK_SHIFT_FILE is for development: production lives today")
        if self.token_issuer == DEVELOPMENT_ISSUER:
            raise ValueError("set TOKEN_ISSUER: production does not trust development's issuer")
        for name, address in (("TOKEN_ISSUER", self.token_issuer), ("TOKEN_KEYS_URL", self.token_keys_url)):
            if address is not None and not address.startswith("https://"):
                raise ValueError(f"{name} is an https address in production")


class ServiceSettings(AppSettings):
    """A service with its own database, outbox and consumers."""

    database_url: str = Field(
        description="postgresql://user:password@host:port/database of the runtime role",
        json_schema_extra=HOLDS_SECRET,
    )
    pool_size: int = Field(default=10, description="connections kept per process")
    statement_timeout_ms: int = Field(
        default=5_000, description="longest statement of a request, milliseconds"
    )
    idle_transaction_timeout_ms: int = Field(
        default=30_000,
        description="milliseconds of silence in a transaction after which the database ends the session",
    )
    longest_unit: float = Field(
        default=30.0, description="seconds after which a request or a batch of events is given up"
    )

    nats_url: str | None = Field(
        default=None,
        description="nats://user:password@host:port; none: serve without",
        json_schema_extra=HOLDS_SECRET,
    )
    nats_monitoring_url: str | None = Field(
        default=None, description="the broker's monitoring address, to ask whether it syncs; none: not asked"
    )
    run_relay: bool = Field(default=True, description="publish this database's outbox from this process")
    run_consumers: bool = Field(default=True, description="handle incoming events in this process")
    run_jobs: bool = Field(default=True, description="do long work (imports, exports) in this process")
    job_lease: float = Field(default=30.0, description="seconds after which a silent process loses its job")
    job_retention_days: int = Field(default=30, description="days for which ended jobs and files are kept")
    export_retention_hours: int = Field(default=24, description="hours for which an exported file is kept")

    cursor_key: SecretStr = Field(description="Fernet key that encrypts list cursors")
    time_zone: str = Field(
        default=WIB, description="where days begin and end: roles, delegations, ages, periods (IANA name)"
    )
