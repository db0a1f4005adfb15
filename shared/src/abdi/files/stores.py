"""Where the bytes lie: a folder of this machine or an S3-compatible store, behind one interface."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store
from pydantic import SecretStr

from abdi.files.settings import FOLDER, FileSettings
from abdi.i18n import Text
from abdi.observability import get_logger
from abdi.problems import Unavailable

log = get_logger(__name__)

PIECE_BYTES: Final = 256 * 1024
_AT_ONCE: Final = 1_000
_FOLDER_MODE: Final = 0o700
_AWAY: Final = Text(
    "Tempat penyimpanan berkas sedang tidak dapat dijangkau. Coba lagi.",
    "The place where files are kept is out of reach. Try again.",
)


class FilesOff(Unavailable):
    """Nobody said where files are kept."""

    code = "files-off"
    title = Text("Penyimpanan berkas belum disiapkan", "Nothing is set up to keep files")


class ObjectMissing(LookupError):  # noqa: N818 - errors are named by the fact
    """The store has nothing under this key."""


class FileStore:
    """Objects under random keys. Every call raises Unavailable while the store is away."""

    def __init__(self, store: ObjectStore, *, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def put(self, source: Path) -> str:
        """Keep what `source` holds; durable when this returns. Returns the key."""
        name = uuid4().hex
        key = f"{name[:2]}/{name}"
        with _reached():
            await obstore.put_async(self._store, key, source)
            if self._folder is not None:
                await asyncio.to_thread(_sync, self._folder / key, self._folder)
        return key

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """The object in pieces. Raises ObjectMissing, before the first."""
        with _reached(has_object=True):
            found = await obstore.get_async(self._store, key)
        return _pieces(found.stream(min_chunk_size=PIECE_BYTES))

    async def delete(self, key: str) -> None:
        """Remove it; no matter whether it is still there."""
        try:
            with _reached(has_object=True):
                await obstore.delete_async(self._store, key)
        except ObjectMissing:
            return

    async def older_than(self, moment: datetime) -> AsyncIterator[Sequence[str]]:
        """The keys of what was put before `moment`, in portions."""
        with _reached():
            async for portion in obstore.list(self._store, chunk_size=_AT_ONCE):
                yield [found["path"] for found in portion if found["last_modified"] < moment]


def make_store(settings: FileSettings) -> FileStore | None:
    """The store that the settings name; None when they name none. Makes the folder, connects to nothing.

    Without a place, tests keep files in the memory of the process.
    """
    if settings.files_url is None:
        return FileStore(MemoryStore()) if settings.env == "test" else None
    parts = urlsplit(settings.files_url)
    if parts.scheme == FOLDER:
        folder = Path(url2pathname(parts.path))
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        return FileStore(LocalStore(folder), folder=folder)
    return FileStore(_s3(settings, bucket=parts.netloc, prefix=parts.path.strip("/")))


def _s3(settings: FileSettings, *, bucket: str, prefix: str) -> S3Store:
    endpoint = settings.files_endpoint
    return S3Store(
        bucket,
        prefix=prefix or None,
        config={
            "access_key_id": _secret(settings.files_key_id),
            "secret_access_key": _secret(settings.files_secret_key),
            "region": settings.files_region,
            **({"endpoint": endpoint} if endpoint else {}),
        },
        client_options={
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=60),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=15)},
    )


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


async def _pieces(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    with _reached():
        async for piece in stream:
            yield bytes(piece)


@contextmanager
def _reached(*, has_object: bool = False) -> Iterator[None]:
    """Raises Unavailable for what a store says; ObjectMissing where it speaks of one object of its own."""
    try:
        yield
    except (BaseError, OSError) as error:
        if has_object and isinstance(error, FileNotFoundError):
            raise ObjectMissing from error
        # Its words have addresses and headers in them: the kind of failure says enough.
        log.warning("files.store_away", failure=type(error).__name__)
        raise Unavailable(_AWAY) from error


def _sync(file: Path, root: Path) -> None:
    """A row that is committed after this refers to bytes that a power cut does not take."""
    for place in (file, file.parent, root):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
