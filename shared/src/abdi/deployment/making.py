"""How passwords and keys are made."""

import base64
import secrets
from typing import Final

from cryptography.fernet import Fernet

PASSWORD_BYTES: Final = 24
KEY_BYTES: Final = 32


def new_password() -> str:
    """A password of URL-safe characters: nats-py reads the password of an address undecoded."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def new_key() -> str:
    """A key that protects NIK, base64 of 32 bytes."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def new_cursor_key() -> str:
    """A Fernet key for list cursors."""
    return Fernet.generate_key().decode()
