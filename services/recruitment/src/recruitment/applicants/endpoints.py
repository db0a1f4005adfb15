"""HTTP for accounts of applicants: two doors without sign-in, and the own account behind them."""

import json
from contextlib import AbstractAsyncContextManager
from typing import Annotated, cast

from fastapi import Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.endpoints import LooksQuery
from abdi.audit.queries import list_looks
from abdi.audit.schemas import LookRead
from abdi.auth import Principal, public, requires
from abdi.clock import Clock
from abdi.db.context import context_of
from abdi.db.uow import unit_of_work
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.http.dependencies import ClockNow
from abdi.kit import kit_of
from abdi.paging import Page
from abdi.settings import APPLICANT_ISSUER
from abdi.tokens import TokenSigner
from recruitment.applicants import service
from recruitment.applicants.codes import CodeRefused
from recruitment.applicants.models import Applicant
from recruitment.applicants.queries import get_own_applicant, has_submitted
from recruitment.applicants.rules import CODE_LIFETIME, CODE_PAUSE, SIGNED_IN_FOR
from recruitment.applicants.schemas import (
    AddressConfirmation,
    ApplicantCreate,
    ApplicantRead,
    ApplicantUpdate,
    CodeSentRead,
    SignedInRead,
    SignInConfirmation,
    SignInCreate,
)
from recruitment.applicants.vault import ApplicantVault, masked_address
from recruitment.policy import OWN_ACCOUNT
from recruitment.settings import Settings

router = ServiceRouter(prefix="/v1", tags=["applicants"])

Own = Annotated[Principal, requires(OWN_ACCOUNT)]


async def _vault(request: Request) -> ApplicantVault:
    return cast("ApplicantVault", request.app.state.applicant_vault)


async def _signer(request: Request) -> TokenSigner:
    kit = kit_of(request)
    key = cast("Settings", kit.settings).applicant_signing_key
    return TokenSigner(json.loads(key.get_secret_value()), issuer=APPLICANT_ISSUER, clock=kit.clock)


Vault = Annotated[ApplicantVault, Depends(_vault)]
Signer = Annotated[TokenSigner, Depends(_signer)]
_SENT = CodeSentRead(
    valid_seconds=int(CODE_LIFETIME.total_seconds()), pause_seconds=int(CODE_PAUSE.total_seconds())
)


@router.post("/public/applicants", status_code=202, dependencies=[public])
async def register_applicant(
    body: ApplicantCreate, request: Request, *, session: DbSession, clock: ClockNow, vault: Vault
) -> CodeSentRead:
    """Ask for an account; it is there once the code that goes to the address was confirmed."""
    service.check_registration(body, today=clock.today())
    async with _apart(request, session) as unit:
        await service.register(unit, body, vault=vault)
    return _SENT


@router.post("/public/applicant-sign-ins", status_code=202, dependencies=[public])
async def start_applicant_sign_in(
    body: SignInCreate, request: Request, *, session: DbSession, vault: Vault
) -> CodeSentRead:
    """Ask for a code; it goes to the address, if there is an account."""
    async with _apart(request, session) as unit:
        await service.send_code(unit, body.address, vault=vault)
    return _SENT


@router.post("/public/applicant-sign-ins:confirm", dependencies=[public])
async def confirm_applicant_sign_in(
    body: SignInConfirmation,
    request: Request,
    *,
    session: DbSession,
    clock: ClockNow,
    vault: Vault,
    signer: Signer,
) -> SignedInRead:
    """Come in with the code; the token is good for half an hour."""
    async with _apart(request, session) as unit:
        applicant = await service.sign_in(unit, body.address, body.code, vault=vault)
    if applicant is None:
        raise CodeRefused
    return _signed_in(applicant, clock, signer)


@router.get("/applicants/me", name="get_own_account")
async def read_own_account(
    response: Response, *, session: DbSession, principal: Own, vault: Vault
) -> ApplicantRead:
    """The own account."""
    applicant = await get_own_applicant(session, principal)
    return _shown(applicant, vault, response, is_settled=await has_submitted(session, applicant.id))


@router.get("/applicants/me/reads", name="list_own_reads")
async def read_own_looks(
    session: DbSession, principal: Own, *, query: Annotated[LooksQuery, Depends()]
) -> Page[LookRead]:
    """Who looked at the own data here: when, why and in which role, by request, the newest first."""
    applicant = await get_own_applicant(session, principal)
    return await list_looks(session, applicant.id, query)


@router.patch("/applicants/me")
async def change_own_account(
    body: ApplicantUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Own,
    if_match: IfMatch,
    vault: Vault,
) -> ApplicantRead:
    """Correct the own data, as long as no application was submitted."""
    applicant = await service.change_own_account(
        session, principal, update=body, seen_version=if_match, vault=vault
    )
    return _shown(applicant, vault, response, is_settled=False)


@router.post("/applicants/me/address", status_code=202)
async def start_address_change(
    body: SignInCreate, request: Request, *, session: DbSession, principal: Own, vault: Vault
) -> CodeSentRead:
    """Ask for a code at a new address."""
    async with _apart(request, session) as unit:
        await service.send_address_code(unit, principal, body.address, vault=vault)
    return _SENT


@router.post("/applicants/me/address:confirm")
async def confirm_address_change(
    body: AddressConfirmation,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Own,
    vault: Vault,
) -> ApplicantRead:
    """Confirm the new address with the code that went there; sign-ins use it from now on."""
    async with _apart(request, session) as unit:
        moved = await service.move_account(unit, principal, body.code, vault=vault)
        is_settled = moved is not None and await has_submitted(unit, moved.id)
    if moved is None:
        raise CodeRefused
    return _shown(moved, vault, response, is_settled=is_settled)


def _apart(request: Request, session: AsyncSession) -> AbstractAsyncContextManager[AsyncSession]:
    """A unit of its own: it is committed before the request is refused."""
    return unit_of_work(kit_of(request).sessions, context_of(session))


def _signed_in(applicant: Applicant, clock: Clock, signer: TokenSigner) -> SignedInRead:
    principal = Principal(
        subject=str(applicant.id),
        kind="applicant",
        applicant_id=applicant.id,
        roles=frozenset({"applicant"}),
    )
    return SignedInRead(
        access_token=signer.issue(principal, lifetime=SIGNED_IN_FOR),
        token_type="Bearer",  # noqa: S106 - a word of the protocol
        expires_at=clock.now() + SIGNED_IN_FOR,
        applicant_id=applicant.id,
    )


def _shown(
    applicant: Applicant, vault: ApplicantVault, response: Response, *, is_settled: bool
) -> ApplicantRead:
    set_etag(response, applicant.version)
    return ApplicantRead(
        id=applicant.id,
        version=applicant.version,
        nik=vault.masked_nik(applicant),
        name=applicant.name,
        birth_date=applicant.birth_date,
        birth_place=applicant.birth_place,
        sex=applicant.sex,
        address=masked_address(vault.address_of(applicant)),
        is_settled=is_settled,
        created_at=applicant.created_at,
    )
