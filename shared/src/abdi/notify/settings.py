"""How a service's mail leaves it."""

from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from abdi.settings import ServiceSettings

_SCHEMES: Final = ("smtp", "smtps")


class NoticeSettings(ServiceSettings):
    """The settings of a service that tells people things, for its own class to derive from."""

    smtp_url: SecretStr | None = Field(
        default=None,
        description="smtps://user:password@host:465, or smtp:// with STARTTLS (in production always); "
        "none: no mail, in development to the mailbox",
    )
    mail_from: str | None = Field(
        default=None, description="sender of mails: `Abdi <no-reply@example.go.id>`; needed with SMTP_URL"
    )
    mailbox_folder: Path | None = Field(
        default=None,
        description="without SMTP_URL in development: where mails lie; none: while the process runs",
    )
    run_mail: bool = Field(default=True, description="send mails from this process")

    @model_validator(mode="after")
    def _mail_has_a_way(self) -> Self:
        if self.smtp_url is None:
            return self
        parts = urlsplit(self.smtp_url.get_secret_value())
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise ValueError("SMTP_URL is smtp://host:port or smtps://host:port, with user and password")
        if sender_of(self.mail_from) is None:
            raise ValueError("SMTP_URL needs MAIL_FROM, an address or `Name <address>`")
        return self


def sender_of(told: str | None) -> Address | None:
    """The sender in `Name <address>`; None when it is none."""
    name, address = parseaddr(told or "")
    if "@" not in address or not address.isascii():
        return None
    return Address(name, addr_spec=address)
