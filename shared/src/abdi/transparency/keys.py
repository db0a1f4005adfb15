"""Ed25519 keys (RFC 8032) that sign what is published, and the fingerprint by which people know them."""

import re
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from pydantic import SecretStr

from abdi.crypto import key_of

_BETWEEN: Final = re.compile(r"[\s:]")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")


class KeyNotTrusted(ValueError):  # noqa: N818 - errors are named by the fact
    """A public key is not the one whose fingerprint is trusted, or is no Ed25519 key at all."""


def signing_key(secret: SecretStr) -> Ed25519PrivateKey:
    """The key in a setting: base64 of 32 random bytes, like our other keys. Raises ValueError."""
    return Ed25519PrivateKey.from_private_bytes(key_of(secret))


def public_pem(key: Ed25519PublicKey) -> bytes:
    """`key` for publication: PEM of a SubjectPublicKeyInfo (RFC 8410), as openssl reads it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 over the DER bytes of the SubjectPublicKeyInfo (RFC 8410, 44 bytes): 64 lower-case hex digits.

    The same as: openssl pkey -pubin -in key.pem -outform DER | sha256sum
    """
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def trusted_key(pem: bytes, *, expected: str) -> Ed25519PublicKey:
    """The public key in `pem`, if its fingerprint is the `expected` one, wholly. Raises KeyNotTrusted.

    Capital letters, colons and spaces in what somebody copied do not matter.
    """
    wanted = _BETWEEN.sub("", expected).lower()
    if not _FINGERPRINT.fullmatch(wanted):
        raise KeyNotTrusted("a fingerprint has 64 hex digits")
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyNotTrusted("the key cannot be read") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyNotTrusted("the key is not an Ed25519 key")
    if fingerprint(key) != wanted:
        raise KeyNotTrusted(f"the key has another fingerprint: {fingerprint(key)}")
    return key


def is_signed(message: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether `signature` (64 bytes) is one by `key` over `message`. Source: RFC 8032, 5.1."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
