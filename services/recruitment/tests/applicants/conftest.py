"""Somebody who registers, and the mails that come."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.notify import MailState, StoredNotice
from abdi.notify.mailbox import Mail
from abdi.notify.sending import MailSender
from abdi.testing.principals import ServiceClient

Mails = Callable[[str], Awaitable[list[Mail]]]
Code = Callable[[str], Awaitable[str]]
SignedIn = Callable[..., Awaitable[ServiceClient]]
PATIENCE_SECONDS = 30

SITI: dict[str, Any] = {
    "name": "Siti Contoh",
    "nik": "6171056010010009",
    "birth_date": "2001-10-20",
    "birth_place": "Pontianak",
    "sex": "female",
    "address": "siti@contoh.id",
}


@pytest.fixture
def mails(app: FastAPI, sessions: async_sessionmaker[AsyncSession]) -> Mails:
    """The mails to an address, the newest first, once everything that is due was sent."""
    pending = select(func.count()).where(StoredNotice.mail == MailState.PENDING)

    async def read(address: str) -> list[Mail]:
        sender = MailSender(app.state.kit, app.state.notices)
        async with asyncio.timeout(PATIENCE_SECONDS), sessions() as looking:
            while await looking.scalar(pending):  # the service itself sends as well
                if not await sender.send_due():
                    await asyncio.sleep(0.05)
                await looking.rollback()
        found: list[Mail] = app.state.notices.mailbox.read(address)
        return found

    return read


@pytest.fixture
def code(mails: Mails) -> Code:
    """The code in the newest mail to an address."""

    async def read(address: str) -> str:
        found = await mails(address)
        assert found, f"no mail to {address}"
        return read_code(found[0])

    return read


def read_code(mail: Mail) -> str:
    """The code in a mail."""
    found = re.search(r"\b(\d{4} \d{4})\b", mail.text)
    assert found is not None, mail.text
    return found[1]


@pytest.fixture
def signed_in(client: ServiceClient, app: FastAPI, code: Code) -> SignedIn:
    """`await signed_in(nik=..., address=...)`: a client of somebody with a new account."""

    async def register(**facts: Any) -> ServiceClient:
        wanted = SITI | facts
        assert (await client.post("/v1/public/applicants", json=wanted)).status_code == 202
        told = {"address": wanted["address"], "code": await code(wanted["address"])}
        answer = await client.post("/v1/public/applicant-sign-ins:confirm", json=told)
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        return ServiceClient(app, client._issuer, {"Authorization": f"Bearer {token}"})  # noqa: SLF001

    return register
