"""Settings that every process has, and those of a service with a database; each has its own subclass."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_ISSUER = "https://abdi.test/dev"


class AppSettings(BaseSettings):
    """What a process that answers HTTP needs, with or without a database.

    Read once, in `create_app`, from the process environment (field names in capitals, no prefix).
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    name: str = Field(description="the service's name, set by its own class")
    env: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = 8001

    token_issuer: str = DEVELOPMENT_ISSUER
    token_audience: str = "abdi"  # noqa: S105 - an audience, no password
    token_keys_file: Path = Field(description="JWKS file with the issuer's public keys")
    body_limit: int = Field(default=1_000_000, description="largest request body, bytes")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


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
    time_zone: str = Field(default="Asia/Jakarta", description="civil time of rules without an agency's own")
