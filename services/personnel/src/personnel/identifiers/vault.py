"""The NIK as it is stored: sealed to its row, findable by a keyed digest, shown masked."""

import base64
from hashlib import sha256
from uuid import UUID

from pydantic import SecretStr

from abdi.crypto import BlindIndex, FieldCipher, FieldPlace, mask
from personnel.settings import PersonnelSettings


class NikVault:
    """Seals and opens NIK; built once from the settings."""

    def __init__(self, settings: PersonnelSettings) -> None:
        keys = [_key(secret) for secret in (settings.nik_key, *settings.nik_old_keys)]
        named = {sha256(key).hexdigest()[:8]: key for key in keys}
        self._cipher = FieldCipher(named, current=sha256(keys[0]).hexdigest()[:8])
        self._index = BlindIndex(_key(settings.nik_index_key))

    def seal(self, employee_id: UUID, nik: str) -> bytes:
        """The stored form of `nik` (16 digits) in the row of `employee_id`."""
        return self._cipher.encrypt(nik, _place(employee_id))

    def masked(self, employee_id: UUID, sealed: bytes) -> str:
        """The NIK with all but its last four digits hidden."""
        return mask(self._cipher.decrypt(sealed, _place(employee_id)))

    def digest(self, nik: str) -> bytes:
        """What an exact search compares."""
        return self._index.of(nik)


def _place(employee_id: UUID) -> FieldPlace:
    return FieldPlace("employee", "nik", employee_id)


def _key(secret: SecretStr) -> bytes:
    return base64.b64decode(secret.get_secret_value())
