"""How a published stage stands in the Merkle log of its publisher."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, ValidationError

from abdi.transparency.canonical import NotCanonical, canonical_json, read_canonical
from abdi.transparency.heads import HeadRefused, SignedHead, open_head
from abdi.transparency.merkle import ProofFailed, leaf_hash, verify_inclusion
from recruitment.publications.differences import differs
from recruitment.publications.selection_files import Count, Hash, SelectionFile, Strict, first_message

INCLUSION_FILE: Final = "inclusion.json"
HEAD_FILE: Final = "head.txt"


@dataclass(frozen=True)
class LogFacts:
    """Where the log has an entry (from 0), the proof for the size of `head`, and that signed head."""

    index: int
    proof: Sequence[bytes]
    head: bytes


class InclusionFile(Strict):
    """`inclusion.json`, canonical JSON: the hashes of the siblings from the entry upwards, in hex."""

    format: Literal["abdi-inclusion/v1"]
    index: Count
    proof: Annotated[tuple[Hash, ...], Field(max_length=64, strict=False)]

    @classmethod
    def of(cls, facts: LogFacts) -> "InclusionFile":
        """The file for these facts."""
        return cls(
            format="abdi-inclusion/v1", index=facts.index, proof=tuple(each.hex() for each in facts.proof)
        )

    def to_bytes(self) -> bytes:
        """The bytes of the file."""
        return canonical_json(self.model_dump(mode="json"))


def entry_of(selection: SelectionFile, manifest_sha256: str) -> bytes:
    """The entry of the log: canonical JSON that names the stage, its manifest and the root over its rows."""
    return canonical_json(
        {
            "format": "abdi-results-entry/v1",
            "manifest": manifest_sha256,
            "rows": selection.rows.root,
            "selection": selection.selection,
            "stage": selection.stage,
            "version": selection.version,
        }
    )


def check_log(
    entry: bytes, inclusion: bytes, head: bytes, *, origin: str, key: Ed25519PublicKey
) -> tuple[int, SignedHead]:
    """The place of `entry` in the log `origin`, and the head it was proven by. Raises NotVerified."""
    try:
        signed = open_head(head, origin=origin, key=key)
    except HeadRefused as refused:
        raise differs(HEAD_FILE, str(refused)) from refused
    try:
        file = InclusionFile.model_validate(read_canonical(inclusion))
        proof = [bytes.fromhex(each) for each in file.proof]
        verify_inclusion(leaf_hash(entry), file.index, state=signed.head.state, proof=proof)
    except (NotCanonical, ProofFailed) as error:
        raise differs(INCLUSION_FILE, str(error)) from error
    except ValidationError as error:
        raise differs(INCLUSION_FILE, first_message(error)) from error
    return file.index, signed
