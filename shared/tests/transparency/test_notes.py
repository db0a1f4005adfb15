"""Signed notes, against those that other programs made."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.notes import (
    NOTE_BYTES,
    Note,
    NoteKey,
    NoteRefused,
    NoteSignature,
    SignatureType,
    read_note,
    sign_note,
    sign_with_time,
    verify_note,
    verify_time,
)

# The example of the Go package golang.org/x/mod/sumdb/note.
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="  # noqa: E501 - as long as it is
GO_NOTE = f"{GO_TEXT}\n{GO_SIGNATURE}\n".encode()

# A head of a public log for certificates, signed by the log in two ways and by witnesses with their times.
PUBLIC_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
PUBLIC_HEAD = """\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
""".encode()  # noqa: E501 - lines of signatures are as long as they are

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXT = "first\n\nsecond\n"


def test_note_of_another_program_is_made_alike_and_verified() -> None:
    signature = sign_note(GO_TEXT, "PeterNeumann", Ed25519PrivateKey.from_private_bytes(GO_SEED))
    assert str(Note(GO_TEXT, (signature,))).encode() == GO_NOTE
    verify_note(read_note(GO_NOTE), NoteKey.parse(GO_KEY))


@pytest.mark.parametrize("text", [GO_KEY, PUBLIC_LOG, WITNESS])
def test_keys_are_written_as_other_programs_write_them(text: str) -> None:
    assert str(NoteKey.parse(text)) == text


def test_head_of_a_public_log_and_its_witness_are_verified() -> None:
    note = read_note(PUBLIC_HEAD)
    assert str(note).encode() == PUBLIC_HEAD
    verify_note(note, NoteKey.parse(PUBLIC_LOG))
    assert verify_time(note, NoteKey.parse(WITNESS)) == datetime(2026, 5, 23, 21, 50, 24, tzinfo=UTC)


def test_turned_bit_in_the_head_of_a_public_log_fails() -> None:
    forged = read_note(PUBLIC_HEAD.replace(b"1432088532", b"1432088533"))
    with pytest.raises(NoteRefused, match="does not fit the text") as refused:
        verify_note(forged, NoteKey.parse(PUBLIC_LOG))
    assert refused.value.wrong == "signature"
    with pytest.raises(NoteRefused, match="text and its time"):
        verify_time(forged, NoteKey.parse(WITNESS))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+c74f20a3",
        GO_KEY.replace("c74f", "c74e"),
        GO_KEY.replace("Peter", "peter"),
        GO_KEY[:-4],
        GO_KEY.replace("+ARpc", "+Bhpc"),
        "PeterNeumann+c74f20a3+",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several layers have words of their own
        NoteKey.parse(text)


def test_text_may_have_empty_lines() -> None:
    note = Note(TEXT, (sign_note(TEXT, "a", KEY),))
    assert read_note(str(note).encode()) == note
    verify_note(note, NoteKey("a", KEY.public_key()))


def test_one_bad_signature_of_the_key_spoils_the_note() -> None:
    key = NoteKey("a", KEY.public_key())
    good = sign_note(TEXT, "a", KEY)
    with pytest.raises(NoteRefused, match="does not fit"):
        verify_note(Note(TEXT, (good, NoteSignature("a", key.id, bytes(64)))), key)


def test_signatures_of_others_are_passed_over() -> None:
    key = NoteKey("a", KEY.public_key())
    others = (NoteSignature("b", key.id, b"x"), NoteSignature("a", b"abcd", b"x"))
    verify_note(Note(TEXT, (*others, sign_note(TEXT, "a", KEY))), key)
    with pytest.raises(NoteRefused, match="not signed by a") as refused:
        verify_note(Note(TEXT, others), key)
    assert refused.value.wrong == "key"


def test_time_is_part_of_what_is_signed() -> None:
    key = NoteKey("a", KEY.public_key(), SignatureType.TIMED)
    at = datetime(2026, 11, 22, 9, 30, 15, 999999, tzinfo=UTC)
    signature = sign_with_time(TEXT, "a", key=KEY, at=at)
    assert verify_time(Note(TEXT, (signature,)), key) == at.replace(microsecond=0)
    for place in range(len(signature.body)):
        body = bytearray(signature.body)
        body[place] ^= 1
        with pytest.raises(NoteRefused):
            verify_time(Note(TEXT, (NoteSignature("a", key.id, bytes(body)),)), key)
    with pytest.raises(NoteRefused, match="too short"):
        verify_time(Note(TEXT, (NoteSignature("a", key.id, b"short"),)), key)


def test_time_beyond_the_calendar_is_refused_though_it_is_signed() -> None:
    key, seconds = NoteKey("a", KEY.public_key(), SignatureType.TIMED), 2**63 - 1
    signed = KEY.sign(f"cosignature/v1\ntime {seconds}\n{TEXT}".encode())
    note = Note(TEXT, (NoteSignature("a", key.id, seconds.to_bytes(8, "big") + signed),))
    with pytest.raises(NoteRefused, match="calendar"):
        verify_time(note, key)


def test_naive_and_ancient_times_are_not_signed() -> None:
    naive, ancient = datetime(2026, 1, 1), datetime(1969, 1, 1, tzinfo=UTC)  # noqa: DTZ001 - that is the point
    for at in (naive, ancient):
        with pytest.raises(ValueError, match="aware time"):
            sign_with_time(TEXT, "a", key=KEY, at=at)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u00a0b", "a\nb", "a\x00b"])
def test_name_that_would_be_read_otherwise_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name of a key"):
        NoteKey(name, KEY.public_key())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no signatures"),
        (b"text\n", "no signatures"),
        (b"text\n\n", "no signatures"),
        (GO_NOTE[:-1], "no signatures"),
        (GO_NOTE.replace(b"\n\n", b"\n"), "no signatures"),
        (GO_NOTE.replace(b"\n\n", b"\n\r\n"), "control characters"),
        (b"\xff" + GO_NOTE, "UTF-8"),
        (GO_NOTE.replace("—".encode(), b"--"), "not of the form"),
        (GO_NOTE.replace(b"PeterNeumann ", b""), "not of the form"),
        (GO_NOTE.replace(b"JnAM=", b"JnAN="), "not base64"),
        (GO_NOTE.replace(b"JnAM=", b"JnAM"), "not base64"),
        (GO_NOTE.replace(b"JnAM=", b"JnA!="), "not base64"),
        ("text\n\n— a AAAAAA==\n".encode(), "too short"),
        (b"x" * (NOTE_BYTES + 1), "larger"),
    ],
)
def test_what_is_no_note_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(NoteRefused, match=message) as refused:
        read_note(data)
    assert refused.value.wrong == "form"
