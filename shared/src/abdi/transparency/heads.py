"""Signed heads of a log: which log, how many entries, which root, and when, in the form of C2SP checkpoints.

The text is that of https://c2sp.org/tlog-checkpoint (origin, size, root). The log signs it twice with one
key: plainly, for every tool that reads checkpoints, and with the time (https://c2sp.org/tlog-cosignature).
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from abdi.transparency.merkle import TreeState, verify_consistency
from abdi.transparency.notes import (
    Note,
    NoteKey,
    NoteRefused,
    SignatureType,
    is_key_name,
    read_note,
    sign_note,
    sign_with_time,
    verify_note,
    verify_time,
)

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")

Wrong = Literal["form", "log", "key", "signature", "time"]
"""Not of the form, of another log, not signed by the key, signed over something else, no signed time."""


class HeadRefused(ValueError):  # noqa: N818 - errors are named by the fact
    """A head is not what it claims to be; `wrong` says in which respect, the text says how."""

    def __init__(self, wrong: Wrong, message: str) -> None:
        super().__init__(message)
        self.wrong: Wrong = wrong


@dataclass(frozen=True)
class TreeHead:
    """The state of the log `origin`, a name like a URL without its scheme: example.go.id/selections."""

    origin: str
    state: TreeState

    def __post_init__(self) -> None:
        """Raises ValueError for an origin that could not also name the log's key."""
        if not is_key_name(self.origin):
            raise ValueError("the origin of a log is not empty and has no spaces, control characters or plus")

    def text(self) -> str:
        """What is signed: three lines."""
        return f"{self.origin}\n{self.state.size}\n{base64.b64encode(self.state.root).decode()}\n"


@dataclass(frozen=True)
class SignedHead:
    """A head whose signatures were verified, and when the log says that it signed (UTC, whole seconds)."""

    head: TreeHead
    signed_at: datetime


def sign_head(head: TreeHead, *, at: datetime, key: Ed25519PrivateKey) -> bytes:
    """`head` signed by the log's `key` at `at` (aware): a checkpoint, UTF-8, as it is published."""
    text = head.text()
    signatures = (
        sign_note(text, head.origin, key),
        sign_with_time(text, head.origin, key=key, at=at),
    )
    return str(Note(text, signatures)).encode()


def open_head(data: bytes, *, origin: str, key: Ed25519PublicKey) -> SignedHead:
    """The head in `data`, if the log `origin` signed it with `key`. Raises HeadRefused.

    Signatures of others, such as witnesses, are passed over.
    """
    try:
        note = read_note(data)
        head = head_of(note.text)
    except ValueError as error:
        raise HeadRefused("form", str(error)) from error
    if head.origin != origin:
        raise HeadRefused("log", f"the head is of the log {head.origin}, not {origin}")
    try:
        verify_note(note, NoteKey(origin, key))
    except NoteRefused as error:
        raise HeadRefused(error.wrong, str(error)) from error
    try:
        return SignedHead(head, verify_time(note, NoteKey(origin, key, SignatureType.TIMED)))
    except NoteRefused as error:
        raise HeadRefused("time", str(error)) from error


def head_of(text: str) -> TreeHead:
    """The head in the text of a checkpoint; lines after the third are passed over. Raises ValueError."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):  # noqa: PLR2004 - origin, size, root
        raise ValueError("a head has three lines: origin, size and root")
    origin, size, root = lines[:3]
    if not _SIZE.fullmatch(size):
        raise ValueError("the size of a head is a decimal number")
    try:
        decoded = base64.b64decode(root, validate=True)
    except binascii.Error as error:
        raise ValueError("the root of a head is not base64") from error
    head = TreeHead(origin, TreeState(int(size), decoded))
    if not text.startswith(head.text()):
        raise ValueError("the head is not written in its one form")
    return head


def verify_growth(older: TreeHead, newer: TreeHead, proof: Sequence[bytes]) -> None:
    """Check that `newer` is the log of `older`, with entries added. Raises HeadRefused or ProofFailed."""
    if older.origin != newer.origin:
        raise HeadRefused("log", f"the heads are of two logs, {older.origin} and {newer.origin}")
    verify_consistency(older.state, newer.state, proof)
