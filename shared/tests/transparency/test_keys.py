"""Keys and the fingerprints by which they are trusted."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from abdi.transparency.keys import (
    KeyNotTrusted,
    fingerprint,
    is_signed,
    public_pem,
    signing_key,
    trusted_key,
)

# RFC 8032, 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# Printed by: openssl pkey -pubin -in key.pem -outform DER | sha256sum
FINGERPRINT = "deb2ded39dc26fce0e6085b6fc34bf6b5941913bbfe2ea614113cff9e004c170"
KEY = signing_key(SecretStr(base64.b64encode(SEED).decode()))
PEM = public_pem(KEY.public_key())


def test_key_of_a_setting_signs_as_the_standard_says() -> None:
    assert KEY.public_key().public_bytes_raw().hex() == PUBLIC
    assert KEY.sign(b"\x72").hex() == SIGNATURE
    assert is_signed(b"\x72", bytes.fromhex(SIGNATURE), KEY.public_key())


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode()])
def test_setting_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - base64 has words of its own
        signing_key(SecretStr(text))


def test_fingerprint_is_what_openssl_prints() -> None:
    assert fingerprint(KEY.public_key()) == FINGERPRINT


@pytest.mark.parametrize(
    "copied", [FINGERPRINT, FINGERPRINT.upper(), " ".join((FINGERPRINT[:32], FINGERPRINT[32:])) + "\n"]
)
def test_key_with_the_trusted_fingerprint_is_taken(copied: str) -> None:
    assert trusted_key(PEM, expected=copied) == KEY.public_key()


@pytest.mark.parametrize("place", [0, 31, 63])
def test_one_wrong_digit_is_another_key(place: int) -> None:
    digit = "0" if FINGERPRINT[place] != "0" else "1"
    with pytest.raises(KeyNotTrusted, match=FINGERPRINT):
        trusted_key(PEM, expected=FINGERPRINT[:place] + digit + FINGERPRINT[place + 1 :])


@pytest.mark.parametrize("expected", ["", FINGERPRINT[:8], FINGERPRINT + "0", "x" * 64])
def test_part_of_a_fingerprint_is_no_fingerprint(expected: str) -> None:
    with pytest.raises(KeyNotTrusted, match="64 hex digits"):
        trusted_key(PEM, expected=expected)


def test_file_that_is_no_such_key_is_refused() -> None:
    other = generate_private_key(SECP256R1()).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for data, message in ((pem, "not an Ed25519 key"), (b"", "cannot be read"), (PEM[:40], "cannot be read")):
        with pytest.raises(KeyNotTrusted, match=message):
            trusted_key(data, expected=FINGERPRINT)


def test_signature_holds_for_its_key_and_message_only() -> None:
    signature, other = KEY.sign(b"text"), Ed25519PrivateKey.generate()
    assert is_signed(b"text", signature, KEY.public_key())
    assert not is_signed(b"texT", signature, KEY.public_key())
    assert not is_signed(b"text", signature, other.public_key())
    for wrong in (b"", signature[:-1], signature + b"\0", bytes(64)):
        assert not is_signed(b"text", wrong, KEY.public_key())
