"""The NIK as it is stored: sealed to its row, findable by a keyed digest; and as recruitment sends it."""

import base64
from uuid import UUID

from abdi.crypto import BlindIndex, FieldUnreadable, FieldVault, key_of
from personnel.settings import PersonnelSettings


class NikVault(FieldVault):
    """Seals and opens NIK; built once from the settings."""

    def __init__(self, settings: PersonnelSettings) -> None:
        super().__init__("employee", "nik", keys=[settings.nik_key, *settings.nik_old_keys])
        self._index = BlindIndex(key_of(settings.nik_index_key))
        exchanged = [settings.exchange_key, *settings.exchange_old_keys]
        self._received = FieldVault("recruitment.candidate", "nik", keys=exchanged)

    def digest(self, nik: str) -> bytes:
        """What an exact search compares."""
        return self._index.of(nik)

    def received(self, candidate_id: UUID, sealed: str) -> str:
        """The NIK in an event of recruitment (base64). Raises FieldUnreadable."""
        try:
            return self._received.open(candidate_id, base64.b64decode(sealed, validate=True))
        except ValueError as error:
            raise FieldUnreadable("not sealed for this candidate") from error
