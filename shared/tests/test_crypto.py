import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from abdi.crypto import BlindIndex, FieldCipher, FieldPlace, FieldUnreadable, FieldVault, key_of, mask

OLD, NEW = os.urandom(32), os.urandom(32)
PLACE = FieldPlace("person", "nik", 7)
CIPHER = FieldCipher({"old": OLD, "new": NEW}, current="new")


@given(st.text(), st.text(min_size=1))
def test_what_was_encrypted_opens_at_its_place(plain: str, row: str) -> None:
    place = FieldPlace("person", "nik", row)
    assert CIPHER.decrypt(CIPHER.encrypt(plain, place), place) == plain


@pytest.mark.parametrize(
    "place",
    [FieldPlace("person", "nik", 8), FieldPlace("person", "nip", 7), FieldPlace("people", "nik", 7)],
)
def test_field_moved_elsewhere_does_not_open(place: FieldPlace) -> None:
    stored = CIPHER.encrypt("3171010101900001", PLACE)
    with pytest.raises(FieldUnreadable):
        CIPHER.decrypt(stored, place)


def test_any_changed_byte_is_noticed() -> None:
    stored = CIPHER.encrypt("3171010101900001", PLACE)
    for index in range(len(stored)):
        changed = bytearray(stored)
        changed[index] ^= 1
        with pytest.raises(FieldUnreadable):
            CIPHER.decrypt(bytes(changed), PLACE)


@pytest.mark.parametrize("stored", [b"", b"\x00", b"\x03new", b"\xff\xff"])
def test_what_is_no_ciphertext_is_refused(stored: bytes) -> None:
    with pytest.raises(FieldUnreadable):
        CIPHER.decrypt(stored, PLACE)


def test_same_text_is_never_stored_twice_alike() -> None:
    assert CIPHER.encrypt("x", PLACE) != CIPHER.encrypt("x", PLACE)


def test_old_key_still_opens_and_asks_for_rotation() -> None:
    stored = FieldCipher({"old": OLD}, current="old").encrypt("3171010101900001", PLACE)
    assert CIPHER.decrypt(stored, PLACE) == "3171010101900001"
    assert CIPHER.needs_rotation(stored)
    assert not CIPHER.needs_rotation(CIPHER.encrypt("x", PLACE))


def test_key_thrown_away_makes_the_field_unreadable() -> None:
    stored = CIPHER.encrypt("3171010101900001", PLACE)
    with pytest.raises(FieldUnreadable):
        FieldCipher({"old": OLD}, current="old").decrypt(stored, PLACE)


def test_unfit_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="32-byte"):
        FieldCipher({"k": b"short"}, current="k")
    with pytest.raises(ValueError, match="current"):
        FieldCipher({"k": NEW}, current="other")
    with pytest.raises(ValueError, match="32 bytes"):
        BlindIndex(b"short")


def test_blind_index_finds_the_same_text_under_the_same_key_only() -> None:
    index = BlindIndex(OLD)
    assert index.of("3171010101900001") == BlindIndex(OLD).of("3171010101900001")
    assert index.of("3171010101900001") != index.of("3171010101900002")
    assert index.of("3171010101900001") != BlindIndex(NEW).of("3171010101900001")


@pytest.mark.parametrize(
    ("plain", "shown"), [("3171010101901234", "************1234"), ("123", "***"), ("1234", "****"), ("", "")]
)
def test_mask_shows_the_end_only(plain: str, shown: str) -> None:
    assert mask(plain) == shown


def setting(key: bytes) -> SecretStr:
    return SecretStr(base64.b64encode(key).decode())


def test_a_vault_opens_a_field_in_its_row_only_and_shows_it_masked() -> None:
    vault = FieldVault("person", "nik", keys=[setting(NEW)])
    sealed = vault.seal(1, "3171010101900001")
    assert (vault.open(1, sealed), vault.masked(1, sealed)) == ("3171010101900001", "************0001")
    for other in (vault, FieldVault("person", "nip", keys=[setting(NEW)])):
        with pytest.raises(FieldUnreadable):
            other.open(2 if other is vault else 1, sealed)


def test_who_shares_the_key_of_an_exchange_opens_what_the_other_sealed() -> None:
    sender, receiver = (FieldVault("person", "nik", keys=[setting(NEW), setting(OLD)]) for _ in range(2))
    assert receiver.open("x", sender.seal("x", "3171010101900001")) == "3171010101900001"
    earlier = FieldVault("person", "nik", keys=[setting(OLD)])
    assert receiver.open("x", earlier.seal("x", "3171010101900001")) == "3171010101900001"
    with pytest.raises(FieldUnreadable):
        earlier.open("x", sender.seal("x", "3171010101900001"))


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"short").decode()])
def test_a_setting_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - base64 has words of its own
        key_of(SecretStr(text))
