"""A password and a code travel encrypted, or not at all."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from abdi.clock import SystemClock
from abdi.notify.letters import MailAway, SmtpWay
from abdi.testing.toy_desk import Settings


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(place, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
async def closed_server(mail_server: Any, context: ssl.SSLContext) -> AsyncIterator[int]:
    """The port of the same server over TLS."""
    server = await asyncio.start_server(mail_server.serve, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
def production(settings: Settings) -> Settings:
    return settings.model_copy(update={"env": "production"})


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@mail.test", "b@mail.test", "x"
    made.set_content("x")
    return made


async def send(settings: Settings, url: str) -> None:
    async with SmtpWay(settings, urlsplit(url)).opened() as post:
        await post.send(letter())


async def test_production_tells_a_server_without_tls_nothing(mail_server: Any, production: Settings) -> None:
    with pytest.raises(MailAway):
        await send(production, f"smtp://user:secret@127.0.0.1:{mail_server.port}")
    assert (mail_server.mails, mail_server.envelopes) == ([], [])


async def test_server_with_a_strangers_certificate_is_told_nothing(
    mail_server: Any, closed_server: int, production: Settings
) -> None:
    with pytest.raises(MailAway, match=r"SMTPConnectError|Certificate|SSL"):
        await send(production, f"smtps://127.0.0.1:{closed_server}")
    assert mail_server.mails == []


async def test_trusted_server_takes_it_over_tls(
    mail_server: Any,
    closed_server: int,
    certificate: Path,
    *,
    production: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    await send(production, f"smtps://127.0.0.1:{closed_server}")
    assert len(mail_server.mails) == 1


async def test_trusted_server_that_offers_starttls_takes_it_behind_that(
    mail_server: Any,
    context: ssl.SSLContext,
    certificate: Path,
    *,
    production: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail_server.upgrade = context
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    await send(production, f"smtp://127.0.0.1:{mail_server.port}")
    assert (len(mail_server.mails), mail_server.upgrade) == (1, None)
