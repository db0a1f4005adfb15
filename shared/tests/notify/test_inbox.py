"""The inbox shows one's own notices, and the mailbox what would have left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock, SystemClock
from abdi.i18n import Text
from abdi.notify import Notice, forget_notices, notify_all
from abdi.notify.sending import MailSender
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, employee, officer, service_account
from abdi.testing.problems import assert_problem
from abdi.testing.toy_desk import address_of

PATH = "/v1/notices"
Sessions = async_sessionmaker[AsyncSession]


async def test_latest_notice_comes_first_in_the_readers_language(tell: Any, person: ServiceClient) -> None:
    await tell()
    latest = await tell(params={"number": 13})
    listed = (await person.get(PATH, headers={"Accept-Language": "en"})).json()["data"]
    assert listed[0]["id"] == str(latest)
    assert [notice["body"] for notice in listed] == [
        "Application 13 has passed.",
        "Application 12 has passed.",
    ]
    assert (await person.get(PATH)).json()["data"][0]["subject"] == "Berkas lengkap"


async def test_nobody_elses_notice_is_shown_or_marked(
    tell: Any, as_person: Callable[..., ServiceClient]
) -> None:
    notice_id = await tell(agency="5671")
    other = as_person(employee(uuid4(), "5671"))
    assert (await other.get(PATH)).json()["data"] == []
    assert_problem(await other.post(f"{PATH}/{notice_id}/reading"), 404, "not-found")
    assert (await other.post(f"{PATH}/reading")).json() == {"marked": 0}
    assert (await as_person(officer("5671")).get(PATH)).json()["data"] == []
    assert_problem(await as_person(service_account("x")).get(PATH), 403, "forbidden")


async def test_read_once_stays_read_since_then(tell: Any, person: ServiceClient, clock: FixedClock) -> None:
    notice_id = await tell()
    first = (await person.post(f"{PATH}/{notice_id}/reading")).json()
    clock.advance(timedelta(hours=1))
    again = (await person.post(f"{PATH}/{notice_id}/reading")).json()
    assert first["read_at"] == again["read_at"] == "2026-03-02T02:00:00Z"


async def test_unread_ones_can_be_asked_for_and_marked_together(tell: Any, person: ServiceClient) -> None:
    first = await tell()
    await tell()
    await person.post(f"{PATH}/{first}/reading")
    assert len((await person.get(PATH, params={"is_unread": True})).json()["data"]) == 1
    assert [n["id"] for n in (await person.get(PATH, params={"is_unread": False})).json()["data"]] == [
        str(first)
    ]
    assert (await person.post(f"{PATH}/reading")).json() == {"marked": 1}
    assert (await person.get(PATH, params={"is_unread": True})).json()["data"] == []


async def test_list_goes_on_by_cursor_and_tells_changes(
    tell: Any, person: ServiceClient, sender: MailSender
) -> None:
    for _ in range(3):
        await tell()
    page = (await person.get(PATH, params={"limit": 2})).json()
    rest = await person.get(PATH, params={"limit": 2, "cursor": page["page"]["next_cursor"]})
    assert (len(page["data"]), len(rest.json()["data"])) == (2, 1)
    since = {"changed_since": SystemClock().now().isoformat()}
    assert await sender.send_due() == 3
    assert (await person.get(PATH, params=since)).json()["data"] == [], "a mail changes no notice"
    await person.post(f"{PATH}/{page['data'][0]['id']}/reading")
    changed = (await person.get(PATH, params=since)).json()["data"]
    assert [notice["id"] for notice in changed] == [page["data"][0]["id"]]


async def test_code_for_somebody_who_has_not_signed_in_is_in_the_mailbox_only(
    client: ServiceClient, person: ServiceClient, sender: MailSender, sessions: Sessions
) -> None:
    someone = UUID(int=77)
    assert (await client.post("/v1/codes", params={"person": str(someone)})).status_code == 204
    assert (await person.get(PATH)).json()["data"] == []
    async with sessions() as session:
        entries = (await session.execute(text("SELECT changes::text FROM audit_entry"))).scalars().all()
    assert entries
    assert "123456" not in "".join(entries)
    await sender.send_due()
    mails = (await client.get("/v1/dev/mailbox", params={"address": address_of(someone)})).json()["data"]
    assert ["Kode: 123456" in mail["text"] for mail in mails] == [True]
    none = await client.get("/v1/dev/mailbox", params={"address": "nobody@mail.test"})
    assert none.json() == {"data": []}


async def test_mailbox_page_shows_text_as_text(tell: Any, client: ServiceClient, sender: MailSender) -> None:
    await tell(subject=Text("<script>alert(1)</script>", "x"))
    await sender.send_due()
    page = await client.get("/v1/dev/mailbox")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_many_are_told_with_one_statement_and_forgotten_one_by_one(
    unit: Unit, sessions: Sessions, sender: MailSender
) -> None:
    people = [uuid4() for _ in range(30)]
    told = Text("Jadwal", "Schedule")
    async with unit() as session:
        notices = [Notice(recipient_id=one, kind="schedule", subject=told, body=told) for one in people]
        await notify_all(session, notices)
        await notify_all(session, [])
    assert [await sender.send_due() for _ in range(4)] == [10, 10, 10, 0]
    async with unit() as session:
        await forget_notices(session, people[0])
    async with sessions() as session:
        assert (await session.execute(text("SELECT count(*) FROM notice"))).scalar() == 29
