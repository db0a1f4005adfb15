"""Development's mailbox: mails that would have left, for the developer and the tests to read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from functools import lru_cache
from html import escape
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import Annotated, Any, Final
from weakref import finalize

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from abdi.auth.permissions import public
from abdi.http.route import ServiceRouter

MOST_KEPT: Final = 500
PATH: Final = "/v1/dev/mailbox"
_NO_SCRIPTS: Final = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


@dataclass(frozen=True)
class Mail:
    """One mail in the mailbox."""

    id: str
    to: str
    subject: str
    date: str
    text: str


class Mailbox:
    """A folder of mails, the newest 500; without a folder of its own, one until `close`."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._opening = Lock()
        self._remove: finalize[..., Any] | None = None

    async def send(self, letter: EmailMessage) -> None:
        """Keep it."""
        await asyncio.to_thread(self._keep, letter)

    def read(self, address: str | None = None) -> list[Mail]:
        """The mails, the newest first; to `address` alone, if one is given."""
        mails = [mail for file in self._files() if (mail := _mail_in(file)) is not None]
        return [mail for mail in mails if address is None or mail.to.lower() == address.lower()]

    def close(self) -> None:
        """Remove the mails, unless they have a folder of their own."""
        if self._remove is not None:
            self._remove()
            self._remove = self._folder = None

    def _keep(self, letter: EmailMessage) -> None:
        folder = self._open()
        # The id begins with the time when the notice was made, so that names sort by it.
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        draft = folder / f".{name}.new"
        draft.touch(mode=0o600)
        draft.write_bytes(letter.as_bytes())
        draft.replace(folder / f"{name}.eml")
        for old in self._files()[MOST_KEPT:]:
            old.unlink(missing_ok=True)

    def _open(self) -> Path:
        # Mails are kept in threads, two at a time: they share one folder.
        with self._opening:
            if self._folder is None:
                made = mkdtemp(prefix="abdi-mailbox-")
                self._folder, self._remove = Path(made), finalize(self, rmtree, made, ignore_errors=True)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._folder

    def _files(self) -> list[Path]:
        return [] if self._folder is None else sorted(self._folder.glob("*.eml"), reverse=True)


@lru_cache(maxsize=2 * MOST_KEPT)
def _mail_in(file: Path) -> Mail | None:
    """The mail in a file, which never changes; None for one that made room for newer ones meanwhile."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    letter = message_from_bytes(content, policy=modern)
    body = letter.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    return Mail(file.stem, str(letter["To"]), str(letter["Subject"]), str(letter["Date"]), text)


def mailbox_router(mailbox: Mailbox) -> APIRouter:
    """The page of the mailbox; for development and tests only, since everybody may open it."""
    router = ServiceRouter(prefix=PATH, tags=["development"], include_in_schema=False)

    @router.get("", dependencies=[public], response_class=Response)
    async def read_mailbox(
        request: Request, address: Annotated[str | None, Query(max_length=320)] = None
    ) -> Response:
        """The mails, as a page; those to one address as JSON."""
        mails = await asyncio.to_thread(mailbox.read, address)
        if address is not None or "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"data": [_told(mail) for mail in mails]})
        return HTMLResponse(_page(mails), headers=_NO_SCRIPTS)

    return router


def _told(mail: Mail) -> dict[str, Any]:
    return vars(mail)


def _page(mails: Sequence[Mail]) -> str:
    listed = "".join(
        f"<article><h2>{escape(mail.subject)}</h2><p>{escape(mail.to)}, {escape(mail.date)}</p>"
        f"<pre>{escape(mail.text)}</pre></article><hr>"
        for mail in mails
    )
    head = '<!doctype html><html lang="id"><meta charset="utf-8"><title>Mailbox</title>'
    return f"{head}<h1>Kotak surat pengembangan</h1>{listed or '<p>Kosong.</p>'}</html>"
