"""Use cases about documents: hand in, replace, take back, as long as the application is a draft."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.files import JPEG, PDF, FileKeeping, FileRules, Upload, erase_file, save_file
from abdi.i18n import Text
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.applications.queries import get_application
from recruitment.applications.steps import must_allow
from recruitment.documents.models import ApplicationDocument
from recruitment.documents.queries import Given, find_given, get_given, list_asked, list_given
from recruitment.documents.schemas import DocumentRead
from recruitment.selections.models import RequiredDocument

RULES = FileRules(limit=2_000_000, media_types=(PDF, JPEG))
_ENDINGS = {PDF: "pdf", JPEG: "jpg"}


async def list_documents(session: AsyncSession, application: Application) -> list[DocumentRead]:
    """What is asked for, with what was handed in."""
    given = {one.document.code: one for one in await list_given(session, application.id)}
    return [_shown(asked, given.get(asked.code)) for asked in await list_asked(session, application)]


async def hand_in_document(
    session: AsyncSession,
    principal: Principal,
    files: FileKeeping,
    *,
    application_id: UUID,
    code: str,
    upload: Upload,
) -> DocumentRead:
    """Keep a document for a requirement of a draft; the earlier one is erased.

    Raises NotFound, ApplicationNotInState, FilesOff, Unavailable.
    """
    application, asked = await _draft_asking(session, principal, application_id, code=code)
    earlier = await find_given(session, application.id, code)
    stored = await save_file(
        session,
        files,
        upload,
        owner_id=application.applicant_id,
        agency=application.agency,
        name=f"{code}.{_ENDINGS[upload.form]}",
    )
    now = context_of(session).clock.now()
    if earlier is None:
        document = ApplicationDocument(
            id=new_id(), application_id=application.id, code=code, file_id=stored.id, given_at=now
        )
        session.add(document)
    else:
        await erase_file(session, earlier.file)
        document = earlier.document
        document.file_id, document.given_at = stored.id, now
    await session.flush()
    return _shown(asked, Given(document, stored))


async def take_back_document(
    session: AsyncSession, principal: Principal, *, application_id: UUID, code: str
) -> DocumentRead:
    """Erase a document of a draft. Raises NotFound, ApplicationNotInState."""
    application, asked = await _draft_asking(session, principal, application_id, code=code)
    given = await get_given(session, application.id, code)
    await erase_file(session, given.file)
    await session.delete(given.document)
    await session.flush()
    return _shown(asked, None)


async def _draft_asking(
    session: AsyncSession, principal: Principal, application_id: UUID, *, code: str
) -> tuple[Application, RequiredDocument]:
    # Locked: no document changes under an application that is being submitted.
    application = await get_application(session, principal, application_id, is_locked=True)
    must_allow(application, "change")
    for asked in await list_asked(session, application):
        if asked.code == code:
            return application, asked
    raise NotFound


def _shown(asked: RequiredDocument, given: Given | None) -> DocumentRead:
    file = None if given is None else given.file
    return DocumentRead(
        code=asked.code,
        name=Text(asked.name_id, asked.name_en),
        is_required=asked.is_required,
        state=None if file is None else file.state,
        media_type=None if file is None else file.media_type,
        size=None if file is None else file.size,
        sha256=None if file is None else file.sha256,
        given_at=None if given is None else given.document.given_at,
    )
