"""HTTP for the documents of applications."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.files import Files, file_body, file_route, stream_file, upload_of
from abdi.http import DbSession, ServiceRouter
from abdi.http.described_problems import MAY_CONFLICT
from abdi.policy import others
from recruitment.applications.models import Application
from recruitment.applications.queries import get_application
from recruitment.documents import service
from recruitment.documents.queries import get_given
from recruitment.documents.schemas import DocumentRead, DocumentsRead
from recruitment.policy import READ_APPLICATION, SUBMIT_APPLICATION

_PREFIX = "/v1/applications"
router = ServiceRouter(prefix=_PREFIX, tags=["documents"])
uploading = APIRouter(prefix=_PREFIX, tags=["documents"], route_class=file_route(service.RULES))

Reader = Annotated[Principal, requires(READ_APPLICATION)]
Owner = Annotated[Principal, requires(SUBMIT_APPLICATION)]


@router.get("/{application_id}/documents", name="list_application_documents")
async def read_documents(
    application_id: UUID, request: Request, *, session: DbSession, principal: Reader
) -> DocumentsRead:
    """What is asked for, with what was handed in."""
    application = await get_application(session, principal, application_id)
    _note(request, principal, "application.documents", application=application)
    return DocumentsRead(data=await service.list_documents(session, application))


@uploading.put("/{application_id}/documents/{code}/file", openapi_extra=file_body(service.RULES))
async def hand_in_document(
    application_id: UUID, code: str, request: Request, *, session: DbSession, principal: Owner, files: Files
) -> DocumentRead:
    """Hand in a document, PDF or JPEG; it takes the place of an earlier one."""
    return await service.hand_in_document(
        session, principal, files, application_id=application_id, code=code, upload=upload_of(request)
    )


@router.get(
    "/{application_id}/documents/{code}/file",
    name="get_application_document",
    response_class=StreamingResponse,
    responses={200: {"content": {kind: {} for kind in service.RULES.media_types}}, **MAY_CONFLICT},
)
async def read_document(
    application_id: UUID, code: str, request: Request, *, session: DbSession, principal: Reader, files: Files
) -> StreamingResponse:
    """The document itself."""
    application = await get_application(session, principal, application_id)
    given = await get_given(session, application.id, code)
    _note(request, principal, "application.document", application=application)
    return await stream_file(files, given.file)


@router.delete("/{application_id}/documents/{code}/file")
async def take_back_document(
    application_id: UUID, code: str, *, session: DbSession, principal: Owner
) -> DocumentRead:
    """Take a document back while the application is a draft."""
    return await service.take_back_document(session, principal, application_id=application_id, code=code)


def _note(request: Request, principal: Principal, action: str, *, application: Application) -> None:
    if others(principal, [application.applicant_id]):
        note_read(request, action, (application.id, application.applicant_id))
