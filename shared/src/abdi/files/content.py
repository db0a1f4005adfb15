"""What a file is by its content, whatever it is called."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import puremagic

from abdi.http.uploads import Upload
from abdi.i18n import Text
from abdi.problems import FieldError, Malformed

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

_EDGE: Final = 1_024
"""Bytes at the end in which a PDF says that it ends, as readers look for it."""
_PADDING: Final = b"\x00\r\n\t "
_NOT_WHAT_IT_SAYS: Final = Text(
    "Isi berkas tidak sesuai dengan jenis yang dinyatakan, atau berkas rusak.",
    "The content is not of the declared kind, or the file is damaged.",
)
_TWO_IN_ONE: Final = Text(
    "Berkas ini sekaligus berupa arsip; kirim dokumennya saja.",
    "This file is an archive as well; send the document alone.",
)
_EMPTY: Final = Text("Berkas kosong.", "The file is empty.")


class UnfitFile(Malformed):
    """The file is not what it says."""

    code = "unfit-file"
    title = Text("Berkas ini tidak dapat diterima", "This file cannot be accepted")


def _is_pdf(head: bytes, tail: bytes) -> bool:
    return head.startswith(b"%PDF-") and b"%%EOF" in tail


def _is_jpeg(head: bytes, tail: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff") and tail.rstrip(_PADDING).endswith(b"\xff\xd9")


def _is_png(head: bytes, tail: bytes) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n") and tail.endswith(b"IEND\xaeB`\x82")


_KINDS: Final[Mapping[str, Callable[[bytes, bytes], bool]]] = {PDF: _is_pdf, JPEG: _is_jpeg, PNG: _is_png}


@dataclass(frozen=True)
class FileRules:
    """What a route takes.

    Args:
        limit: the largest file, in bytes.
        media_types: what it may be: PDF, JPEG, PNG. Raises ValueError for another.
    """

    limit: int
    media_types: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = set(self.media_types) - _KINDS.keys()
        if unknown or not self.media_types:
            raise ValueError(f"no check for {sorted(unknown)}; there are {sorted(_KINDS)}")

    def inspect(self, upload: Upload) -> None:
        """Raises UnfitFile when the content is not of the declared kind from the first byte to the last.

        A file that is two kinds at once is refused as far as its ends show it: nothing stands before the
        beginning of the format or behind its end, and it is no archive.
        """
        head, tail = _ends(upload.path)
        if not head:
            raise _unfit("empty_file", _EMPTY)
        if not _KINDS[upload.form](head, tail) or _sniffed(head) != upload.form:
            raise _unfit("other_content", _NOT_WHAT_IT_SAYS)
        if zipfile.is_zipfile(upload.path):
            raise _unfit("archive_inside", _TWO_IN_ONE)


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as source:
        head = source.read(_EDGE)
        source.seek(max(path.stat().st_size - _EDGE, 0))
        return head, source.read()


def _sniffed(head: bytes) -> str | None:
    try:
        return puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        return None


def _unfit(code: str, message: Text) -> UnfitFile:
    return UnfitFile(message, errors=[FieldError(place="body", pointer="", code=code, message=message)])
