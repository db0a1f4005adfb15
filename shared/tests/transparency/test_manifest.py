"""The manifest: signed, in one form, and the first file that differs named."""

import io
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from abdi.transparency.canonical import canonical_json
from abdi.transparency.manifest import (
    Difference,
    FileFacts,
    Manifest,
    ManifestRefused,
    facts_of,
    first_difference,
    is_plain_name,
    open_manifest,
    sign_manifest,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CONTENTS = {"rows.csv": b"1,2\n", "rules.json": b"{}", "formations.csv": b""}
FILES = [facts_of(name, io.BytesIO(content)) for name, content in CONTENTS.items()]
MANIFEST = Manifest.of(FILES)
DATA = MANIFEST.to_bytes()
SIGNATURE = sign_manifest(MANIFEST, KEY)
BESIDE = [facts_of(name, io.BytesIO(b"x")) for name in ("manifest.json", "manifest.sig", "key.pem")]


def altered(name: str, content: bytes) -> list[FileFacts]:
    """The files, with another content of one."""
    return [facts_of(name, io.BytesIO(content)), *(file for file in FILES if file.name != name)]


def signed(value: object) -> tuple[bytes, bytes]:
    """Any JSON, with a signature by the right key."""
    data = canonical_json(value)
    return data, KEY.sign(data)


def test_bytes_are_canonical_and_in_order_of_name() -> None:
    empty = sha256().hexdigest()
    rows, rules = (sha256(CONTENTS[name]).hexdigest() for name in ("rows.csv", "rules.json"))
    assert DATA.decode() == (
        f'{{"files":[{{"name":"formations.csv","sha256":"{empty}","size":0}},'
        f'{{"name":"rows.csv","sha256":"{rows}","size":4}},'
        f'{{"name":"rules.json","sha256":"{rules}","size":2}}],"format":"abdi-manifest/v1"}}'
    )
    assert Manifest.of(reversed(FILES)) == MANIFEST


def test_signed_manifest_opens_and_the_files_are_as_it_says() -> None:
    assert open_manifest(DATA, SIGNATURE, KEY.public_key()) == MANIFEST
    assert first_difference(MANIFEST, FILES) is None
    assert first_difference(MANIFEST, [*BESIDE, *reversed(FILES)]) is None


def test_turned_bit_in_any_byte_is_noticed() -> None:
    for place in range(len(DATA)):
        changed = bytearray(DATA)
        changed[place] ^= 1 << place % 8
        with pytest.raises(ManifestRefused, match="not signed"):
            open_manifest(bytes(changed), SIGNATURE, KEY.public_key())
    for place in range(len(SIGNATURE)):
        changed = bytearray(SIGNATURE)
        changed[place] ^= 1 << place % 8
        with pytest.raises(ManifestRefused, match="not signed"):
            open_manifest(DATA, bytes(changed), KEY.public_key())


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(ManifestRefused, match="not signed"):
        open_manifest(DATA, SIGNATURE, Ed25519PrivateKey.generate().public_key())


@settings(deadline=None, max_examples=50)
@given(st.binary())
def test_facts_are_those_of_the_whole_file(content: bytes) -> None:
    digest = sha256(content).hexdigest()
    assert facts_of("a", io.BytesIO(content)) == FileFacts(name="a", size=len(content), sha256=digest)


def test_large_file_is_read_in_pieces() -> None:
    whole = bytes(range(256)) * 10_000  # more than two pieces
    assert facts_of("a", io.BytesIO(whole)).sha256 == sha256(whole).hexdigest()


@pytest.mark.parametrize(
    ("found", "difference"),
    [
        ([], Difference("formations.csv", "missing")),
        (FILES[:1], Difference("formations.csv", "missing")),
        ([FILES[0], FILES[2]], Difference("rules.json", "missing")),
        ([*FILES, facts_of("a.csv", io.BytesIO())], Difference("a.csv", "extra")),
        ([*FILES, facts_of("z.csv", io.BytesIO())], Difference("z.csv", "extra")),
        ([*FILES, facts_of("../rows.csv", io.BytesIO())], Difference("../rows.csv", "extra")),
        ([*FILES, facts_of("ROWS.csv", io.BytesIO())], Difference("ROWS.csv", "extra")),
        ([*FILES, FILES[0]], Difference("rows.csv", "twice")),
        ([*FILES, *BESIDE, BESIDE[0]], Difference("manifest.json", "twice")),
        (altered("rows.csv", b"1,3\n"), Difference("rows.csv", "content")),
        (altered("rows.csv", b"1,2\r\n"), Difference("rows.csv", "size")),
    ],
)
def test_first_difference_is_named(found: list[FileFacts], difference: Difference) -> None:
    assert first_difference(MANIFEST, found) == difference


def test_first_by_name_is_named_when_there_are_several() -> None:
    found = [*altered("rows.csv", b""), facts_of("rows.txt", io.BytesIO())]
    assert first_difference(MANIFEST, found[:-1][::-1]) == Difference("rows.csv", "size")
    assert first_difference(MANIFEST, [found[-1]]) == Difference("formations.csv", "missing")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a",
        "/a",
        "a/b",
        "a\\b",
        "C:a",
        "a..b",
        ".hidden",
        "-option",
        "a.",
        "a ",
        "a\n",
        "a\0",
        "a:b",
        "é",
        "\u202ea",
        "con",
        "NUL.txt",
        "lpt1.a.b",
        "x" * 101,
    ],
)
def test_name_that_leads_elsewhere_is_refused(name: str) -> None:
    facts = facts_of(name, io.BytesIO())
    assert not is_plain_name(name)
    with pytest.raises(ValidationError, match="no plain name"):
        Manifest.of([facts])
    with pytest.raises(ManifestRefused, match="no plain name"):
        open_manifest(
            *signed({"files": [facts.model_dump()], "format": "abdi-manifest/v1"}), KEY.public_key()
        )


