"""Protection of single fields: encryption, blind index for exact look-up, masking."""

import base64
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
MASK: Final = "*"


class FieldUnreadable(ValueError):  # noqa: N818 - errors are named by the fact
    """A stored field was not encrypted by a known key for this very place."""


@dataclass(frozen=True)
class FieldPlace:
    """Where a field is stored; ciphertext moved to another row, column or table does not open."""

    table: str
    column: str
    row_id: object

    def bound(self) -> bytes:
        """The authenticated data of this place."""
        return f"{self.table}\x1f{self.column}\x1f{self.row_id}".encode()


class FieldCipher:
    """AES-256-GCM over one field; new values take the `current` key, old keys still open old values.

    Stored form: length of the key id (one byte), key id, nonce (12 bytes), ciphertext with tag.
    """

    def __init__(self, keys: Mapping[str, bytes], *, current: str) -> None:
        """Raises ValueError for a key that is not 32 bytes, or a `current` that is not among the keys."""
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("the cipher needs 32-byte keys, the current one among them")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current

    def encrypt(self, plain: str, place: FieldPlace) -> bytes:
        """`plain` for storage at `place`."""
        key_id = self._current.encode()
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), key_id + place.bound())
        return bytes([len(key_id)]) + key_id + nonce + sealed

    def decrypt(self, stored: bytes, place: FieldPlace) -> str:
        """The text stored at `place`. Raises FieldUnreadable."""
        key_id = stored[1 : 1 + stored[0]] if stored else b""
        cipher = self._ciphers.get(key_id.decode(errors="replace"))
        if cipher is None:
            raise FieldUnreadable("unknown key")
        start = 1 + len(key_id)
        nonce, sealed = stored[start : start + NONCE_BYTES], stored[start + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, key_id + place.bound()).decode()
        except (InvalidTag, ValueError) as error:
            raise FieldUnreadable("not encrypted for this place") from error

    def needs_rotation(self, stored: bytes) -> bool:
        """Whether `stored` was encrypted by another key than the current one."""
        return stored[1 : 1 + stored[0]] != self._current.encode()


class BlindIndex:
    """A keyed digest by which an encrypted field can be found exactly, and not guessed from the table."""

    def __init__(self, key: bytes) -> None:
        """Raises ValueError for a key under 32 bytes. Never the key of the cipher."""
        if len(key) < KEY_BYTES:
            raise ValueError("the blind index needs a key of at least 32 bytes")
        self._key = key

    def of(self, plain: str) -> bytes:
        """The digest of `plain`, 32 bytes."""
        return hmac.new(self._key, plain.encode(), sha256).digest()


def mask(plain: str, *, shown: int = 4) -> str:
    """`plain` with all but its last `shown` characters hidden; wholly hidden when it is that short."""
    if len(plain) <= shown:
        return MASK * len(plain)
    return MASK * (len(plain) - shown) + plain[len(plain) - shown :]


def key_of(secret: SecretStr) -> bytes:
    """The key in a setting, base64 of 32 bytes. Raises ValueError for anything else."""
    key = base64.b64decode(secret.get_secret_value())
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is base64 of {KEY_BYTES} bytes")
    return key


class FieldVault:
    """One protected field: sealed for the row with an id, opened there only, shown masked.

    Two services that exchange a field name the same `table`, `column` and key.
    """

    def __init__(self, table: str, column: str, *, keys: Sequence[SecretStr]) -> None:
        """The first of `keys` seals, all open. Raises ValueError for a key that is none."""
        named = {sha256(key).hexdigest()[:8]: key for key in map(key_of, keys)}
        self._cipher = FieldCipher(named, current=sha256(key_of(keys[0])).hexdigest()[:8])
        self._table, self._column = table, column

    def seal(self, row_id: object, plain: str) -> bytes:
        """The stored form of `plain` in the row `row_id`."""
        return self._cipher.encrypt(plain, self._place(row_id))

    def open(self, row_id: object, sealed: bytes) -> str:
        """The field of the row `row_id`. Raises FieldUnreadable."""
        return self._cipher.decrypt(sealed, self._place(row_id))

    def masked(self, row_id: object, sealed: bytes) -> str:
        """The field with all but its last four characters hidden. Raises FieldUnreadable."""
        return mask(self.open(row_id, sealed))

    def _place(self, row_id: object) -> FieldPlace:
        return FieldPlace(self._table, self._column, row_id)
