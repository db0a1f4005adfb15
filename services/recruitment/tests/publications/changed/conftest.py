"""Packages taken apart, changed and put together again."""

import io
from collections.abc import Callable
from hashlib import sha256
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.manifest import MANIFEST_FILE, SIGNATURE_FILE, Manifest, facts_of, sign_manifest
from recruitment.publications.containers import ContainerWriter
from recruitment.publications.log_entries import InclusionFile, LogFacts, entry_of
from recruitment.publications.packages import LISTED
from recruitment.publications.selection_files import read_selection


@pytest.fixture(scope="session")
def unpacked() -> Callable[[bytes], dict[str, bytes]]:
    """The files of a package, as any zip program sees them."""

    def unpack(data: bytes) -> dict[str, bytes]:
        with ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return unpack


@pytest.fixture(scope="session")
def repacked() -> Callable[[dict[str, bytes]], bytes]:
    """A package of these files, in its one form."""

    def pack(files: dict[str, bytes]) -> bytes:
        target = io.BytesIO()
        writer = ContainerWriter(target)
        for name, content in files.items():
            writer.add(name, [content])
        writer.close()
        return target.getvalue()

    return pack


@pytest.fixture(scope="session")
def resigned(
    key: Ed25519PrivateKey,
    enter: Callable[[bytes], LogFacts],
    unpacked: Callable[[bytes], dict[str, bytes]],
    repacked: Callable[[dict[str, bytes]], bytes],
) -> Callable[..., bytes]:
    """A package with one file changed, signed and logged again by the true key."""

    def sign(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
        files = unpacked(data)
        files[name] = change(files[name])
        listed = [facts_of(each, io.BytesIO(files[each])) for each in LISTED]
        manifest = Manifest.of(listed)
        files[MANIFEST_FILE] = manifest.to_bytes()
        files[SIGNATURE_FILE] = sign_manifest(manifest, key)
        selection = read_selection(files["selection.json"])
        facts = enter(entry_of(selection, sha256(files[MANIFEST_FILE]).hexdigest()))
        files["inclusion.json"] = InclusionFile.of(facts).to_bytes()
        files["head.txt"] = facts.head
        return repacked(files)

    return sign
