"""The desk, a mail server of the test's own, and the hand that sends what is due."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from abdi.i18n import Text
from abdi.notify import Notice, notify
from abdi.notify.sending import MailSender
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, employee
from abdi.testing.service import ServiceUnderTest
from abdi.testing.toy_desk import DESK

PERSON: Final = uuid4()
SUBJECT: Final = Text("Berkas lengkap", "Documents complete")
BODY: Final = Text("Pendaftaran {number} lolos — selamat.", "Application {number} has passed.")

USUAL: Final = {"DATA": "354 go on", "STARTTLS": "220 go on"}

Tell = Callable[..., Any]


@dataclass
class MailServer:
    """As much of an SMTP server as takes mails; `answers` gives other replies to commands than yes."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_after: str = ""
    upgrade: ssl.SSLContext | None = None
    """With it STARTTLS is offered; gone once it was used."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "RCPT":
                self.envelopes.append(line)
            answer = self.answers.get(verb) or USUAL.get(verb, "250 yes")
            if verb == "EHLO" and self.upgrade:
                answer = "250-mail.test\r\n250 STARTTLS"
            writer.write(f"{answer}\r\n".encode())
            if verb == "DATA" and answer.startswith("354"):
                self.mails.append((await reader.readuntil(b"\r\n.\r\n"))[:-5])
                if self.hangs_up_after == "DATA":
                    break
                writer.write(b"250 taken\r\n")
            if verb == "STARTTLS" and self.upgrade:
                await writer.start_tls(self.upgrade)
                self.upgrade = None
            if verb == "QUIT":
                break
        writer.close()

    @property
    def letters(self) -> list[EmailMessage]:
        """The mails, read."""
        return [message_from_bytes(mail, policy=modern) for mail in self.mails]


@pytest.fixture
def service() -> ServiceUnderTest:
    return DESK


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    made = MailServer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    return {"run_mail": False, "run_files": False}


@pytest.fixture
def sender(app: FastAPI) -> MailSender:
    return MailSender(app.state.kit, app.state.notices)


@pytest.fixture
def tell(unit: Unit) -> Tell:
    """Tells the person that the documents are complete, or what is given instead."""

    async def make(**facts: Any) -> UUID:
        given: dict[str, Any] = {
            "recipient_id": PERSON,
            "kind": "application.verified",
            "subject": SUBJECT,
            "body": BODY,
            "params": {"number": 12},
        }
        async with unit() as session:
            return await notify(session, Notice(**(given | facts)))

    return make


@pytest.fixture
def person(as_person: Callable[..., ServiceClient]) -> ServiceClient:
    return as_person(employee(PERSON, "5671"))
