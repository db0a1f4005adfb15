"""One-time codes: made, limited, tried; in units of their own, so that a refusal undoes no attempt."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import Conflict
from recruitment.applicants.models import SignInCode
from recruitment.applicants.rules import (
    CODE_ATTEMPTS,
    CODE_LIFETIME,
    FORGOTTEN_AFTER,
    HOUR,
    may_send,
)
from recruitment.applicants.vault import ApplicantVault, new_code

ENTRY: Final = ("registration", "sign_in")
ADDRESS: Final = ("address",)
_NOBODY: Final = UUID(int=0)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('recruitment.applicant.' || :digest, 0))")


class CodeRefused(Conflict):
    """The code is wrong, was used, has ended or was tried too often; nobody is told which."""

    code = "code-refused"
    title = Text("Kode tidak berlaku", "The code is not valid")

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Periksa kode dalam surel terakhir, atau minta kode baru.",
                "Check the code in the last mail, or ask for a new one.",
            )
        )


@dataclass(frozen=True)
class Made:
    """A code that was made: what to write to the person."""

    id: UUID
    code: str
    expires_at: datetime
    minutes: int = int(CODE_LIFETIME.total_seconds() // 60)


@dataclass(frozen=True)
class Purpose:
    """For what a code is: whose, and what waits for it."""

    name: str
    applicant_id: UUID | None = None
    details: dict[str, Any] | None = None


async def lock_digests(session: AsyncSession, *digests: bytes) -> None:
    """Let no two units work on one address or NIK at a time; every unit names the address first."""
    for digest in digests:
        await session.execute(_LOCK, {"digest": digest.hex()})


async def make_code(
    session: AsyncSession, vault: ApplicantVault, *, digest: bytes, purpose: Purpose
) -> Made | None:
    """A code for the address behind `digest`, which ends the earlier ones; None when one was made just now.

    The caller holds the lock of the address.
    """
    now = context_of(session).clock.now()
    of_address = SignInCode.address_index == digest
    await session.execute(delete(SignInCode).where(SignInCode.made_at < now - FORGOTTEN_AFTER))
    recent = select(SignInCode.made_at).where(of_address, SignInCode.made_at > now - HOUR)
    if not may_send([*await session.scalars(recent)], now):
        return None
    group = ADDRESS if purpose.name in ADDRESS else ENTRY
    living = (of_address, SignInCode.purpose.in_(group), SignInCode.ended_at.is_(None))
    await session.execute(update(SignInCode).where(*living).values(ended_at=now))
    code_id, code = new_id(), new_code()
    sealed = None if purpose.details is None else vault.seal_details(code_id, purpose.details)
    await session.execute(
        insert(SignInCode).values(
            id=code_id,
            purpose=purpose.name,
            address_index=digest,
            applicant_id=purpose.applicant_id,
            details_sealed=sealed,
            digest=vault.code_digest(code_id, code),
            made_at=now,
            expires_at=now + CODE_LIFETIME,
            attempts=0,
        )
    )
    return Made(code_id, code, now + CODE_LIFETIME)


async def try_entry(
    session: AsyncSession, vault: ApplicantVault, *, digest: bytes, code: str
) -> SignInCode | None:
    """The code by which somebody comes in at an address; None when it is not the one."""
    return await _try(session, vault, SignInCode.address_index == digest, purposes=ENTRY, code=code)


async def find_awaited_address(session: AsyncSession, applicant_id: UUID) -> bytes | None:
    """The digest of the address that somebody wants to confirm."""
    wanted = select(SignInCode.address_index).where(
        SignInCode.applicant_id == applicant_id,
        SignInCode.purpose.in_(ADDRESS),
        SignInCode.ended_at.is_(None),
    )
    return await session.scalar(wanted.order_by(SignInCode.made_at.desc()).limit(1))


async def try_address(
    session: AsyncSession, vault: ApplicantVault, *, applicant_id: UUID, code: str
) -> SignInCode | None:
    """The code by which somebody confirms a new address; None when it is not the one."""
    return await _try(session, vault, SignInCode.applicant_id == applicant_id, purposes=ADDRESS, code=code)


async def keep_old_address(
    session: AsyncSession, vault: ApplicantVault, used: SignInCode, *, address: str
) -> None:
    """Let what is told to this code, which was used, go to the address that was left."""
    sealed = vault.seal_details(used.id, {"address": address})
    await session.execute(update(SignInCode).where(SignInCode.id == used.id).values(details_sealed=sealed))


async def _try(
    session: AsyncSession,
    vault: ApplicantVault,
    whose: Any,
    *,
    purposes: Collection[str],
    code: str,
) -> SignInCode | None:
    wanted = (
        select(SignInCode)
        .where(whose, SignInCode.purpose.in_(purposes), SignInCode.ended_at.is_(None))
        .order_by(SignInCode.made_at.desc())
        .limit(1)
        .with_for_update()
    )
    found = await session.scalar(wanted)
    now = context_of(session).clock.now()
    # The same work whether or not there is a code, and a comparison that takes as long for any.
    told = vault.code_digest(found.id if found else _NOBODY, code)
    is_right = hmac.compare_digest(told, found.digest if found else bytes(len(told)))
    if found is None:
        return None
    fits = is_right and now < found.expires_at
    is_over = fits or found.attempts + 1 >= CODE_ATTEMPTS
    await _count(session, found.id, ended_at=now if is_over else None)
    return found if fits else None


async def _count(session: AsyncSession, code_id: UUID, *, ended_at: datetime | None) -> None:
    values = {"attempts": SignInCode.attempts + 1, "ended_at": ended_at}
    # Past the ORM: attempts at a door are no changes of anybody's record, and anybody may make them.
    tried = update(SignInCode).where(SignInCode.id == code_id).values(values)
    await session.execute(tried.execution_options(synchronize_session=False))
