"""One row is proven without the others; no other row, place or publication passes for it."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.publications.differences import NotUsable, NotVerified
from recruitment.publications.row_proofs import OpenedBirthDate, RowProof, check_row, prove_row, read_proof
from recruitment.publications.verification import check_signed

Worlds = Callable[..., Any]
SEEDS = st.integers(min_value=0, max_value=10**6)


def silent(_: str) -> None:
    """Nobody listens."""


def proof_of(data: bytes, participant: str, trusted: str, opened: OpenedBirthDate | None = None) -> RowProof:
    signed = check_signed(io.BytesIO(data), trusted, label="results.zip", say=silent)
    return prove_row(signed, participant, opened=opened)


@settings(deadline=None, max_examples=30)
@given(data=st.data(), seed=SEEDS, stage=st.sampled_from(["skd", "final"]))
def test_every_row_is_proven_with_what_it_says(
    data: st.DataObject, seed: int, stage: str, world: Worlds, key: Ed25519PrivateKey, trusted: str
) -> None:
    made = world(seed, stage)
    row = data.draw(st.sampled_from(made.rows))
    told: list[str] = []
    proof = read_proof(proof_of(made.packed(key), row.participant, trusted).to_bytes())
    check_row(proof, trusted, say=told.append)
    text = "\n".join(told)
    assert f"participant: {row.participant}" in text
    assert f"row         number {made.rows.index(row) + 1} of {len(made.rows)}" in text


@settings(deadline=None, max_examples=60)
@given(data=st.data(), field=st.sampled_from(["row", "proof", "selection", "manifest", "inclusion", "head"]))
def test_a_changed_proof_proves_nothing(
    data: st.DataObject, field: str, world: Worlds, key: Ed25519PrivateKey, trusted: str
) -> None:
    made = world(8)
    proof = proof_of(made.packed(key), made.rows[2].participant, trusted)
    value = getattr(proof, field)
    text = value if isinstance(value, str) else value[0]
    place = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    sign = "0" if text[place] != "0" else "1"
    changed = text[:place] + sign + text[place + 1 :]
    update = {field: changed if isinstance(value, str) else (changed, *value[1:])}
    with pytest.raises((NotVerified, NotUsable)):
        check_row(read_proof(proof.model_copy(update=update).to_bytes()), trusted, say=silent)


def test_another_place_signature_or_key_is_refused(
    world: Worlds, key: Ed25519PrivateKey, trusted: str
) -> None:
    made = world(8)
    proof = proof_of(made.packed(key), made.rows[2].participant, trusted)
    other = proof_of(world(9).packed(key), world(9).rows[0].participant, trusted)
    for update in (
        {"index": proof.index + 1},
        {"proof": proof.proof[:-1]},
        {"signature": other.signature},
        {"signature": "no base64"},
        {"key": "no key"},
        {"selection": other.selection},
        {"head": other.head},
    ):
        with pytest.raises(NotVerified):
            check_row(proof.model_copy(update=update), trusted, say=silent)
    with pytest.raises(NotVerified, match=r"key\.pem"):
        check_row(proof, "0" * 64, say=silent)


def test_a_birth_date_is_opened_by_its_salt_only(
    world: Worlds, key: Ed25519PrivateKey, trusted: str, salted: Callable[[str], bytes]
) -> None:
    made = next(made for made in map(world, range(50)) if any(row.age_order for row in made.rows))
    row = next(row for row in made.rows if row.age_order)
    data, told = made.packed(key), list[str]()
    born, salt = made.births[row.participant].isoformat(), salted(row.participant).hex()
    opened = OpenedBirthDate(birth_date=born, salt=salt)
    check_row(proof_of(data, row.participant, trusted, opened), trusted, say=told.append)
    assert told[-1] == f"birth date  {born}, as committed to"
    for wrong in (
        OpenedBirthDate(birth_date="1980-01-01", salt=salt),
        OpenedBirthDate(birth_date=born, salt="0" * 64),
        OpenedBirthDate(birth_date="1980-02-31", salt=salt),
    ):
        with pytest.raises(NotVerified, match="birth date"):
            check_row(proof_of(data, row.participant, trusted, wrong), trusted, say=silent)
    bare = next(row for row in made.rows if not row.age_order)
    with pytest.raises(NotVerified, match="birth date"):
        check_row(proof_of(data, bare.participant, trusted, opened), trusted, say=silent)


def test_who_has_no_row_has_no_proof(world: Worlds, key: Ed25519PrivateKey, trusted: str) -> None:
    with pytest.raises(NotUsable, match="no participant 2400"):
        proof_of(world(8).packed(key), "2400", trusted)


@pytest.mark.parametrize("field", ["row", "selection", "manifest", "key", "inclusion", "head"])
def test_half_a_sign_is_no_text(field: str, world: Worlds, key: Ed25519PrivateKey, trusted: str) -> None:
    made = world(8)
    told = json.loads(proof_of(made.packed(key), made.rows[2].participant, trusted).to_bytes())
    with pytest.raises(NotUsable, match="no proof of a row"):
        read_proof(json.dumps(told | {field: told[field] + "\ud800"}).encode())


@pytest.mark.parametrize("number", ["24000002,", "24000002,o00", "\udcff", "é", "", "1" * 5000])
def test_what_is_no_participant_number_is_said_shortly(
    number: str, world: Worlds, key: Ed25519PrivateKey, trusted: str
) -> None:
    with pytest.raises(NotUsable, match=r"is no participant number|\(50\d\d characters\)") as told:
        proof_of(world(8).packed(key), number, trusted)
    assert len(str(told.value)) < 400


@pytest.mark.parametrize(
    "data",
    [b"{}", b"{", b"[]", b'{"a":1,"a":1}', b"\xff", b"[" * 100_000, json.dumps({"format": "x"}).encode()],
)
def test_what_is_no_proof_cannot_be_used(data: bytes) -> None:
    with pytest.raises(NotUsable, match="no proof of a row"):
        read_proof(data)
