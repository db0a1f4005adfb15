"""The zip file around a package: stored members in one order, in exactly one form.

Nothing is compressed, so a package never unpacks to more than it is; every byte outside of the contents is
fixed by names, sizes and checksums, so none can be changed unseen. Any zip program reads it.
Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16; day and time are 1980-01-01 00:00.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Final
from zlib import crc32

from abdi.transparency.manifest import FileFacts
from recruitment.publications.differences import NotUsable, differs

LARGEST: Final = 2**32 - 1
"""Bytes of a whole package: the reach of a zip file without the 64-bit extension."""
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LOCAL_SIGN: Final = b"PK\x03\x04"
_VERSION: Final = 20
_MADE_BY: Final = 3 << 8 | _VERSION  # Unix, whose permissions follow
_DAY: Final = 1 << 5 | 1
_MODE: Final = 0o100644 << 16
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the package; `offset` is where its head begins."""

    name: str
    offset: int
    size: int
    crc: int

    def head(self) -> bytes:
        """What stands before its content."""
        name = self.name.encode()
        return _LOCAL.pack(_LOCAL_SIGN, *self._facts(), len(name), 0) + name

    def entry(self) -> bytes:
        """What the directory at the end says of it."""
        name = self.name.encode()
        rest = (len(name), 0, 0, 0, 0, _MODE, self.offset)
        return _CENTRAL.pack(b"PK\x01\x02", _MADE_BY, *self._facts(), *rest) + name

    @property
    def begin(self) -> int:
        """Where the content begins."""
        return self.offset + _LOCAL.size + len(self.name)

    def _facts(self) -> tuple[int, ...]:
        return (_VERSION, 0, 0, 0, _DAY, self.crc, self.size, self.size)


def _directory(members: Sequence[Member], offset: int) -> bytes:
    entries = b"".join(member.entry() for member in members)
    count = len(members)
    return entries + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(entries), offset, 0)


class ContainerWriter:
    """Writes a package into `target`, seekable and empty, one file after the other in bounded memory."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._members: list[Member] = []

    def add(self, name: str, pieces: Iterable[bytes]) -> FileFacts:
        """Add one file. Raises ValueError when the package becomes too large."""
        offset = self._target.tell()
        member = Member(name, offset, 0, 0)
        self._target.write(member.head())
        size, crc, digest = 0, 0, sha256()
        for piece in pieces:
            self._target.write(piece)
            size, crc = size + len(piece), crc32(piece, crc)
            digest.update(piece)
            if offset + size > LARGEST - _PIECE:
                raise ValueError("a package has less than 4 GiB")
        member = Member(name, offset, size, crc)
        self._target.seek(offset)
        self._target.write(member.head())
        self._target.seek(member.begin + size)
        self._members.append(member)
        return FileFacts(name=name, size=size, sha256=digest.hexdigest())

    def close(self) -> None:
        """Write the directory; the package is complete."""
        self._target.write(_directory(self._members, self._target.tell()))


class Container:
    """A package opened for reading; nothing outside of the contents differs from the one form."""

    def __init__(self, source: BinaryIO, names: Sequence[str], *, label: str) -> None:
        """Read the frame of a package with the files `names`, in this order.

        `label` is what the package is called in messages. Raises NotUsable for what is no zip file at all,
        and NotVerified for a frame that is not in its one form.
        """
        self._source, self._label = source, label
        source.seek(0, 2)
        self.size = source.tell()
        source.seek(0)
        if source.read(len(_LOCAL_SIGN)) != _LOCAL_SIGN:
            raise NotUsable(f"{label} is no package of results: it does not begin as a zip file")
        self._members = {member.name: member for member in self._found(names)}

    def _found(self, names: Sequence[str]) -> list[Member]:
        members: list[Member] = []
        found: list[str] = []
        place = 0
        while (member := self._member_at(place, names, found)) is not None:
            found.append(member.name)
            members.append(member)
            place = member.begin + member.size
        if missing := [name for name in names if name not in found]:
            raise differs(missing[0], "is missing in the package")
        if found != list(names):
            moved = next(name for name, wanted in zip(found, names, strict=True) if name != wanted)
            raise differs(moved, "does not stand at its place in the package")
        directory = _directory(members, place)
        self._source.seek(place)
        if self._source.read(len(directory) + 1) != directory:
            raise differs(self._label, "the directory at the end of the zip file is not in its one form")
        return members

    def _member_at(self, place: int, names: Sequence[str], before: Sequence[str]) -> Member | None:
        self._source.seek(place)
        fixed = self._source.read(_LOCAL.size)
        if len(fixed) < _LOCAL.size or not fixed.startswith(_LOCAL_SIGN):
            return None
        _, _, flags, method, _, _, crc, _, size, length, _ = _LOCAL.unpack(fixed)
        written = self._source.read(length)
        name = written.decode("ascii", "backslashreplace")
        if name not in names:
            raise differs(ascii(name[:100]), "does not belong into the package")
        if name in before:
            raise differs(name, "stands twice in the package")
        if method or flags:
            raise differs(
                name, "is compressed, encrypted or streamed; files of a package are stored as they are"
            )
        member = Member(name, place, size, crc)
        if fixed + written != member.head():
            raise differs(name, "its head in the zip file is not in its one form")
        if member.begin + size > self.size:
            raise differs(name, "is cut off")
        return member

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a file. Raises NotVerified at its end when the checksum of the zip file differs."""
        member = self._members[name]
        crc, left, place = 0, member.size, member.begin
        while left:
            self._source.seek(place)
            piece = self._source.read(min(left, _PIECE))
            if not piece:
                raise differs(name, "is cut off")
            crc, left, place = crc32(piece, crc), left - len(piece), place + len(piece)
            yield piece
        if crc != member.crc:
            raise differs(name, "was changed: its checksum in the zip file differs")

    def read(self, name: str, most: int) -> bytes:
        """The content of a small file. Raises NotVerified when it has more than `most` bytes."""
        if self._members[name].size > most:
            raise differs(name, f"has more than {most} bytes")
        return b"".join(self.pieces(name))

    def facts(self, name: str) -> FileFacts:
        """Size and SHA-256 of a file."""
        digest = sha256()
        for piece in self.pieces(name):
            digest.update(piece)
        return FileFacts(name=name, size=self._members[name].size, sha256=digest.hexdigest())

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file without their ends, which are all a line feed. Raises NotVerified."""
        rest = b""
        number = 0
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            number += len(whole)
            if len(rest) > _PIECE:
                raise differs(name, f"line {number + 1} has no end")
        if rest:
            raise differs(name, "does not end with a line feed")
