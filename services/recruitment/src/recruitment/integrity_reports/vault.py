"""The texts of reports: each sealed for its own row; the tracking code is kept as a digest."""

import secrets
from typing import Final

from pydantic import BaseModel

from abdi.crypto import BlindIndex, FieldVault, key_of
from recruitment.settings import Settings

_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
_GROUPS: Final = 6
_SIZE: Final = 5
"""150 bits: nobody guesses a code, however many reports there are."""


class Reporter(BaseModel):
    """Who made a report by name."""

    name: str
    contact: str


class IntegrityVault:
    """Seals and opens what was reported; built once from the settings."""

    def __init__(self, settings: Settings) -> None:
        keys = [settings.nik_key, *settings.nik_old_keys]
        self.account = FieldVault("integrity_report", "account", keys=keys)
        self.answer = FieldVault("integrity_report", "answer", keys=keys)
        self.reporter = FieldVault("integrity_report", "reporter", keys=keys)
        self.message = FieldVault("integrity_message", "text", keys=keys)
        self._index = BlindIndex(key_of(settings.nik_index_key))

    def digest(self, code: str) -> bytes:
        """What finds a report by its tracking code, however it is spaced."""
        return self._index.of("integrity-report:" + "".join(c for c in code.upper() if c in _ALPHABET))


def new_code() -> str:
    """A tracking code, such as `7KQ2M-...`: shown once, to whoever made the report."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_SIZE)) for _ in range(_GROUPS))
    return "-".join(groups)
