"""Building `results.zip` of a published stage, in two steps: the log can only take what is already signed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.keys import public_pem
from abdi.transparency.manifest import KEY_FILE, MANIFEST_FILE, SIGNATURE_FILE, Manifest, sign_manifest
from abdi.transparency.merkle import RightEdge, leaf_hash
from recruitment.publications.containers import ContainerWriter
from recruitment.publications.log_entries import HEAD_FILE, INCLUSION_FILE, InclusionFile, LogFacts, entry_of
from recruitment.publications.openings import OPENINGS_FILE, Opening, opening_lines
from recruitment.publications.rows import ROWS_FILE, Row, RowForm
from recruitment.publications.selection_files import (
    RULES_FILE,
    SELECTION_FILE,
    RowsFacts,
    RulesFile,
    SelectionFile,
    StageFacts,
)

LISTED: Final = (ROWS_FILE, OPENINGS_FILE, SELECTION_FILE, RULES_FILE)
"""The files that the manifest lists, in the order of the package."""
FILES: Final = (*LISTED, MANIFEST_FILE, SIGNATURE_FILE, KEY_FILE, INCLUSION_FILE, HEAD_FILE)
_BLOCK: Final = 2000


@dataclass(frozen=True)
class Content:
    """What is published: `rows` in order of participant number, `openings` in order of id, each once."""

    facts: StageFacts
    rules: RulesFile
    openings: Iterable[Opening]
    rows: Iterable[Row]


@dataclass(frozen=True)
class Draft:
    """A package that lacks its place in the log; `entry` is what the log must take in."""

    writer: ContainerWriter
    selection: SelectionFile
    manifest_sha256: str
    entry: bytes

    def finish(self, log: LogFacts) -> None:
        """Write the place in the log; the package is complete."""
        self.writer.add(INCLUSION_FILE, [InclusionFile.of(log).to_bytes()])
        self.writer.add(HEAD_FILE, [log.head])
        self.writer.close()


def begin_package(target: BinaryIO, content: Content, key: Ed25519PrivateKey) -> Draft:
    """Write and sign everything but the place in the log, into `target`: empty, seekable.

    The same content and key give the same bytes, so a stage that was begun twice has one entry. Memory does
    not grow with the rows. Raises ValueError for what is out of order, or cannot be written exactly.
    """
    facts, writer = content.facts, ContainerWriter(target)
    if (content.rules.name, content.rules.version) != (facts.rules.name, facts.rules.version):
        raise ValueError("the rules are not those that the selection names")
    form = RowForm.of(facts.stage, facts.kinds, content.rules.standard())
    edge = RightEdge()
    listed = [
        writer.add(ROWS_FILE, _blocks(_row_lines(content.rows, form, edge))),
        writer.add(OPENINGS_FILE, _blocks(opening_lines(content.openings))),
    ]
    state = edge.state()
    selection = SelectionFile.of(facts, RowsFacts(count=state.size, root=state.root.hex()))
    listed.append(writer.add(SELECTION_FILE, [selection.to_bytes()]))
    listed.append(writer.add(RULES_FILE, [content.rules.to_bytes()]))
    manifest = Manifest.of(listed)
    signed = manifest.to_bytes()
    writer.add(MANIFEST_FILE, [signed])
    writer.add(SIGNATURE_FILE, [sign_manifest(manifest, key)])
    writer.add(KEY_FILE, [public_pem(key.public_key())])
    digest = sha256(signed).hexdigest()
    return Draft(writer, selection, digest, entry_of(selection, digest))


def write_package(
    target: BinaryIO,
    content: Content,
    key: Ed25519PrivateKey,
    *,
    enter: Callable[[bytes], LogFacts],
) -> Draft:
    """Write the whole package; `enter` puts the entry into the log and says where it stands."""
    draft = begin_package(target, content, key)
    draft.finish(enter(draft.entry))
    return draft


def _row_lines(rows: Iterable[Row], form: RowForm, edge: RightEdge) -> Iterator[str]:
    yield form.header
    before = ""
    for row in rows:
        if row.participant <= before:
            raise ValueError(f"participant {row.participant} does not follow {before}")
        before = row.participant
        line = form.write(row)
        edge.append(leaf_hash(line.encode()))
        yield line


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == _BLOCK:
            yield ("\n".join(block) + "\n").encode()
            block.clear()
    if block:
        yield ("\n".join(block) + "\n").encode()
