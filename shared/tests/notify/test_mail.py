"""Mails to a real server: sent after the commit, again when it was away, and not for ever."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.i18n import Text
from abdi.notify import Notice, NoticeKeeping, notify
from abdi.notify.sending import MailSender, send_notices
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from abdi.testing.toy_desk import HOMELESS, Settings

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def settings_overrides(mail_server: Any) -> dict[str, Any]:
    url = f"smtp://127.0.0.1:{mail_server.port}"
    return {"run_mail": False, "run_files": False, "smtp_url": url, "mail_from": "Abdi <no-reply@abdi.test>"}


async def state(sessions: Sessions) -> Any:
    async with sessions() as session:
        asked = text("SELECT mail, attempts, last_error, body FROM notice")
        return (await session.execute(asked)).one()


async def test_mail_has_both_languages_and_the_id_of_its_notice(
    tell: Any, sender: MailSender, mail_server: Any, sessions: Sessions
) -> None:
    notice_id = await tell()
    assert mail_server.mails == []
    assert await sender.send_due() == 1
    (letter,) = mail_server.letters
    assert (letter["Subject"], letter["From"]) == ("Berkas lengkap", "Abdi <no-reply@abdi.test>")
    assert letter["Message-ID"] == f"<{notice_id}@abdi.test>"
    body = letter.get_content()
    assert "Pendaftaran 12 lolos — selamat." in body
    assert "Documents complete" in body
    assert "Application 12 has passed." in body
    assert (await state(sessions)).mail == "sent"
    assert await sender.send_due() == 0


async def test_what_is_rolled_back_is_told_to_nobody(
    unit: Unit, sender: MailSender, mail_server: Any
) -> None:
    told = Text("x", "x")

    async def fail() -> None:
        async with unit() as session:
            await notify(session, Notice(recipient_id=HOMELESS, kind="x", subject=told, body=told))
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await fail()
    assert (await sender.send_due(), mail_server.mails) == (0, [])


async def test_server_that_is_away_is_asked_again_after_a_growing_pause(
    tell: Any, sender: MailSender, mail_server: Any, *, clock: FixedClock, sessions: Sessions
) -> None:
    await tell()
    mail_server.answers = {"EHLO": "421 later", "HELO": "421 later"}
    for pause in (5, 30, 120):
        assert await sender.send_due() == 1
        clock.advance(timedelta(seconds=pause - 1))
        assert await sender.send_due() == 0
        clock.advance(timedelta(seconds=1))
    assert (await state(sessions)).mail == "pending"
    mail_server.answers = {}
    assert await sender.send_due() == 1
    assert ((await state(sessions)).mail, len(mail_server.mails)) == ("sent", 1)


async def test_process_that_died_before_it_could_note_it_sends_again_under_the_same_id(
    tell: Any, sender: MailSender, mail_server: Any, *, clock: FixedClock
) -> None:
    await tell()
    mail_server.hangs_up_after = "DATA"
    await sender.send_due()
    mail_server.hangs_up_after = ""
    clock.advance(timedelta(minutes=5))
    await sender.send_due()
    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]


async def test_what_another_process_claimed_is_left_to_it_until_it_is_silent_too_long(
    tell: Any, app: FastAPI, sender: MailSender, *, clock: FixedClock
) -> None:
    await tell()
    other = MailSender(app.state.kit, app.state.notices)
    assert len(await other._claim()) == 1  # noqa: SLF001 - a process that dies right after
    assert await sender.send_due() == 0
    clock.advance(timedelta(minutes=5))
    assert await sender.send_due() == 1


@pytest.mark.parametrize(("verb", "kept"), [("RCPT", "recipient 550"), ("DATA", "SMTPDataError 550")])
async def test_refused_mail_fails_for_good_and_the_servers_words_are_not_kept(
    tell: Any, sender: MailSender, mail_server: Any, *, sessions: Sessions, verb: str, kept: str
) -> None:
    await tell()
    mail_server.answers = {verb: "550 no such person budi@mail.test"}
    await sender.send_due()
    found = await state(sessions)
    assert (found.mail, found.last_error) == ("failed", kept)
    assert await sender.send_due() == 0


async def test_one_refusal_stops_no_other_mail(tell: Any, sender: MailSender, mail_server: Any) -> None:
    await tell(recipient_id=HOMELESS)
    await tell()
    assert await sender.send_due() == 2
    assert [letter["Subject"] for letter in mail_server.letters] == ["Berkas lengkap"]


async def test_code_is_erased_once_sent(
    tell: Any, sender: MailSender, mail_server: Any, *, sessions: Sessions
) -> None:
    await tell(is_secret=True, body=Text("Kode 123456", "Code 123456"))
    await sender.send_due()
    assert "123456" in mail_server.letters[0].get_content()
    assert (await state(sessions)).body == {}


async def test_code_that_is_no_longer_valid_is_not_sent_and_erased(
    tell: Any, sender: MailSender, mail_server: Any, *, clock: FixedClock, sessions: Sessions
) -> None:
    await tell(is_secret=True, valid_until=clock.now() + timedelta(minutes=10))
    clock.advance(timedelta(minutes=11))
    await sender.send_due()
    found = await state(sessions)
    assert (found.mail, found.last_error, found.body, mail_server.mails) == ("failed", "too late", {}, [])


async def test_mail_that_never_gets_through_is_given_up_after_days(
    tell: Any, sender: MailSender, *, clock: FixedClock, sessions: Sessions
) -> None:
    await tell()
    clock.advance(timedelta(days=3, minutes=1))
    await sender.send_due()
    assert (await state(sessions)).mail == "failed"


async def test_subject_of_several_lines_adds_no_header(
    tell: Any, sender: MailSender, mail_server: Any
) -> None:
    told = Text("Halo {name}", "Hello {name}")
    await tell(subject=told, params={"name": "x\r\nBcc: all@mail.test", "number": 1})
    await sender.send_due()
    (letter,) = mail_server.letters
    assert (letter["Bcc"], letter["Subject"]) == (None, "Halo x Bcc: all@mail.test")
    assert len(mail_server.envelopes) == 1


async def test_address_stands_in_no_table_and_no_log(
    tell: Any,
    sender: MailSender,
    mail_server: Any,
    *,
    sessions: Sessions,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await tell()
    await sender.send_due()
    assert "@mail.test" in mail_server.envelopes[0]
    async with sessions() as session:
        row = (await session.execute(text("SELECT notice::text FROM notice"))).scalar_one()
    assert "@mail.test" not in row
    assert "@mail.test" not in capsys.readouterr().out


async def test_production_without_a_server_says_that_mail_is_off_and_keeps_no_code(
    tell: Any, app: FastAPI, client: ServiceClient, *, settings: Settings, sessions: Sessions
) -> None:
    without = settings.model_copy(update={"env": "production", "smtp_url": None})
    keeping = NoticeKeeping(without, address_of=app.state.notices.address_of)
    await send_notices(app.state.kit, keeping)
    assert (await client.get("/readyz")).json()["checks"]["mail"] == "off"
    await tell(is_secret=True)
    await MailSender(app.state.kit, keeping).send_due()
    found = await state(sessions)
    assert (found.mail, found.last_error, found.body) == ("none", "mail is off", {})
