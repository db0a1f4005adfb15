"""Whatever is changed after signing is found, and named."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from abdi.transparency.heads import TreeHead, sign_head
from abdi.transparency.merkle import MerkleTree
from recruitment.publications.differences import Difference, NotUsable, NotVerified
from recruitment.publications.packages import FILES
from recruitment.publications.verification import verify_package

Check = Callable[[bytes], Difference | None]
Unpack = Callable[[bytes], dict[str, bytes]]
Pack = Callable[[dict[str, bytes]], bytes]
NAMED = {"manifest.sig": "manifest.json"}
"""A file in whose stead another is named: a wrong signature is one over the manifest."""


@pytest.fixture(scope="module")
def package(world: Callable[..., Any], key: Ed25519PrivateKey) -> bytes:
    """One good package."""
    made: bytes = world(8).packed(key)
    return made


def flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def content_at(data: bytes, place: int) -> str | None:
    """The file in whose content a byte of the package lies."""
    with ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            begin = info.header_offset + 30 + len(info.filename)
            if begin <= place < begin + info.file_size:
                return info.filename
    return None


@settings(deadline=None, max_examples=150)
@given(data=st.data(), bit=st.integers(min_value=0, max_value=7))
def test_no_bit_of_the_zip_file_can_be_turned_unseen(
    data: st.DataObject, bit: int, package: bytes, trusted: str
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(package) - 1))
    changed = io.BytesIO(flipped(package, place, bit))
    with pytest.raises((NotVerified, NotUsable)) as caught:
        verify_package(changed, trusted, label="results.zip", say=lambda _: None)
    if (name := content_at(package, place)) is not None:
        assert isinstance(caught.value, NotVerified)
        assert caught.value.difference.file == name


def test_every_byte_between_the_files_is_fixed(package: bytes, checked: Check) -> None:
    outside = [place for place in range(4, len(package)) if content_at(package, place) is None]
    assert len(outside) > 800
    assert all(checked(flipped(package, place, place % 8)) is not None for place in outside)


@settings(deadline=None, max_examples=100)
@given(data=st.data(), name=st.sampled_from(FILES), bit=st.integers(min_value=0, max_value=7))
def test_a_changed_file_in_a_sound_zip_file_is_named(
    data: st.DataObject,
    name: str,
    bit: int,
    package: bytes,
    *,
    checked: Check,
    unpacked: Unpack,
    repacked: Pack,
) -> None:
    files = unpacked(package)
    place = data.draw(st.integers(min_value=0, max_value=len(files[name]) - 1))
    found = checked(repacked(files | {name: flipped(files[name], place, bit)}))
    assert found is not None
    assert found.file == NAMED.get(name, name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_or_lengthened_is_named(
    name: str, package: bytes, checked: Check, unpacked: Unpack, repacked: Pack
) -> None:
    files = unpacked(package)
    for content in (b"", files[name][:-1], files[name] + b"\n", files[name] + files[name]):
        found = checked(repacked(files | {name: content}))
        assert found is not None
        assert found.file == NAMED.get(name, name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_moved_or_there_twice_is_named(
    name: str, package: bytes, checked: Check, unpacked: Unpack, repacked: Pack
) -> None:
    files = unpacked(package)
    without = {other: content for other, content in files.items() if other != name}
    found = checked(repacked(without))
    assert found is not None
    assert (found.file, found.what) == (name, "is missing in the package")
    target = io.BytesIO(repacked(files))
    with ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, b"another")
    found = checked(target.getvalue())
    assert found is not None
    assert (found.file, found.what) == (name, "stands twice in the package")
    if name != FILES[-1]:
        moved = checked(repacked(without | {name: files[name]}))
        assert moved is not None
        assert "place in the package" in moved.what


@pytest.mark.parametrize("name", ["../rows.csv", "/etc/passwd", "rows.csv/", "ROWS.CSV", "..\\x", "more.txt"])
def test_a_file_that_does_not_belong_is_named(
    name: str, package: bytes, checked: Check, unpacked: Unpack, repacked: Pack
) -> None:
    found = checked(repacked(unpacked(package) | {name: b"x"}))
    assert found is not None
    assert (found.file, found.what) == (ascii(name), "does not belong into the package")


def test_a_bomb_is_not_unpacked(package: bytes, checked: Check, unpacked: Unpack) -> None:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in unpacked(package).items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content + b"0" * 50_000_000 if name == "rows.csv" else content)
    found = checked(target.getvalue())
    assert found is not None
    assert found.file == "rows.csv"
    assert "compressed" in found.what


@pytest.mark.parametrize("data", [b"", b"P", b"PK\x05\x06" + b"\0" * 18, b"{}", b"\x1f\x8b"])
def test_what_is_no_package_cannot_be_used(data: bytes, trusted: str) -> None:
    with pytest.raises(NotUsable, match="no package of results"):
        verify_package(io.BytesIO(data), trusted, label="results.zip", say=print)


@settings(deadline=None, max_examples=40)
@given(cut=st.integers(min_value=4, max_value=10**9))
def test_a_package_that_is_cut_off_is_found(cut: int, package: bytes, checked: Check) -> None:
    assert checked(package[: 4 + cut % (len(package) - 4)]) is not None


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(min_value=0, max_value=10**6), code=st.sampled_from(["P", "P/L", "TH"]))
def test_whoever_signs_again_with_another_key_has_another_fingerprint(
    seed: int, code: str, world: Callable[..., Any], checked: Check
) -> None:
    made = world(seed)
    changed = replace(made, rows=(replace(made.rows[0], code=code), *made.rows[1:]))
    for forged in (made, changed):
        found = checked(forged.packed(Ed25519PrivateKey.generate()))
        assert found is not None
        assert found.file == "key.pem"
        assert "another fingerprint" in found.what


def test_a_head_or_proof_of_another_log_or_tree_is_named(
    package: bytes, checked: Check, unpacked: Unpack, repacked: Pack, key: Ed25519PrivateKey, world: Any
) -> None:
    files = unpacked(package)
    at = datetime(2025, 1, 9, tzinfo=UTC)
    empty = MerkleTree().state()
    for origin, named in (("another.example/log", "head.txt"), (world(8).facts.log, "inclusion.json")):
        head = sign_head(TreeHead(origin, empty), at=at, key=key)
        found = checked(repacked(files | {"head.txt": head}))
        assert found is not None
        assert found.file == named
    other = unpacked(world(9).packed(key))
    found = checked(
        repacked(files | {"inclusion.json": other["inclusion.json"], "head.txt": other["head.txt"]})
    )
    assert found is not None
    assert (found.file, found.what) == ("inclusion.json", "the proof leads to another root")
