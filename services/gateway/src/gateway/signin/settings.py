"""Development's issuer by setting; production has an identity provider instead."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from abdi.settings import AppSettings, Commas


class SignInSettings(AppSettings):
    """Who may ask from a browser, and development's issuer. Raises ValueError for what production refuses."""

    cors_origins: Annotated[tuple[str, ...], *Commas] = Field(
        default=(), description="origins of frontends on other hosts, exactly as the browser sends them"
    )
    dev_issuer_key_file: Path | None = Field(
        default=None, description="private key of development's issuer; none: there is no such issuer"
    )
    dev_clients_file: Path | None = Field(default=None, description="the demo's agency systems, with secrets")
    dev_people_file: Path | None = Field(default=None, description="the demo's people")

    @property
    def has_development_issuer(self) -> bool:
        """Whether this gateway signs tokens itself."""
        return self.env == "development" and self.dev_issuer_key_file is not None

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        for origin in self.cors_origins:
            self._check_origin(origin)
        given = (self.dev_issuer_key_file, self.dev_clients_file, self.dev_people_file)
        if self.env == "production" and any(file is not None for file in given):
            raise ValueError("DEV_ISSUER_KEY_FILE, DEV_CLIENTS_FILE and DEV_PEOPLE_FILE: not in production")
        return self

    def _check_origin(self, origin: str) -> None:
        if origin == "*":
            if self.env == "production":
                raise ValueError("CORS_ORIGINS: production lists its frontends, * is everybody")
            return
        parts = urlsplit(origin)
        is_whole = parts.scheme in {"http", "https"} and origin == f"{parts.scheme}://{parts.netloc}".lower()
        if not is_whole or not parts.hostname or "@" in parts.netloc or "*" in origin:
            raise ValueError(f"CORS_ORIGINS: {origin} is no origin, such as https://abdi.example.go.id")
        if self.env == "production" and parts.scheme != "https":
            raise ValueError(f"CORS_ORIGINS: {origin} is not https")
