"""The manifest of a package of files: names, sizes and SHA-256, with a detached signature.

`manifest.json` is canonical JSON (see `canonical`), the files in order of name:

    {"files":[{"name":"rows.csv","sha256":"...","size":12}],"format":"abdi-manifest/v1"}

`manifest.sig` is the Ed25519 signature over exactly those bytes, 64 bytes raw, so that openssl checks it as
well. Neither these two nor the public key beside them stand in the list.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, BinaryIO, Final, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from abdi.transparency.canonical import NotCanonical, canonical_json, read_canonical
from abdi.transparency.keys import is_signed

MANIFEST_FILE: Final = "manifest.json"
SIGNATURE_FILE: Final = "manifest.sig"
KEY_FILE: Final = "key.pem"
BESIDE: Final = frozenset({MANIFEST_FILE, SIGNATURE_FILE, KEY_FILE})
"""What lies in the package and does not stand in the manifest."""
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-])){0,99}")
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?"
)  # Windows opens these elsewhere
_PIECE: Final = 1 << 20
_LARGEST: Final = 2**53 - 1


class ManifestRefused(ValueError):  # noqa: N818 - errors are named by the fact
    """A manifest is not signed by the key, or not of the form."""


class FileFacts(BaseModel):
    """What is known of one file: its name as found, size in bytes, SHA-256 in hex."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    size: Annotated[int, Field(ge=0, le=_LARGEST)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Difference:
    """The first file that is not as the manifest says, by name; `twice`: two files have the one name."""

    name: str
    kind: Literal["missing", "extra", "twice", "size", "content"]


class Manifest(BaseModel):
    """The files of a package, in order of name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["abdi-manifest/v1"]
    files: Annotated[tuple[FileFacts, ...], Field(strict=False)]

    @model_validator(mode="after")
    def _names_are_safe(self) -> Self:
        names = [file.name for file in self.files]
        if unsafe := [name for name in names if not is_plain_name(name)]:
            raise ValueError(f"{unsafe[0]!r} is no plain name of a file")
        if BESIDE.intersection(map(str.lower, names)):
            raise ValueError("the manifest does not list what lies beside it")
        if len({name.lower() for name in names}) < len(names):
            raise ValueError("two names are one where capital letters do not count")
        if names != sorted(names):
            raise ValueError("the files are not in order of name")
        return self

    @classmethod
    def of(cls, files: Iterable[FileFacts]) -> Self:
        """The manifest of `files`, in any order. Raises ValueError for unsafe, reserved or equal names."""
        return cls(format="abdi-manifest/v1", files=tuple(sorted(files, key=lambda file: file.name)))

    def to_bytes(self) -> bytes:
        """What is signed and stored as `manifest.json`."""
        return canonical_json(self.model_dump())


def facts_of(name: str, stream: BinaryIO) -> FileFacts:
    """The facts of the file `name`, read from `stream` to its end, in bounded memory."""
    size, digest = 0, sha256()
    while piece := stream.read(_PIECE):
        size += len(piece)
        digest.update(piece)
    return FileFacts(name=name, size=size, sha256=digest.hexdigest())


def sign_manifest(manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
    """The detached signature over the bytes of `manifest`, 64 bytes.

    The same key may sign heads: those have several lines, and canonical JSON has no newline.
    """
    return key.sign(manifest.to_bytes())


def open_manifest(data: bytes, signature: bytes, key: Ed25519PublicKey) -> Manifest:
    """The manifest in `data`, not read before its signature is verified. Raises ManifestRefused."""
    if not is_signed(data, signature, key):
        raise ManifestRefused("the manifest is not signed by this key")
    try:
        return Manifest.model_validate(read_canonical(data))
    except NotCanonical as error:
        raise ManifestRefused(str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "manifest"
        raise ManifestRefused(f"{place}: {first['msg']}") from error


def first_difference(manifest: Manifest, found: Iterable[FileFacts]) -> Difference | None:
    """The first file, by name, in which `found` (all files of the package) is not as `manifest` says."""
    present = list(found)
    counts = Counter(file.name for file in present)
    by_name = {file.name: file for file in present}
    listed = {file.name: file for file in manifest.files}
    for name in sorted(listed.keys() | by_name.keys()):
        if counts[name] > 1:
            return Difference(name, "twice")
        if name in BESIDE:
            continue
        if kind := _difference(listed.get(name), by_name.get(name)):
            return Difference(name, kind)
    return None


def is_plain_name(name: str) -> bool:
    """Whether `name` is one file of this folder on every system: ASCII letters, digits, -, _, inner dots."""
    return _NAME.fullmatch(name) is not None and _DEVICE.fullmatch(name.lower()) is None


def _difference(
    listed: FileFacts | None, present: FileFacts | None
) -> Literal["missing", "extra", "size", "content"] | None:
    if listed is None:
        return "extra"
    if present is None:
        return "missing"
    if listed.size != present.size:
        return "size"
    return "content" if listed.sha256 != present.sha256 else None
