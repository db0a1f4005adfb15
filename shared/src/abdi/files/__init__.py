"""Uploaded documents: taken as the body of a request, kept in a folder or an S3-compatible store.

The two calls that a service makes:

    stored = await save_file(session, files, upload_of(request), owner_id=..., agency=..., name="ijazah.pdf")
    return await stream_file(files, await get_file(session, stored_id))

around them:

    RULES = FileRules(limit=1_000_000, media_types=(PDF, JPEG))
    uploading = APIRouter(prefix="/v1/letters", route_class=file_route(RULES))

    @uploading.put("/{letter_id}/file", openapi_extra=file_body(RULES))
    async def put_letter(request: Request, session: DbSession, files: Files, ...): ...

An upload's address ends with `/file`: there a body may be larger than elsewhere, up to the limit of the
rules. The service says `files=FileKeeping(settings)` to `build_service`, has `FileSettings` among its
settings, and `include_file_tables(Base.metadata)` beside its models.

A file is `pending` until the scanner says that it is `clean` (at once where nothing scans), else `rejected`.
Only a clean file is given out. `erase_file` marks it; its bytes are removed after the commit. Objects that no
row knows, of requests that failed, are removed after a day. Keys are random: they tell of nobody.
"""

from abdi.files.content import JPEG, PDF, PNG, FileRules
from abdi.files.endpoints import Files, file_body, file_route, stream_file
from abdi.files.keeping import FileKeeping, erase_file, find_file, get_file, save_file
from abdi.files.records import FileState, StoredFile, include_file_tables
from abdi.files.settings import FileSettings
from abdi.http.uploads import Upload, upload_of

__all__ = [
    "JPEG",
    "PDF",
    "PNG",
    "FileKeeping",
    "FileRules",
    "FileSettings",
    "FileState",
    "Files",
    "StoredFile",
    "Upload",
    "erase_file",
    "file_body",
    "file_route",
    "find_file",
    "get_file",
    "include_file_tables",
    "save_file",
    "stream_file",
    "upload_of",
]
