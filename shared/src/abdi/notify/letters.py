"""A notice as a mail, and the two ways that a mail can go."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from typing import Final, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from abdi.notify.mailbox import Mailbox
from abdi.notify.records import StoredNotice
from abdi.notify.settings import NoticeSettings, sender_of

PATIENCE_SECONDS: Final = 15.0
NOBODY: Final = Address("Abdi", addr_spec="no-reply@abdi.test")
"""Who sends in development."""
_PERMANENT: Final = 500
_BETWEEN: Final = "\n\n--\n\n"


class MailRefused(Exception):  # noqa: N818 - errors are named by the fact
    """This mail will never be taken; the message says what kind of refusal it was."""


class MailAway(Exception):  # noqa: N818
    """The server does not take it now."""


class Post(Protocol):
    """Takes one mail after the other."""

    async def send(self, letter: EmailMessage) -> None:
        """Hand it over. Raises MailRefused or MailAway."""
        ...


class Way(Protocol):
    """How mails leave."""

    def opened(self) -> AbstractAsyncContextManager[Post]:
        """A connection for some mails. Raises MailAway."""
        ...


def write_letter(notice: StoredNotice, to: str, *, sender: Address, at: datetime) -> EmailMessage:
    """The mail of `notice` in both languages, Indonesian first. Raises MailRefused for no address.

    The Message-ID is the notice's: whoever gets it twice can tell.
    """
    letter = EmailMessage(policy=WIRE)
    try:
        to.encode("ascii")
        letter["To"] = Address(addr_spec=to)
    except (ValueError, IndexError, MessageError) as error:
        raise MailRefused("address") from error
    letter["From"] = sender
    letter["Subject"] = " ".join(str(notice.subject["id"]).split())
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{notice.id}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = "id, en"
    letter.set_content(_BETWEEN.join((notice.body["id"], f"{notice.subject['en']}\n\n{notice.body['en']}")))
    return letter


class SmtpWay:
    """A mail server, over TLS; outside production also one that has none."""

    def __init__(self, settings: NoticeSettings, url: SplitResult) -> None:
        self._url = url
        # None: when the server offers it. A stranger on the way could hide the offer.
        self._start_tls = False if url.scheme == "smtps" else (True if settings.env == "production" else None)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Post]:
        """See `Way`."""
        client = SMTP(
            hostname=self._url.hostname,
            port=self._url.port,
            username=unquote(self._url.username) if self._url.username else None,
            password=unquote(self._url.password) if self._url.password else None,
            use_tls=self._url.scheme == "smtps",
            start_tls=self._start_tls,
            timeout=PATIENCE_SECONDS,
        )
        try:
            await client.connect()
        except (SMTPException, OSError) as error:
            raise MailAway(_told(error)) from error
        try:
            yield _SmtpPost(client)
        finally:
            client.close()


class _SmtpPost:
    def __init__(self, client: SMTP) -> None:
        self._client = client

    async def send(self, letter: EmailMessage) -> None:
        try:
            await self._client.send_message(letter)
        except SMTPRecipientsRefused as refused:
            code = max(one.code for one in refused.recipients)
            raise (MailRefused if code >= _PERMANENT else MailAway)(f"recipient {code}") from refused
        except SMTPResponseException as error:
            raise (MailRefused if error.code >= _PERMANENT else MailAway)(_told(error)) from error
        except (SMTPException, OSError) as error:
            raise MailAway(_told(error)) from error


def _told(error: Exception) -> str:
    """The kind and code of a failure, without the server's words."""
    code = f" {error.code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"


class MailboxWay:
    """Development's mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Post]:
        """See `Way`."""
        yield self._mailbox


def make_way(settings: NoticeSettings, mailbox: Mailbox | None) -> Way | None:
    """The way that the settings name; None: mail is off."""
    if settings.smtp_url is not None:
        return SmtpWay(settings, urlsplit(settings.smtp_url.get_secret_value()))
    return MailboxWay(mailbox) if mailbox is not None else None


def sender_in(settings: NoticeSettings) -> Address:
    """Who sends."""
    return sender_of(settings.mail_from) or NOBODY
