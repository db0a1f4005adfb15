"""Finding applicants."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.problems import NotFound
from abdi.tokens import Principal
from recruitment.applicants.models import Applicant
from recruitment.applications.models import Application


async def get_own_applicant(
    session: AsyncSession, principal: Principal, *, is_locked: bool = False
) -> Applicant:
    """The account of whoever asks, locked when asked. Raises NotFound, for tokens that outlived one too."""
    wanted = select(Applicant).where(Applicant.id == principal.applicant_id)
    found = await session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def find_applicant_by_nik(session: AsyncSession, digest: bytes) -> Applicant | None:
    """Whose NIK it is; in a unit that sees everybody."""
    return await session.scalar(select(Applicant).where(Applicant.nik_index == digest))


async def find_applicant_by_address(session: AsyncSession, digest: bytes) -> Applicant | None:
    """Whose address it is; in a unit that sees everybody."""
    return await session.scalar(select(Applicant).where(Applicant.address_index == digest))


async def has_submitted(session: AsyncSession, applicant_id: UUID) -> bool:
    """Whether the person ever submitted an application: then somebody judges by what the account says."""
    submitted = (Application.applicant_id == applicant_id, Application.submitted_at.is_not(None))
    return bool(await session.scalar(select(exists().where(*submitted))))
