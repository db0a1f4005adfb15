"""Keeping files: saved with the request that brings them, found behind the fence, erased for good."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from abdi.faults import crash_at
from abdi.files.records import FileState, StoredFile
from abdi.files.scanning import make_scanner
from abdi.files.settings import FileSettings
from abdi.files.stores import FilesOff, FileStore, make_store
from abdi.http.uploads import Upload
from abdi.problems import NotFound

OnRejected = Callable[[AsyncSession, StoredFile], Awaitable[None]]


class FileKeeping:
    """The store and the scanner of one service, as its settings say."""

    def __init__(self, settings: FileSettings, *, on_rejected: OnRejected | None = None) -> None:
        """`on_rejected` is told of a file in which the scanner found something, in the same transaction."""
        self._store = make_store(settings)
        self.scanner = make_scanner(settings)
        self.settings = settings
        self.on_rejected = on_rejected

    @property
    def is_on(self) -> bool:
        """Whether there is a place for files."""
        return self._store is not None

    @property
    def store(self) -> FileStore:
        """The place. Raises FilesOff without one."""
        if self._store is None:
            raise FilesOff
        return self._store


async def save_file(
    session: AsyncSession,
    files: FileKeeping,
    upload: Upload,
    *,
    owner_id: UUID,
    agency: str | None,
    name: str,
) -> StoredFile:
    """Keep the file that a request brought; the row stands or falls with the unit of work.

    Args:
        session: the request's.
        files: the service's keeping.
        upload: what `upload_of(request)` gives, on a route of `file_route`.
        owner_id: the person whose file it is; the fence lets that person see it.
        agency: whose officers see it behind the fence; None: nobody's.
        name: what a browser saves it as.

    Raises FilesOff, and Unavailable while the store is away.
    """
    key = await files.store.put(upload.path)
    crash_at("files.after_put")
    stored = StoredFile(
        agency=agency,
        owner_id=owner_id,
        key=key,
        name=name,
        media_type=upload.form,
        size=upload.size,
        sha256=upload.sha256,
        state=(FileState.PENDING if files.scanner else FileState.CLEAN).value,
        is_stored=True,
        attempts=0,
        next_try_at=context_of(session).clock.now(),
    )
    session.add(stored)
    await session.flush()
    return stored


async def find_file(session: AsyncSession, file_id: UUID) -> StoredFile | None:
    """The file, if there is one behind the session's fence; not one that was erased."""
    stored = await session.get(StoredFile, file_id)
    return None if stored is None or stored.state == FileState.ERASED else stored


async def get_file(session: AsyncSession, file_id: UUID) -> StoredFile:
    """The file. Raises NotFound.

    The fence is coarser than a policy: whether the asker may have it is decided by the caller.
    """
    stored = await find_file(session, file_id)
    if stored is None:
        raise NotFound
    return stored


async def erase_file(session: AsyncSession, stored: StoredFile) -> None:
    """Erase it: from the commit on nobody gets it, and soon after its bytes are gone. Safe to repeat."""
    if stored.state == FileState.ERASED:
        return
    stored.state = FileState.ERASED.value
    stored.name = ""
    stored.attempts, stored.next_try_at = 0, context_of(session).clock.now()
    await session.flush()
