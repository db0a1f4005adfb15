"""The whole check of a package, offline: zip file, signature, files, log, rules, rows, outcomes."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from abdi.transparency.canonical import canonical_json
from abdi.transparency.keys import KeyNotTrusted, public_pem, trusted_key
from abdi.transparency.manifest import (
    KEY_FILE,
    MANIFEST_FILE,
    SIGNATURE_FILE,
    Manifest,
    ManifestRefused,
    first_difference,
    open_manifest,
)
from abdi.transparency.merkle import RightEdge, leaf_hash
from abdi.transparency.notes import NOTE_BYTES
from recruitment.publications.containers import Container
from recruitment.publications.differences import Difference, NotUsable, NotVerified, differs
from recruitment.publications.log_entries import HEAD_FILE, INCLUSION_FILE, check_log, entry_of
from recruitment.publications.openings import OPENINGS_FILE, Opening, read_openings
from recruitment.publications.packages import FILES, LISTED
from recruitment.publications.recomputation import Recomputation
from recruitment.publications.row_checks import RowChecks
from recruitment.publications.rows import ROWS_FILE, RowForm
from recruitment.publications.selection_files import (
    RULES_FILE,
    SELECTION_FILE,
    SelectionFile,
    known_rules,
    read_rules,
    read_selection,
)
from recruitment.selections.rules.components import check_components
from recruitment.selections.rules.standard import CpnsSelection

SMALL: Final = 1 << 22
"""Bytes of a signed file that is read at once."""
_COMPUTING: Final = (ArithmeticError, LookupError, TypeError, ValueError)
_BETWEEN: Final = re.compile(r"[\s:]")
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Signed:
    """A package of which signature, files and place in the log hold; nothing of it was recomputed yet."""

    container: Container
    selection: SelectionFile
    manifest: Manifest


@dataclass(frozen=True)
class Verified:
    """A package in which everything holds and was computed again."""

    signed: Signed
    standard: CpnsSelection
    openings: dict[str, Opening]


def check_fingerprint(fingerprint: str) -> str:
    """The fingerprint as 64 lower-case hex digits. Raises NotUsable."""
    plain = _BETWEEN.sub("", fingerprint)
    if _HEX.fullmatch(plain) is None:
        raise NotUsable("a fingerprint has 64 hex digits, such as sha256sum prints them")
    return plain.lower()


def key_and_manifest(
    pem: bytes, signed: bytes, *, signature: bytes, fingerprint: str
) -> tuple[Ed25519PublicKey, Manifest]:
    """The key with this fingerprint and the manifest that it signed. Raises NotVerified."""
    try:
        key = trusted_key(pem, expected=fingerprint)
    except KeyNotTrusted as error:
        raise differs(KEY_FILE, str(error)) from error
    if public_pem(key) != pem:
        raise differs(KEY_FILE, "is not in its one form")
    try:
        manifest = open_manifest(signed, signature, key)
    except ManifestRefused as error:
        raise differs(MANIFEST_FILE, str(error)) from error
    names = tuple(sorted(LISTED))
    if tuple(file.name for file in manifest.files) != names:
        raise differs(MANIFEST_FILE, f"does not list exactly {', '.join(names)}")
    return key, manifest


def check_signed(source: BinaryIO, fingerprint: str, *, label: str, say: Say) -> Signed:
    """Check who published these bytes, and that the log has them. Raises NotUsable or NotVerified."""
    plain = check_fingerprint(fingerprint)
    container = Container(source, FILES, label=label)
    say(f"package     {label}: {len(FILES)} files, {container.size} bytes, nothing else in it")
    pem = container.read(KEY_FILE, SMALL)
    signed = container.read(MANIFEST_FILE, SMALL)
    signature = container.read(SIGNATURE_FILE, SMALL)
    key, manifest = key_and_manifest(pem, signed, signature=signature, fingerprint=plain)
    say(f"key         has the fingerprint {plain}")
    wrong = first_difference(manifest, [container.facts(name) for name in LISTED])
    if wrong is not None:
        raise differs(wrong.name, f"is not the file that the manifest lists: another {wrong.kind}")
    say(f"manifest    signed by this key; {len(LISTED)} files with the SHA-256 that it lists")
    selection = read_selection(container.read(SELECTION_FILE, SMALL))
    _check_place(container, selection, key, digest=sha256(signed).hexdigest(), say=say)
    return Signed(container, selection, manifest)


def _check_place(
    container: Container, selection: SelectionFile, key: Ed25519PublicKey, *, digest: str, say: Say
) -> None:
    inclusion = container.read(INCLUSION_FILE, SMALL)
    head = container.read(HEAD_FILE, NOTE_BYTES)
    index, signed = check_log(entry_of(selection, digest), inclusion, head, origin=selection.log, key=key)
    size, at = signed.head.state.size, signed.signed_at
    say(f"log         entry {index} of {size} in {selection.log}, head signed {at:%Y-%m-%d %H:%M:%S} UTC")


def verify_package(source: BinaryIO, fingerprint: str, *, label: str, say: Say) -> Verified:
    """Check everything and recompute every outcome; `say` hears what was checked.

    Raises NotUsable for what is no package or fingerprint, NotVerified for the first thing that differs.
    """
    signed = check_signed(source, fingerprint, label=label, say=say)
    facts = signed.selection
    say(f"selection   {facts.title}, {facts.agency_name}, intake {facts.intake}")
    say(f"stage       {facts.stage}, version {facts.version}, published {facts.published_at}")
    standard = _checked_rules(signed, say)
    openings = read_openings(signed.container.lines(OPENINGS_FILE), facts, standard)
    seats = sum(opening.count for opening in openings.values())
    say(f"formations  {len(openings)} with {seats} openings")
    try:
        recomputation, codes = _read_rows(signed, standard, openings)
        wrong = recomputation.first_difference()
    except _COMPUTING as error:  # all but the rules was read strictly, so they are what does not fit
        raise differs(RULES_FILE, f"nothing can be computed with it: {type(error).__name__}") from error
    if wrong is not None:
        raise NotVerified(wrong)
    say(f"rows        {facts.rows.count}; scores, sums, thresholds, places and codes as the rules give them")
    if facts.stage == "final":
        say("            SKB, final scores, ties, age orders, seats and filling steps as well")
    told = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
    say(f"outcomes    {told or 'none'}")
    return Verified(signed, standard, openings)


def _checked_rules(signed: Signed, say: Say) -> CpnsSelection:
    facts = signed.selection
    rules = read_rules(signed.container.read(RULES_FILE, SMALL), facts.rules)
    known = known_rules(facts.rules)
    name = f"{rules.name} {rules.version}"
    if known is None:
        say(f"rules       {name}: NOT KNOWN to this program; compare {RULES_FILE} with the law it names")
    else:
        for place, expected, found in _unequal(known.content(), rules.content(), place=""):
            what = f"the rules {name} that came with this program say otherwise"
            raise NotVerified(Difference(RULES_FILE, what, field=place, expected=expected, found=found))
        say(f"rules       {name}, the same as came with this program")
    standard = rules.standard()
    for one in facts.skb:
        components = [test.component() for test in one.tests]
        for reason in check_components(components, facts.agency_kind, standard):
            if not reason.passed:
                what = f"tests {one.id}: {reason.rule}: {reason.message.en}"
                raise NotVerified(Difference(SELECTION_FILE, what, field="skb"))
    return standard


def _unequal(known: Any, found: Any, *, place: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(known, dict) and isinstance(found, dict):
        for name in sorted(known.keys() | found.keys()):
            path = f"{place}.{name}" if place else name
            yield from _unequal(known.get(name), found.get(name), place=path)
    elif not _is_same(known, found):
        yield place, "" if known is None else str(known), "" if found is None else str(found)


def _is_same(known: Any, found: Any) -> bool:
    """Whether JSON writes both alike: to Python, true is 1 as well."""
    if known is None or found is None:
        return known is found
    return canonical_json(known) == canonical_json(found)


def _read_rows(
    signed: Signed, standard: CpnsSelection, openings: dict[str, Opening]
) -> tuple[Recomputation, Counter[str]]:
    facts = signed.selection
    form = RowForm.of(facts.stage, facts.kinds, standard)
    recomputation = Recomputation(facts, standard, openings, form)
    checks = RowChecks(facts, standard, openings)
    edge, before, codes = RightEdge(), "", Counter[str]()
    lines = signed.container.lines(ROWS_FILE)
    if next(lines, b"") != form.header.encode():
        raise NotVerified(Difference(ROWS_FILE, "the header is another one", 1))
    for number, raw in enumerate(lines, 2):
        row = form.check(raw, number)
        if row.participant <= before:
            what = "is there twice" if row.participant == before else "stands out of order"
            raise NotVerified(Difference(ROWS_FILE, what, number, row.participant))
        if (wrong := checks.first(row, number)) is not None:
            raise NotVerified(wrong)
        before = row.participant
        edge.append(leaf_hash(raw))
        recomputation.add(number, raw, row)
        codes[row.code or "undecided"] += 1
    state = edge.state()
    if (state.size, state.root.hex()) != (facts.rows.count, facts.rows.root):
        raise differs(SELECTION_FILE, f"names another count or Merkle root of rows than {ROWS_FILE} has")
    return recomputation, codes
