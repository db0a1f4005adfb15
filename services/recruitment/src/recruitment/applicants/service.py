"""Use cases about accounts: register, sign in, confirm, correct, move to another address.

Whatever concerns codes runs in a unit of its own that sees everybody, since nobody has signed in there, and a
refusal must not undo that something was tried. Nobody is told whether a NIK or an address has an account.
"""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.notify import notify, notify_all
from abdi.problems import Conflict, RuleBroken
from recruitment.applicants.codes import (
    Purpose,
    find_awaited_address,
    keep_old_address,
    lock_digests,
    make_code,
    try_address,
    try_entry,
)
from recruitment.applicants.letters import again_letter, code_letter, moved_letters
from recruitment.applicants.models import Applicant
from recruitment.applicants.queries import (
    find_applicant_by_address,
    find_applicant_by_nik,
    get_own_applicant,
    has_submitted,
)
from recruitment.applicants.rules import Person, address_of, check_person, code_of
from recruitment.applicants.schemas import ApplicantCreate, ApplicantUpdate
from recruitment.applicants.vault import ApplicantVault
from recruitment.candidates.rules import without_separators


class AccountSettled(Conflict):
    """An application was submitted with these data."""

    code = "account-settled"
    title = Text("Data akun sudah dipakai dalam lamaran", "The account's data are used in an application")


def check_registration(wanted: ApplicantCreate, *, today: date) -> None:
    """Raises RuleBroken for a NIK that is none, or not this person's."""
    _check(Person(without_separators(wanted.nik), wanted.birth_date, wanted.sex), today=today)


async def register(session: AsyncSession, wanted: ApplicantCreate, *, vault: ApplicantVault) -> None:
    """Send a code to whoever wants an account; for whoever has one it is a sign-in."""
    nik, address = without_separators(wanted.nik), address_of(wanted.address)
    nik_digest, digest = vault.nik_digest(nik), vault.address_digest(address)
    await lock_digests(session, digest, nik_digest)
    by_nik = await find_applicant_by_nik(session, nik_digest)
    by_address = await find_applicant_by_address(session, digest)
    known = by_nik or by_address
    if known is None:
        details = wanted.model_dump(mode="json") | {"nik": nik, "address": address}
        purpose = Purpose("registration", details=details)
    elif by_nik is by_address:
        purpose = Purpose("sign_in", known.id, {"address": address})
    else:
        purpose = Purpose("sign_in")
    made = await make_code(session, vault, digest=digest, purpose=purpose)
    if made is not None and purpose.details is not None:
        await notify(session, code_letter(made))
    elif made is not None and known is not None:
        await notify(session, again_letter(known.id))


async def send_code(session: AsyncSession, written: str, *, vault: ApplicantVault) -> None:
    """Send a code to an address, if it has an account; all else is the same for every address."""
    address = address_of(written)
    digest = vault.address_digest(address)
    await lock_digests(session, digest)
    known = await find_applicant_by_address(session, digest)
    purpose = Purpose("sign_in", known.id, {"address": address}) if known else Purpose("sign_in")
    made = await make_code(session, vault, digest=digest, purpose=purpose)
    if made is not None and known is not None:
        await notify(session, code_letter(made))


async def sign_in(
    session: AsyncSession, written: str, code: str, *, vault: ApplicantVault
) -> Applicant | None:
    """Whose code it is, with an account from now on; None when it is not the one of this address."""
    digest = vault.address_digest(address_of(written))
    await lock_digests(session, digest)
    found = await try_entry(session, vault, digest=digest, code=code_of(code))
    if found is None or found.details_sealed is None:
        return None
    if found.applicant_id is not None:
        return await session.get(Applicant, found.applicant_id)
    return await _open_account(session, vault.open_details(found.id, found.details_sealed), vault=vault)


async def _open_account(
    session: AsyncSession, details: dict[str, Any], *, vault: ApplicantVault
) -> Applicant | None:
    wanted = ApplicantCreate.model_validate(details)
    nik_digest, digest = vault.nik_digest(wanted.nik), vault.address_digest(wanted.address)
    await lock_digests(session, nik_digest)
    if await find_applicant_by_nik(session, nik_digest) or await find_applicant_by_address(session, digest):
        return None  # somebody else confirmed first
    plain = wanted.model_dump(include={"name", "birth_date", "birth_place", "sex"})
    applicant = Applicant(id=new_id(), confirmed_at=context_of(session).clock.now(), **plain)
    vault.seal_person(applicant, nik=wanted.nik)
    vault.seal_address(applicant, wanted.address)
    session.add(applicant)
    await session.flush()
    return applicant


async def change_own_account(
    session: AsyncSession,
    principal: Principal,
    *,
    update: ApplicantUpdate,
    seen_version: int,
    vault: ApplicantVault,
) -> Applicant:
    """Correct the own data before anybody judges by them.

    Raises NotFound, PreconditionFailed, AccountSettled, RuleBroken.
    """
    applicant = await get_own_applicant(session, principal, is_locked=True)
    check_version(applicant, seen_version)
    if await has_submitted(session, applicant.id):
        raise AccountSettled(
            Text("Hubungi panitia untuk perbaikan data.", "Ask the committee for corrections of your data.")
        )
    for name, value in update.changes.items():
        setattr(applicant, name, value)
    with session.no_autoflush:
        person = Person(vault.nik_of(applicant), applicant.birth_date, applicant.sex)  # type: ignore[arg-type] # checked by the table
        _check(person, today=context_of(session).clock.today())
    await session.flush()
    return applicant


async def send_address_code(
    session: AsyncSession, principal: Principal, written: str, *, vault: ApplicantVault
) -> None:
    """Send a code to the address that somebody wants to be reached by, unless it has an account.

    Raises NotFound.
    """
    applicant = await get_own_applicant(session, principal)
    address = address_of(written)
    digest = vault.address_digest(address)
    await lock_digests(session, digest)
    known = await find_applicant_by_address(session, digest)
    purpose = Purpose("address", applicant.id, {"address": address} if known is None else None)
    made = await make_code(session, vault, digest=digest, purpose=purpose)
    if made is not None and known is None:
        await notify(session, code_letter(made))


async def move_account(
    session: AsyncSession, principal: Principal, code: str, *, vault: ApplicantVault
) -> Applicant | None:
    """The account at its new address; None when the code is not the one. Raises NotFound."""
    applicant = await get_own_applicant(session, principal)
    digest = await find_awaited_address(session, applicant.id)
    if digest is None:
        return None
    await lock_digests(session, digest)
    found = await try_address(session, vault, applicant_id=applicant.id, code=code_of(code))
    if found is None or found.details_sealed is None:
        return None
    if await find_applicant_by_address(session, digest) is not None:
        return None
    address = vault.open_details(found.id, found.details_sealed)["address"]
    await keep_old_address(session, vault, found, address=vault.address_of(applicant))
    vault.seal_address(applicant, address)
    await session.flush()
    await notify_all(session, moved_letters(applicant.id, found.id))
    return applicant


def _check(person: Person, *, today: date) -> None:
    broken = [reason for reason in check_person(person, today=today) if not reason.passed]
    if broken:
        raise RuleBroken(reasons=broken)
