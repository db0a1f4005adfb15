"""Finding documents of applications, and what documents are asked for."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.files import StoredFile
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.documents.models import ApplicationDocument
from recruitment.selections.models import RequiredDocument


class Given(NamedTuple):
    """A document with its file."""

    document: ApplicationDocument
    file: StoredFile


async def list_asked(session: AsyncSession, application: Application) -> Sequence[RequiredDocument]:
    """What an application may hand in: what everybody does, and what those of its need do."""
    wanted = select(RequiredDocument).where(
        RequiredDocument.selection_id == application.selection_id,
        or_(RequiredDocument.need.is_(None), RequiredDocument.need == application.need),
    )
    return (await session.scalars(wanted.order_by(RequiredDocument.code))).all()


async def list_asked_codes(session: AsyncSession, application: Application) -> list[str]:
    """The codes of what it must hand in."""
    return [one.code for one in await list_asked(session, application) if one.is_required]


async def list_given(session: AsyncSession, application_id: UUID) -> list[Given]:
    """What was handed in, by code."""
    wanted = (
        select(ApplicationDocument, StoredFile)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.application_id == application_id)
    )
    return [Given(*row) for row in await session.execute(wanted.order_by(ApplicationDocument.code))]


async def states_by_code(session: AsyncSession, application_id: UUID) -> dict[str, str]:
    """The state of the file of each document that was handed in."""
    return {given.document.code: given.file.state for given in await list_given(session, application_id)}


async def find_given(session: AsyncSession, application_id: UUID, code: str) -> Given | None:
    """What was handed in for one requirement."""
    return next((one for one in await list_given(session, application_id) if one.document.code == code), None)


async def get_given(session: AsyncSession, application_id: UUID, code: str) -> Given:
    """What was handed in for one requirement. Raises NotFound."""
    found = await find_given(session, application_id, code)
    if found is None:
        raise NotFound
    return found
