"""The mailbox as a folder: many mails, and some that make room while it is read."""

from email.message import EmailMessage
from pathlib import Path

from abdi.notify.mailbox import MOST_KEPT, Mailbox


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


async def test_mail_that_is_gone_when_it_is_read_is_left_out(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    await mailbox.send(letter(1))
    (tmp_path / "00000002.eml").symlink_to(tmp_path / "made-room")
    assert [mail.id for mail in mailbox.read()] == ["00000001"]
