"""Where the mails of applicants go."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.notify.sending import AddressOf
from recruitment.applicants.models import Applicant, SignInCode
from recruitment.applicants.vault import ApplicantVault


def addresses_by(vault: ApplicantVault) -> AddressOf:
    """What finds the addresses of recipients: of people, and of codes that go to an address."""

    async def address_of(session: AsyncSession, recipients: Sequence[UUID]) -> Mapping[UUID, str]:
        people = await session.scalars(select(Applicant).where(Applicant.id.in_(recipients)))
        known = {person.id: vault.address_of(person) for person in people}
        waiting = (SignInCode.id.in_(recipients), SignInCode.details_sealed.is_not(None))
        for code in await session.scalars(select(SignInCode).where(*waiting)):
            if code.details_sealed is not None:
                known[code.id] = vault.open_details(code.id, code.details_sealed)["address"]
        return known

    return address_of
