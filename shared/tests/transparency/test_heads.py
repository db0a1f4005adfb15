"""Signed heads: what they say, and every way in which one can be wrong."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.heads import (
    HeadRefused,
    SignedHead,
    TreeHead,
    head_of,
    open_head,
    sign_head,
    verify_growth,
)
from abdi.transparency.merkle import MerkleTree, ProofFailed, TreeState, leaf_hash
from abdi.transparency.notes import (
    Note,
    NoteKey,
    SignatureType,
    read_note,
    sign_note,
    sign_with_time,
    verify_note,
    verify_time,
)

ORIGIN = "asn.example.go.id/selections"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TREE = MerkleTree(leaf_hash(bytes([number])) for number in range(9))
HEAD = TreeHead(ORIGIN, TREE.state())
SIGNED = sign_head(HEAD, at=AT, key=KEY)


def signed_with_time(text: str) -> bytes:
    """`text` signed by the log, whatever it says."""
    signatures = (sign_note(text, ORIGIN, KEY), sign_with_time(text, ORIGIN, key=KEY, at=AT))
    return str(Note(text, signatures)).encode()


def test_head_is_a_checkpoint_signed_plainly_and_with_the_time() -> None:
    origin, size, root, blank, plain, timed = SIGNED.decode().removesuffix("\n").split("\n")
    assert (origin, size, blank) == (ORIGIN, "9", "")
    assert base64.b64decode(root) == TREE.state().root
    assert plain.startswith(f"— {ORIGIN} ")
    assert timed.startswith(f"— {ORIGIN} ")
    assert open_head(SIGNED, origin=ORIGIN, key=PUBLIC) == SignedHead(HEAD, AT)


def test_head_is_verified_by_hand_from_the_specification_alone() -> None:
    *_, plain, timed = SIGNED.decode().removesuffix("\n").split("\n")
    text = SIGNED[: SIGNED.index(b"\n\n") + 1]
    PUBLIC.verify(base64.b64decode(plain.split(" ")[2])[4:], text)
    body = base64.b64decode(timed.split(" ")[2])[4:]
    seconds = int.from_bytes(body[:8], "big")
    PUBLIC.verify(body[8:], b"cosignature/v1\ntime %d\n" % seconds + text)
    assert seconds == int(AT.timestamp())


def test_tool_that_knows_plain_checkpoints_only_reads_ours() -> None:
    verify_note(read_note(SIGNED), NoteKey.parse(str(NoteKey(ORIGIN, PUBLIC))))


def test_turned_bit_in_any_byte_is_noticed() -> None:
    for place in range(len(SIGNED)):
        changed = bytearray(SIGNED)
        changed[place] ^= 1 << place % 8
        with pytest.raises(HeadRefused):
            open_head(bytes(changed), origin=ORIGIN, key=PUBLIC)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "form"),
        (SIGNED[: SIGNED.index(b"\n\n") + 1], "form"),
        (SIGNED.replace(ORIGIN.encode(), b"asn.example.go.id/other"), "log"),
        (SIGNED.replace(b"\n9\n", b"\n8\n"), "signature"),
        (sign_head(HEAD, at=AT, key=Ed25519PrivateKey.generate()), "key"),
        (str(Note(HEAD.text(), (sign_note(HEAD.text(), ORIGIN, KEY),))).encode(), "time"),
        (str(Note(HEAD.text(), (sign_with_time(HEAD.text(), ORIGIN, key=KEY, at=AT),))).encode(), "key"),
    ],
    ids=["empty", "unsigned", "of another log", "of another size", "by another key", "no time", "time alone"],
)
def test_refusal_says_what_is_wrong(data: bytes, wrong: str) -> None:
    with pytest.raises(HeadRefused) as refused:
        open_head(data, origin=ORIGIN, key=PUBLIC)
    assert refused.value.wrong == wrong


def test_time_taken_from_another_head_is_refused() -> None:
    other = sign_head(TreeHead(ORIGIN, TREE.state(5)), at=AT, key=KEY)
    plain, _ = read_note(SIGNED).signatures
    _, timed = read_note(other).signatures
    with pytest.raises(HeadRefused, match="time") as refused:
        open_head(str(Note(HEAD.text(), (plain, timed))).encode(), origin=ORIGIN, key=PUBLIC)
    assert refused.value.wrong == "time"


def test_signatures_of_witnesses_do_no_harm() -> None:
    note, witness = read_note(SIGNED), Ed25519PrivateKey.generate()
    witnessed = sign_with_time(note.text, "witness.example/w1", key=witness, at=AT)
    data = str(Note(note.text, (witnessed, *note.signatures))).encode()
    assert open_head(data, origin=ORIGIN, key=PUBLIC).head == HEAD
    key = NoteKey("witness.example/w1", witness.public_key(), SignatureType.TIMED)
    assert verify_time(read_note(data), key) == AT


def test_lines_after_the_third_are_signed_and_passed_over() -> None:
    data = signed_with_time(HEAD.text() + "more\n")
    assert open_head(data, origin=ORIGIN, key=PUBLIC).head == HEAD


ROOT = base64.b64encode(TREE.state().root).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n9\n",
        f"{ORIGIN}\n09\n{ROOT}\n",
        f"{ORIGIN}\n+9\n{ROOT}\n",
        f"{ORIGIN}\n٩\n{ROOT}\n",
        f"{ORIGIN}\n-9\n{ROOT}\n",
        f"{ORIGIN}\n{10**19}\n{ROOT}\n",
        f"{ORIGIN}\n9\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n9\n{ROOT[:-2]}{chr(ord(ROOT[-2]) + 1)}=\n",
        f"{ORIGIN}\n9\n{ROOT} \n",
        f"{ORIGIN}\n9\n!\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n\n9\n{ROOT}\n",
        f"two words\n9\n{ROOT}\n",
        f"\n9\n{ROOT}\n",
        f"{ORIGIN}\n9\n{ROOT}\n\n",
    ],
)
def test_text_that_is_no_head_is_refused_though_it_is_signed(text: str) -> None:
    with pytest.raises(HeadRefused) as refused:
        open_head(signed_with_time(text), origin=ORIGIN, key=PUBLIC)
    assert refused.value.wrong == "form"


def test_head_of_an_empty_log() -> None:
    empty = TreeHead(ORIGIN, MerkleTree().state())
    assert empty.text() == f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert head_of(empty.text()) == empty


def test_growth_is_verified_from_head_to_head() -> None:
    older = TreeHead(ORIGIN, TREE.state(5))
    proof = TREE.consistency_proof(5)
    verify_growth(older, HEAD, proof)
    with pytest.raises(ProofFailed, match="shrank"):
        verify_growth(HEAD, older, proof)
    with pytest.raises(HeadRefused, match="two logs") as refused:
        verify_growth(TreeHead("elsewhere.example", older.state), HEAD, proof)
    assert refused.value.wrong == "log"


def test_two_heads_of_one_size_show_that_the_log_forked() -> None:
    fork = TreeHead(ORIGIN, TreeState(9, leaf_hash(b"another")))
    with pytest.raises(ProofFailed, match="two roots for 9"):
        verify_growth(HEAD, fork, [])


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb"])
def test_origin_that_cannot_name_a_key_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        TreeHead(origin, TREE.state())
