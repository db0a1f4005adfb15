"""The mailbox as a folder: many mails, and some that make room while it is read."""

import asyncio
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from abdi.notify.mailbox import MOST_KEPT, Mailbox
from abdi.notify.sending import AT_ONCE, MailSender
from abdi.testing.principals import ServiceClient


def letter(number: int) -> EmailMessage:
    made = EmailMessage()
    made["To"], made["Subject"] = f"pelamar.{number}@contoh.id", "Kode masuk"
    made["Message-ID"] = f"<{number:08d}@abdi.test>"
    made.set_content(f"Kode Anda: {number}")
    return made


async def test_newest_mails_are_kept_and_found_by_their_address(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    for number in range(MOST_KEPT + 3):
        await mailbox.send(letter(number))
    kept = mailbox.read()
    assert (len(kept), kept[0].id) == (MOST_KEPT, f"{MOST_KEPT + 2:08d}")
    assert [mail.text.strip() for mail in mailbox.read("PELAMAR.7@contoh.id")] == ["Kode Anda: 7"]
    assert mailbox.read("pelamar.2@contoh.id") == []


async def test_mails_that_come_at_once_share_a_folder_and_it_goes_with_them() -> None:
    mailbox = Mailbox(None)
    await asyncio.gather(*(mailbox.send(letter(number)) for number in range(20)))
    kept = mailbox.read()
    assert len(kept) == 20
    mailbox.close()
    assert mailbox.read() == []


async def test_mail_that_is_gone_when_it_is_read_is_left_out(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    await mailbox.send(letter(1))
    (tmp_path / "00000002.eml").symlink_to(tmp_path / "made-room")
    assert [mail.id for mail in mailbox.read()] == ["00000001"]


async def test_code_does_not_wait_behind_a_result_for_many(
    tell: Any, client: ServiceClient, sender: MailSender
) -> None:
    for _ in range(AT_ONCE + 1):
        await tell()
    assert (await client.post("/v1/codes", params={"person": str(UUID(int=77))})).status_code == 204
    assert await sender.send_due() == AT_ONCE
    sent = (await client.get("/v1/dev/mailbox", headers={"Accept": "application/json"})).json()["data"]
    assert any("Kode: 123456" in mail["text"] for mail in sent)
