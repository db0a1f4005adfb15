"""Signed notes (C2SP signed-note): texts with lines of signatures, as logs and witnesses exchange them.

Source: https://c2sp.org/signed-note and, for the signatures with a time, https://c2sp.org/tlog-cosignature.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256
from typing import Final, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from abdi.transparency.keys import is_signed

NOTE_BYTES: Final = 256 * 1024
"""Room for more than the 16 signatures that a verifier must accept, even post-quantum ones."""
_DASH: Final = "\N{EM DASH} "
_KEY_ID_BYTES: Final = 4
_TIME: Final = struct.Struct(">Q")
_LAST_SECOND: Final = 253_402_300_799  # of the year 9999


class NoteRefused(ValueError):  # noqa: N818 - errors are named by the fact
    """A note is not of the form, not signed by the key, or its signature is over something else."""

    def __init__(self, wrong: Literal["form", "key", "signature"], message: str) -> None:
        super().__init__(message)
        self.wrong: Literal["form", "key", "signature"] = wrong


class SignatureType(IntEnum):
    """The kinds of signature that we make and check; the number is part of the key's id."""

    NOTE = 0x01
    TIMED = 0x04


@dataclass(frozen=True)
class NoteKey:
    """A public key under a name, for one kind of signature."""

    name: str
    public: Ed25519PublicKey
    type: SignatureType = SignatureType.NOTE

    def __post_init__(self) -> None:
        """Raises ValueError for an empty name or one with a space or a plus."""
        if not is_key_name(self.name):
            raise ValueError("the name of a key is not empty and has no spaces, control characters or plus")

    @property
    def id(self) -> bytes:
        """The four bytes by which signatures name the key; too few to trust a key by."""
        return sha256(self.name.encode() + b"\n" + self._encoded()).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        """The key as tools for signed notes are told it: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self._encoded()).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key in `text`, of the form name+id+base64. Raises ValueError."""
        name, key_id, encoded = text.split("+", 2)
        material = _from_base64(encoded)
        try:
            key = cls(name, Ed25519PublicKey.from_public_bytes(material[1:]), SignatureType(material[0]))
        except IndexError as error:
            raise ValueError("not a key of a kind that is known here") from error
        if key.id.hex() != key_id:
            raise ValueError("the id of the key is not made from its name and bytes")
        return key

    def _encoded(self) -> bytes:
        return bytes([self.type]) + self.public.public_bytes_raw()


@dataclass(frozen=True)
class NoteSignature:
    """One line of signature: who, by which key, and the signature proper."""

    name: str
    key_id: bytes
    body: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.body).decode()}"


@dataclass(frozen=True)
class Note:
    """A text that ends with a newline, and who claims to have signed it. Nothing is verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        """The note as it is published."""
        return f"{self.text}\n" + "".join(f"{signature}\n" for signature in self.signatures)

    def by(self, key: NoteKey) -> list[bytes]:
        """The signatures that claim to be by `key`; those of unknown keys are passed over."""
        return [each.body for each in self.signatures if (each.name, each.key_id) == (key.name, key.id)]


def read_note(data: bytes) -> Note:
    """The note in `data`. Raises NoteRefused when it is not of the form, or larger than NOTE_BYTES."""
    if len(data) > NOTE_BYTES:
        raise NoteRefused("form", f"the note is larger than {NOTE_BYTES} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteRefused("form", "the note is not UTF-8") from error
    if any(sign < " " and sign != "\n" for sign in whole):
        raise NoteRefused("form", "the note has control characters")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteRefused("form", "the note has no signatures at its end")
    return Note(f"{text}\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> NoteSignature:
    """The signature of `text` under `name`."""
    return NoteSignature(name, NoteKey(name, key.public_key()).id, key.sign(text.encode()))


def sign_with_time(text: str, name: str, *, key: Ed25519PrivateKey, at: datetime) -> NoteSignature:
    """The signature under `name` that the head of a log was `text` at `at`, kept in whole seconds.

    Raises ValueError for a time that is naive or before 1970.
    """
    if at.tzinfo is None or at.timestamp() < 0:
        raise ValueError("a head is signed at an aware time since 1970")
    public = NoteKey(name, key.public_key(), SignatureType.TIMED)
    seconds = int(at.timestamp())
    signed = key.sign(_timed(text, seconds))
    return NoteSignature(name, public.id, _TIME.pack(seconds) + signed)


def verify_note(note: Note, key: NoteKey) -> None:
    """Check that `note` is signed by `key`, of type NOTE. Raises NoteRefused."""
    for body in _claimed(note, key):
        if not is_signed(note.text.encode(), body, key.public):
            raise NoteRefused("signature", f"the signature of {key.name} does not fit the text")


def verify_time(note: Note, key: NoteKey) -> datetime:
    """When `note` was signed by `key`, of type TIMED; the latest, if more than once. Raises NoteRefused."""
    times = []
    for body in _claimed(note, key):
        if len(body) < _TIME.size:
            raise NoteRefused("signature", f"the signature of {key.name} is too short for a time")
        (seconds,) = _TIME.unpack_from(body)
        if not is_signed(_timed(note.text, seconds), body[_TIME.size :], key.public):
            raise NoteRefused("signature", f"the signature of {key.name} does not fit the text and its time")
        if seconds > _LAST_SECOND:
            raise NoteRefused("signature", f"{key.name} signed at no time of our calendar")
        times.append(datetime.fromtimestamp(seconds, UTC))
    return max(times)


def is_key_name(name: str) -> bool:
    """Whether a key may have this name: not empty, no spaces of any kind, no control characters, no plus."""
    return name != "" and not any(sign.isspace() or sign < " " or sign == "+" for sign in name)


def _claimed(note: Note, key: NoteKey) -> list[bytes]:
    if not (bodies := note.by(key)):
        raise NoteRefused("key", f"the note is not signed by {key.name} with key {key.id.hex()}")
    return bodies


def _timed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _signature(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_key_name(name):
        raise NoteRefused("form", "a line of signature is not of the form")
    try:
        decoded = _from_base64(encoded)
    except ValueError as error:
        raise NoteRefused("form", "a signature is not base64") from error
    if len(decoded) <= _KEY_ID_BYTES:
        raise NoteRefused("form", "a signature is too short")
    return NoteSignature(name, decoded[:_KEY_ID_BYTES], decoded[_KEY_ID_BYTES:])


def _from_base64(text: str) -> bytes:
    # Python also takes texts whose last bits are lost; two notes would then say the same.
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(decoded).decode() != text:
        raise ValueError("not base64 in its one form")
    return decoded
