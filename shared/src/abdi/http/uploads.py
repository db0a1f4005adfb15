"""Routes that take a file as the body itself: written to the disk as it comes, with its checksum."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from abdi.auth.permissions import authenticate, authorise, permission_of
from abdi.http.door import refuse_unknown_query
from abdi.http.failures import problem_of
from abdi.http.route import UnitOfWorkRoute, query_names
from abdi.i18n import Text
from abdi.kit import kit_of
from abdi.problems import Malformed, TooLarge, UnsupportedMediaType

_BROKEN_OFF: Final = Text("Berkas tidak terkirim utuh.", "The file did not arrive whole.")
_UTF8: Final = frozenset({"utf-8", "utf8", "us-ascii"})


@dataclass(frozen=True)
class Upload:
    """A file that came as the body of a request; it is gone when the request is."""

    path: Path
    size: int
    sha256: str
    form: str
    """What kind of file it is, by its media type."""


def upload_of(request: Request) -> Upload:
    """The file that `request` brought."""
    upload: Upload = request.state.upload
    return upload


def upload_route(
    forms: Mapping[str, str], inspect: Callable[[Upload], None], *, limit: int | None = None
) -> type[UnitOfWorkRoute]:
    """A route class for files.

    Who may not send one is refused before the body is read. The unit of work begins when the whole file is on
    the disk; under an Idempotency-Key its checksum stands for the body.

    Args:
        forms: by accepted media type, the `form` of an Upload.
        inspect: looks at the file before the unit of work, in a thread; raises a Problem.
        limit: the largest file in bytes; None: as large as the service takes bodies there.
    """

    class UploadRoute(UnitOfWorkRoute):
        """See `upload_route`."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()
            known = frozenset(query_names(self.dependant))

            async def handle(request: Request) -> Response:
                await authenticate(request)
                refuse_unknown_query(request, known)
                await _admit(request, self)
                form = _form_of(request, forms)
                _refuse_announced(request, limit)
                async with _spooled(request, form, limit) as upload:
                    await asyncio.to_thread(inspect, upload)
                    request.state.upload = upload
                    response = await answer(Request(request.scope, _telling(upload.sha256)))
                kit_of(request).wake_jobs()
                return response

            return handle

    return UploadRoute


async def _admit(request: Request, route: UnitOfWorkRoute) -> None:
    """Raises Forbidden; the unit of work asks again, for itself."""
    permission = permission_of(route)
    if permission is None:
        return
    try:
        async with kit_of(request).reading_sessions() as session:
            request.state.session = session
            await authorise(request, permission)
    except Exception as error:
        problem = problem_of(error)
        raise (problem or error) from error
    finally:
        request.state.authorised = None


def _form_of(request: Request, forms: Mapping[str, str]) -> str:
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", rest, re.IGNORECASE)
    form = forms.get(kind.strip().lower())
    if form is None or (charset and charset[1].lower() not in _UTF8):
        raise UnsupportedMediaType(accepted=sorted(forms))
    return form


def _refuse_announced(request: Request, limit: int | None) -> None:
    """Raises TooLarge before a byte is read."""
    if limit is not None and int(request.headers.get("content-length", "0")) > limit:
        raise TooLarge(limit=limit)


@asynccontextmanager
async def _spooled(request: Request, form: str, limit: int | None) -> AsyncIterator[Upload]:
    checksum, size = sha256(), 0
    with TemporaryDirectory(prefix="abdi-upload-") as folder:
        path = Path(folder, "file")
        with path.open("wb") as target:  # noqa: ASYNC230 - a local file, piece by piece
            try:
                async for piece in request.stream():
                    checksum.update(piece)
                    size += len(piece)
                    if limit is not None and size > limit:
                        raise TooLarge(limit=limit)
                    target.write(piece)
            except ClientDisconnect as gone:
                raise Malformed(_BROKEN_OFF) from gone
        yield Upload(path, size, checksum.hexdigest(), form)


def _telling(checksum: str) -> Receive:
    """A body that is the checksum of the one that was read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": checksum.encode(), "more_body": False}

    return receive