@pytest.mark.parametrize("name", ["rows.csv", "a", "A-1_b.tar.gz", "console", "x" * 100])
def test_plain_name_is_taken(name: str) -> None:
    assert Manifest.of([facts_of(name, io.BytesIO())]).files[0].name == name


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a", "a"], "capital letters"),
        (["A", "a"], "capital letters"),
        (["Manifest.json"], "beside"),
        (["key.pem"], "beside"),
    ],
)
def test_names_that_meet_others_are_refused(names: list[str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Manifest.of(facts_of(name, io.BytesIO()) for name in names)


FACTS = FILES[0].model_dump()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "manifest: "),
        ({"files": []}, "format: "),
        ({"files": [], "format": "abdi-manifest/v2"}, "format: "),
        ({"files": [], "format": "abdi-manifest/v1", "more": 1}, "more: "),
        ({"files": [FACTS | {"size": -1}], "format": "abdi-manifest/v1"}, r"files.0.size: "),
        ({"files": [FACTS | {"size": True}], "format": "abdi-manifest/v1"}, r"files.0.size: "),
        ({"files": [FACTS | {"size": "4"}], "format": "abdi-manifest/v1"}, r"files.0.size: "),
        ({"files": [FACTS | {"sha256": "AB" * 32}], "format": "abdi-manifest/v1"}, r"files.0.sha256: "),
        (
            {"files": [FACTS | {"sha256": "ab" * 32 + "\n"}], "format": "abdi-manifest/v1"},
            r"files.0.sha256: ",
        ),
        ({"files": [FACTS, FILES[2].model_dump()], "format": "abdi-manifest/v1"}, "order of name"),
    ],
)
def test_signed_json_that_is_no_manifest_is_refused(value: object, message: str) -> None:
    with pytest.raises(ManifestRefused, match=message):
        open_manifest(*signed(value), KEY.public_key())


def test_signed_bytes_in_another_form_are_refused() -> None:
    loose = DATA.replace(b":", b": ")
    with pytest.raises(ManifestRefused, match="one form"):
        open_manifest(loose, KEY.sign(loose), KEY.public_key())
