"""The feed, the calendar and the official lists of announced selections."""

import io
from typing import Any
from xml.etree import ElementTree as ET

from icalendar import Calendar
from python_calamine import CalamineWorkbook

from abdi.testing.principals import ServiceClient

PUBLIC = "/v1/public/selections"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def parsed(feed: bytes) -> ET.Element:
    return ET.fromstring(feed)  # noqa: S314 - our own


async def reschedule(palembang: ServiceClient, selection: dict[str, Any]) -> dict[str, Any]:
    stages = [one for one in selection["stages"] if one["code"] != "registration"]
    stages.append({"code": "registration", "starts_on": "2026-03-03", "ends_on": "2026-03-24"})
    body = {"stages": stages, "reason": "Perpanjangan <2 hari>", "reference": "Surat BKN 5900/2026"}
    etag = {"If-Match": f'"{selection["version"]}"'}
    answer = await palembang.post(f"/v1/selections/{selection['id']}/reschedule", json=body, headers=etag)
    moved: dict[str, Any] = answer.json()
    return moved


async def cancel(palembang: ServiceClient, selection: dict[str, Any]) -> None:
    etag = {"If-Match": f'"{selection["version"]}"'}
    path = f"/v1/selections/{selection['id']}/cancellation"
    assert (await palembang.post(path, json={"reason": "Alokasi dicabut"}, headers=etag)).status_code == 200


async def test_the_feed_tells_what_was_announced_moved_and_ended(
    client: ServiceClient, palembang: ServiceClient, announced: dict[str, Any]
) -> None:
    first = await client.get("/v1/public/selections.atom")
    assert first.headers["content-type"].startswith("application/atom+xml")
    entry = parsed(first.content).find("a:entry", ATOM)
    assert entry is not None
    known = entry.findtext("a:id", namespaces=ATOM)
    await cancel(palembang, await reschedule(palembang, announced))
    feed = parsed((await client.get("/v1/public/selections.atom")).content)
    titles = {one.findtext("a:title", namespaces=ATOM) for one in feed.findall("a:entry", ATOM)}
    name = announced["name"]
    assert titles == {f"Pengumuman: {name}", f"Perubahan jadwal: {name}", f"Dibatalkan: {name}"}
    assert known in {one.findtext("a:id", namespaces=ATOM) for one in feed.findall("a:entry", ATOM)}
    assert "Perpanjangan <2 hari>" in "".join(feed.itertext())


async def test_a_feed_that_is_known_is_not_sent_again(
    client: ServiceClient, announced: dict[str, Any]
) -> None:
    first = await client.get("/v1/public/selections.atom")
    headers = {"If-None-Match": first.headers["etag"]}
    assert (await client.get("/v1/public/selections.atom", headers=headers)).status_code == 304
    other = await client.get("/v1/public/selections.atom", headers=headers | {"Accept-Language": "en"})
    assert (other.status_code, other.headers["content-language"]) == (200, "en")
    assert f"Announced: {announced['name']}" in other.text


def events_of(content: bytes) -> dict[str, Any]:
    calendar = Calendar.from_ical(content)
    return {str(one["UID"]).split(".")[0]: one for one in calendar.walk("VEVENT")}


async def test_a_stage_keeps_its_uid_and_counts_its_changes(
    client: ServiceClient, palembang: ServiceClient, announced: dict[str, Any]
) -> None:
    path = f"{PUBLIC}/{announced['id']}.ics"
    answer = await client.get(path)
    assert answer.headers["content-type"].startswith("text/calendar")
    before = events_of(answer.content)
    assert len(before) == 16
    last_day = before["registration"]["DTEND"].dt
    assert (str(before["registration"]["DTSTART"].dt), str(last_day)) == ("2026-03-03", "2026-03-23")
    moved = await reschedule(palembang, announced)
    after = events_of((await client.get(path)).content)
    assert {code: str(one["UID"]) for code, one in after.items()} == {
        code: str(one["UID"]) for code, one in before.items()
    }
    assert (after["registration"]["SEQUENCE"], after["skd"]["SEQUENCE"]) == (1, 0)
    assert str(after["registration"]["DTEND"].dt) == "2026-03-25"
    await cancel(palembang, moved)
    off = events_of((await client.get(path)).content)
    assert {str(one["STATUS"]) for one in off.values()} == {"CANCELLED"}
    assert (off["registration"]["SEQUENCE"], off["skd"]["SEQUENCE"]) == (2, 1)


async def test_the_official_list_comes_as_xlsx_with_number_and_day(
    client: ServiceClient, announced: dict[str, Any]
) -> None:
    answer = await client.get(f"{PUBLIC}/{announced['id']}/formations.xlsx")
    assert answer.status_code == 200, answer.text
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    cells = [cell for row in rows for cell in row]
    assert {"Nomor: 800/1/BKPSDM/2026", "Tanggal: 2 Maret 2026", "Pemerintah Kota Palembang"} <= set(cells)
    table = [row for row in rows if row[0] in {1.0, 2.0}]
    assert [(row[4], row[5], row[6]) for row in table] == [
        ("Penyandang disabilitas", 1.0, 35.0),
        ("Umum", 49.0, 35.0),
    ]
    again = await client.get(
        f"{PUBLIC}/{announced['id']}/formations.xlsx", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


async def test_the_official_list_comes_as_pdf(client: ServiceClient, announced: dict[str, Any]) -> None:
    answer = await client.get(f"{PUBLIC}/{announced['id']}/formations.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert answer.headers["content-disposition"] == 'attachment; filename="formasi.pdf"'
    english = {"Accept-Language": "en"}
    other = await client.get(f"{PUBLIC}/{announced['id']}/formations.pdf", headers=english)
    assert other.headers["etag"] != answer.headers["etag"]
