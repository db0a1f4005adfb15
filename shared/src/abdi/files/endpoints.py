"""Files over HTTP: routes that take one as the body, and answers that are one."""

from typing import Annotated, Any, Final, cast
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse

from abdi.files.content import FileRules
from abdi.files.keeping import FileKeeping
from abdi.files.records import FileState, StoredFile
from abdi.files.stores import ObjectMissing
from abdi.http.route import UnitOfWorkRoute
from abdi.http.uploads import upload_route
from abdi.i18n import Text
from abdi.observability import get_logger
from abdi.problems import Conflict, Unavailable

log = get_logger(__name__)

_LOST: Final = Text("Berkas ini sedang tidak dapat dibaca.", "This file cannot be read at present.")


class FileNotClean(Conflict):
    """The file was not found clean (yet), so nobody gets it; `current_state` says how far it is."""

    code = "file-not-clean"
    title = Text("Berkas ini belum boleh dibuka", "This file may not be opened")


async def _files(request: Request) -> FileKeeping:
    return cast("FileKeeping", request.app.state.files)


Files = Annotated[FileKeeping, Depends(_files)]
"""The keeping of files of the service that answers."""


def file_route(rules: FileRules) -> type[UnitOfWorkRoute]:
    """A route class for files as `rules` allow; `upload_of(request)` gives the file."""
    forms = {media_type: media_type for media_type in rules.media_types}
    return upload_route(forms, rules.inspect, limit=rules.limit)


def file_body(rules: FileRules) -> dict[str, Any]:
    """What the document says of such a route's body: `openapi_extra=file_body(RULES)`."""
    schema = {"type": "string", "format": "binary", "maxLength": rules.limit}
    return {
        "requestBody": {
            "required": True,
            "description": f"the file itself, not a form; at most {rules.limit} bytes",
            "content": {media_type: {"schema": schema} for media_type in rules.media_types},
        }
    }


async def stream_file(files: FileKeeping, stored: StoredFile) -> StreamingResponse:
    """The answer that is this file, to be saved and neither shown nor cached.

    Raises FileNotClean, and Unavailable when the store is away or has lost it.
    """
    if stored.state != FileState.CLEAN:
        raise FileNotClean(current_state=stored.state)
    try:
        pieces = await files.store.get(stored.key)
    except ObjectMissing as error:
        log.error("files.object_missing", file_id=str(stored.id))  # noqa: TRY400 - the trace says no more
        raise Unavailable(_LOST) from error
    return StreamingResponse(pieces, headers=_headers(stored), media_type=stored.media_type)


def _headers(stored: StoredFile) -> dict[str, str]:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-()") else "_" for c in stored.name)
    whole = quote(stored.name, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}",
        "Content-Length": str(stored.size),
        "ETag": f'"{stored.sha256}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
