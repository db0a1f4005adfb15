"""What applicants handed in, as far as the pre-check reads it."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.files import StoredFile
from recruitment.documents.models import ApplicationDocument

CLEAN = "clean"


async def list_handed_in(
    session: AsyncSession, application_ids: Collection[UUID]
) -> dict[UUID, frozenset[str]]:
    """The codes of the documents of each application that were found clean."""
    wanted = (
        select(ApplicationDocument.application_id, ApplicationDocument.code)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.application_id.in_(application_ids), StoredFile.state == CLEAN)
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for application_id, code in await session.execute(wanted):
        found[application_id].add(code)
    return {application_id: frozenset(codes) for application_id, codes in found.items()}
