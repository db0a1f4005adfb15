"""The proof that one row stands in a published stage: one small JSON file, checked without the package."""

import json
from base64 import b64decode, b64encode
from binascii import Error
from datetime import date
from hashlib import sha256
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from abdi.transparency.commitments import is_opened
from abdi.transparency.manifest import KEY_FILE, MANIFEST_FILE, SIGNATURE_FILE, FileFacts
from abdi.transparency.merkle import MerkleTree, TreeState, leaf_hash, verify_inclusion
from abdi.transparency.notes import NOTE_BYTES
from recruitment.publications.ages import BIRTH_DATE
from recruitment.publications.differences import NotUsable, differs
from recruitment.publications.log_entries import HEAD_FILE, INCLUSION_FILE, check_log, entry_of
from recruitment.publications.rows import PARTICIPANT, ROWS_FILE, RowForm
from recruitment.publications.selection_files import (
    SELECTION_FILE,
    Count,
    Hash,
    SelectionFile,
    Strict,
    first_message,
    read_selection,
)
from recruitment.publications.verification import (
    SMALL,
    Say,
    Signed,
    check_fingerprint,
    key_and_manifest,
)

MOST_BYTES: Final = 1 << 22
"""Of a proof as a file."""
_COMMITMENT: Final = "birth_date_commitment"


class OpenedBirthDate(Strict):
    """The date behind a commitment and its salt, as only the person and the agency have them."""

    birth_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    salt: Hash


class RowProof(Strict):
    """A row, its place among the rows, and the signed files that bind it; `signature` is base64."""

    format: Literal["abdi-row-proof/v1"]
    row: str
    index: Count
    proof: Annotated[tuple[Hash, ...], Field(max_length=64, strict=False)]
    selection: str
    manifest: str
    signature: str
    key: str
    inclusion: str
    head: str
    opened: OpenedBirthDate | None = None

    def to_bytes(self) -> bytes:
        """The proof as a file."""
        told = self.model_dump(mode="json", exclude_none=True)
        return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def prove_row(signed: Signed, participant: str, *, opened: OpenedBirthDate | None = None) -> RowProof:
    """The proof of the row of `participant`. Raises NotUsable when the package has no such row."""
    if PARTICIPANT.fullmatch(participant) is None:
        raise NotUsable(f"{participant} is no participant number")
    container = signed.container
    lines = container.lines(ROWS_FILE)
    next(lines)
    tree, found = MerkleTree(), None
    for raw in lines:
        if raw.startswith(f"{participant},".encode()):
            found = (tree.size, raw)
        tree.append(leaf_hash(raw))
    if found is None:
        raise NotUsable(f"{ROWS_FILE} has no participant {participant}")
    index, raw = found
    return RowProof(
        format="abdi-row-proof/v1",
        row=raw.decode("ascii"),
        index=index,
        proof=tuple(each.hex() for each in tree.inclusion_proof(index)),
        selection=container.read(SELECTION_FILE, SMALL).decode(),
        manifest=container.read(MANIFEST_FILE, SMALL).decode(),
        signature=b64encode(container.read(SIGNATURE_FILE, SMALL)).decode(),
        key=container.read(KEY_FILE, SMALL).decode(),
        inclusion=container.read(INCLUSION_FILE, SMALL).decode(),
        head=container.read(HEAD_FILE, NOTE_BYTES).decode(),
        opened=opened,
    )


def read_proof(data: bytes) -> RowProof:
    """The proof in a file. Raises NotUsable for what is none."""
    try:
        proof = RowProof.model_validate(json.loads(data, object_pairs_hook=_each_once))
        proof.to_bytes()  # JSON can spell half a sign, which no file has: it is found here
    except ValidationError as error:
        raise NotUsable(f"no proof of a row: {first_message(error)}") from error
    except (ValueError, RecursionError) as error:
        raise NotUsable(f"no proof of a row: {error}") from error
    return proof


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(named := dict(pairs)) < len(pairs):
        raise ValueError("a name is there twice")
    return named


def check_row(proof: RowProof, fingerprint: str, *, say: Say) -> SelectionFile:
    """Check that the row stands in a stage that the holder of the key published and entered into the log.

    Nothing is recomputed. `say` hears what was checked, and the row. Raises NotUsable or NotVerified.
    """
    plain = check_fingerprint(fingerprint)
    try:
        signature = b64decode(proof.signature, validate=True)
    except (Error, ValueError) as error:
        raise differs(SIGNATURE_FILE, "is not base64") from error
    key, manifest = key_and_manifest(
        proof.key.encode(), proof.manifest.encode(), signature=signature, fingerprint=plain
    )
    say(f"key         has the fingerprint {plain}")
    data = proof.selection.encode()
    facts = FileFacts(name=SELECTION_FILE, size=len(data), sha256=sha256(data).hexdigest())
    if facts not in manifest.files:
        raise differs(SELECTION_FILE, "is not the file that the manifest lists")
    say(f"manifest    signed by this key; {SELECTION_FILE} as it lists it")
    selection = read_selection(data)
    entry = entry_of(selection, sha256(proof.manifest.encode()).hexdigest())
    index, signed = check_log(
        entry, proof.inclusion.encode(), proof.head.encode(), origin=selection.log, key=key
    )
    say(f"log         entry {index} of {signed.head.state.size} in {selection.log}")
    say(f"selection   {selection.title}, {selection.agency_name}, intake {selection.intake}")
    say(f"stage       {selection.stage}, version {selection.version}, published {selection.published_at}")
    _check_row_in(proof, selection)
    say(f"row         number {proof.index + 1} of {selection.rows.count}")
    _say_row(proof, selection, say)
    return selection


def _check_row_in(proof: RowProof, selection: SelectionFile) -> None:
    rows = selection.rows
    try:
        state = TreeState(rows.count, bytes.fromhex(rows.root))
        path = [bytes.fromhex(each) for each in proof.proof]
        verify_inclusion(leaf_hash(proof.row.encode()), proof.index, state=state, proof=path)
    except ValueError as error:
        raise differs(ROWS_FILE, f"this row does not stand there: {error}") from error


def _say_row(proof: RowProof, selection: SelectionFile, say: Say) -> None:
    form = RowForm(selection.stage, selection.kinds, 0, 0)
    names = [name for name, _ in form.columns]
    cells = proof.row.split(",")
    if len(cells) != len(names):
        raise differs(ROWS_FILE, f"the row has {len(cells)} fields, not {len(names)}")
    told = dict(zip(names, cells, strict=True))
    for name, cell in told.items():
        if cell:
            say(f"            {name}: {ascii(cell)[1:-1]}")
    if proof.opened is not None:
        _check_opened(proof.opened, told.get(_COMMITMENT, ""))
        say(f"birth date  {proof.opened.birth_date}, as committed to")


def _check_opened(opened: OpenedBirthDate, commitment: str) -> None:
    try:
        born = date.fromisoformat(opened.birth_date)
        held = bytes.fromhex(commitment)
        is_same = is_opened(held, salt=bytes.fromhex(opened.salt), field=BIRTH_DATE, value=born)
    except ValueError as error:
        raise differs(ROWS_FILE, f"the birth date cannot be opened: {error}") from error
    if not is_same:
        raise differs(ROWS_FILE, "the row commits to another birth date, or with another salt")
