"""Passwords and keys of the laptop environment: made once, kept in the state folder, closed to others."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from abdi.deployment.making import new_cursor_key, new_key, new_password
from abdi.dev.processes import DevError
from abdi.tokens import new_signing_key


class Secrets:
    """The secrets of one state folder."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    @property
    def postgres_admin(self) -> str:
        """Password of PostgreSQL's administrator."""
        return self._values["postgres.admin"]

    def owner_password(self, service: str) -> str:
        """Password of the role that owns the service's tables and migrates them."""
        return self._values[f"postgres.{service}_owner"]

    def runtime_password(self, service: str) -> str:
        """Password of the role that the running service uses."""
        return self._values[f"postgres.{service}"]

    def backup_password(self, service: str) -> str:
        """Password of the role that only reads, past the fence, to make a backup."""
        return self._values[f"postgres.{service}_backup"]

    def nats_password(self, user: str) -> str:
        """Password of a NATS user: `admin` or a service's name."""
        return self._values[f"nats.{user}"]

    @property
    def nats_passwords(self) -> dict[str, str]:
        """All NATS users with their passwords."""
        prefix = "nats."
        return {n.removeprefix(prefix): value for n, value in self._values.items() if n.startswith(prefix)}

    @property
    def cursor_key(self) -> str:
        """Fernet key of list cursors."""
        return self._values["key.cursor"]

    @property
    def nik_cipher_key(self) -> str:
        """Key that encrypts NIK, base64 of 32 bytes."""
        return self._values["key.nik_cipher"]

    @property
    def nik_index_key(self) -> str:
        """Key of the blind index over NIK, base64 of 32 bytes; never the cipher's."""
        return self._values["key.nik_index"]

    @property
    def exchange_key(self) -> str:
        """Key of NIK on its way from recruitment to personnel, base64 of 32 bytes."""
        return self._values["key.exchange"]

    @property
    def candidate_cipher_key(self) -> str:
        """Key that encrypts NIK at recruitment, base64 of 32 bytes."""
        return self._values["key.candidate_cipher"]

    @property
    def applicant_signing_key(self) -> str:
        """Private key (JWK) of the tokens that recruitment gives to applicants."""
        return self._values["key.applicant_signing"]

    @property
    def publication_key(self) -> str:
        """Private key of what recruitment publishes (Ed25519), base64 of 32 bytes."""
        return self._values["key.publication"]

    @property
    def candidate_index_key(self) -> str:
        """Key of recruitment's blind index over NIK, base64 of 32 bytes."""
        return self._values["key.candidate_index"]


def _wanted(services: Sequence[str]) -> dict[str, Callable[[], str]]:
    passwords = ["postgres.admin", "nats.admin"]
    for service in services:
        roles = (f"{service}_owner", service, f"{service}_backup")
        passwords += [*(f"postgres.{role}" for role in roles), f"nats.{service}"]
    fields = ("nik_cipher", "nik_index", "candidate_cipher", "candidate_index", "exchange", "publication")
    keys = {"key.cursor": new_cursor_key, **{f"key.{field}": new_key for field in fields}}
    keys["key.applicant_signing"] = new_signing_key
    return {**dict.fromkeys(passwords, new_password), **keys}


def ensure_secrets(file: Path, services: Sequence[str]) -> Secrets:
    """The secrets in `file`, with what `services` lack made and kept. Raises DevError when unreadable."""
    try:
        values = dict(json.loads(file.read_text())) if file.exists() else {}
    except (OSError, ValueError, TypeError):
        raise DevError(f"{file} cannot be read; `make reset` clears the state and starts afresh.") from None
    missing = {name: make() for name, make in _wanted(services).items() if name not in values}
    if missing:
        values.update(missing)
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(values, indent=1))
        draft.replace(file)
    return Secrets(values)
