"""Exam cards: printed for the participant and for a whole selection, checked at the door."""

import json
import re
import zlib
from base64 import a85decode
from collections.abc import Awaitable, Callable
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from abdi.clock import FixedClock
from abdi.db.tables import read_entry
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient, applicant, auditor, committee_member, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.cards.drawing import Card, CardFile, CardSeat
from recruitment.cards.signing import CardNotGenuine, CardSigner
from recruitment.selections.models import Selection

NUMBER = "24000000000000127"
Seating = Callable[..., Awaitable[list[Application]]]
Numbered = Callable[..., Awaitable[dict[UUID, str]]]
Applying = Callable[..., Awaitable[list[Application]]]


@pytest.fixture
def signer(app: FastAPI) -> CardSigner:
    """The signer of the service under test."""
    made: CardSigner = app.state.card_signer
    return made


async def number_of(unit: Unit, application: Application) -> str:
    async with unit() as session:
        found = await session.get_one(Application, application.id)
        return found.participant_number or ""


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


def words(content: bytes) -> str:
    """What a PDF of ours writes."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    drawn = b"".join(
        zlib.decompress(
            a85decode(one.strip(), adobe=False)
            if b"~>" not in one
            else a85decode(b"<~" + one.strip(), adobe=True)
        )
        for one in streams
    )
    return " ".join(text.decode("latin-1") for text in re.findall(rb"\((.*?)\) Tj", drawn))


def test_a_code_holds_the_number_and_nothing_else_of_the_person(signer: CardSigner) -> None:
    code = signer.code_of("24000000000000127")
    assert re.fullmatch(r"ABDI1\.24000000000000127\.[A-Z2-7]{24}", code)
    assert signer.number_in(f" {code}\n") == "24000000000000127"


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.replace("127.", "224."),
        lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"),
        lambda code: code.rpartition(".")[0],
        lambda code: code.replace("ABDI1", "ABDI2"),
        lambda _: "",
        lambda _: "24000000000000127",
        lambda _: "é" * 40,
    ],
)
def test_no_other_code_is_genuine(signer: CardSigner, change: Callable[[str], str]) -> None:
    with pytest.raises(CardNotGenuine):
        signer.number_in(change(signer.code_of("24000000000000127")))


def test_the_same_cards_are_the_same_file_and_each_is_a_page(clock: FixedClock) -> None:
    line = CardSeat("SKD", "Kanreg VII", "CAT 1", clock.now(), 3, 100)
    card = Card(
        "Kota Palembang",
        "CPNS 2024",
        "Asia/Jakarta",
        "24000000000000127",
        "Siti (Ñ) 中",
        "Analis",
        "C",
        [line],
    )
    files = []
    for _ in range(2):
        held = BytesIO()
        file = CardFile(held)
        file.add([card] * 3)
        file.close()
        files.append(held.getvalue())
    assert files[0] == files[1]
    assert pages(files[0]) == 3
    assert "Siti" in words(files[0])


async def test_an_applicant_prints_the_own_card(
    client: ServiceClient, seated: Seating, selection: Selection, unit: Unit
) -> None:
    me, other = await seated(selection, 2)
    mine = client.as_(applicant(me.applicant_id))
    answer = await mine.get(f"/v1/applications/{me.id}/exam-card")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    told = words(answer.content)
    assert await number_of(unit, me) in told
    assert "3 Maret 2026, 08.00 WIB, 100 menit" in told
    assert_problem(await mine.get(f"/v1/applications/{other.id}/exam-card"), 404, "not-found")
    async with unit() as session:
        assert (await session.execute(select(read_entry))).all() == []


async def test_who_prints_the_card_of_somebody_else_is_noted(
    committee: ServiceClient, seated: Seating, selection: Selection, unit: Unit
) -> None:
    (one,) = await seated(selection, 1)
    assert (await committee.get(f"/v1/applications/{one.id}/exam-card")).status_code == 200
    async with unit() as session:
        (entry,) = (await session.execute(select(read_entry))).all()
    assert (entry.action, set(entry.subjects)) == ("exam_card.read", {str(one.id), str(one.applicant_id)})


async def test_there_is_no_card_without_a_seat(
    committee: ServiceClient,
    applying: Applying,
    selection: Selection,
    numbered: Callable[..., Awaitable[dict[UUID, str]]],
) -> None:
    (one,) = await applying(selection, 1)
    address = f"/v1/applications/{one.id}/exam-card"
    assert (
        assert_problem(await committee.get(address), 409, "card-not-ready")["current_state"]
        == "without_number"
    )
    await numbered(selection)
    assert (
        assert_problem(await committee.get(address), 409, "card-not-ready")["current_state"] == "without_seat"
    )


async def test_a_scan_says_who_where_and_when(
    client: ServiceClient, seated: Seating, selection: Selection, unit: Unit, signer: CardSigner
) -> None:
    (one,) = await seated(selection, 1)
    code = signer.code_of(await number_of(unit, one))
    door = client.as_(committee_member("5671"))
    told = (await door.post("/v1/exam-card-scans", json={"code": code})).json()
    assert (told["name"], told["is_of_today"]) == (one.name, False)
    (seat,) = told["seats"]
    assert (seat["room"], seat["number"], seat["is_present"]) == ("CAT 1", 1, None)
    async with unit() as session:
        (entry,) = (await session.execute(select(read_entry))).all()
    assert entry.action == "exam_card.scan"
    assert json.dumps(one.name) not in json.dumps(entry.subjects)


async def test_a_scan_tells_nothing_to_others_nor_of_a_forged_code(
    client: ServiceClient, seated: Seating, selection: Selection, unit: Unit, signer: CardSigner
) -> None:
    (one,) = await seated(selection, 1)
    number = await number_of(unit, one)
    body = {"code": signer.code_of(number)}
    assert_problem(await client.as_(officer("6671")).post("/v1/exam-card-scans", json=body), 404, "not-found")
    assert_problem(await client.as_(auditor("5671")).post("/v1/exam-card-scans", json=body), 403, "forbidden")
    me = client.as_(applicant(one.applicant_id))
    assert_problem(await me.post("/v1/exam-card-scans", json=body), 403, "forbidden")
    forged = {"code": f"ABDI1.{number}.{'A' * 24}"}
    door = client.as_(committee_member("5671"))
    assert_problem(await door.post("/v1/exam-card-scans", json=forged), 409, "card-not-genuine")


async def test_all_cards_of_a_selection_are_one_file(
    client: ServiceClient, committee: ServiceClient, seated: Seating, selection: Selection
) -> None:
    await seated(selection, 3)
    asked = await committee.post(f"/v1/selections/{selection.id}/exam-card-files", json={"test": "skd"})
    assert asked.status_code == 202, asked.text
    address = asked.headers["location"]

    async def is_finished() -> bool:
        return bool((await committee.get(address)).json()["state"] == "finished")

    await eventually(is_finished)
    assert (await committee.get(address)).json()["cards"] == 3
    file = await committee.get(f"{address}/file")
    assert (file.headers["content-type"], pages(file.content)) == ("application/pdf", 3)
    assert_problem(await client.as_(officer("6671")).get(address), 404, "not-found")
    assert_problem(await client.as_(officer("6671")).get(f"{address}/file"), 404, "not-found")
    nowhere = f"/v1/selections/{uuid4()}/exam-card-files"
    assert_problem(await committee.post(nowhere, json={}), 404, "not-found")


async def test_a_draft_of_an_application_is_there_for_nobody_else(
    client: ServiceClient, committee: ServiceClient, selection: Selection, applying: Applying
) -> None:
    (draft,) = await applying(selection, 1, state="draft", submitted_at=None)
    own = client.as_(applicant(draft.applicant_id))
    for path in ("exam-card", "skd-reuse"):
        place = f"/v1/applications/{draft.id}/{path}"
        for other in (committee, client.as_(officer("5671")), client.as_(auditor("5671"))):
            assert_problem(await other.get(place), 404, "not-found")
        assert (await own.get(place)).status_code != 404
    objections = f"/v1/applications/{draft.id}/objections"
    assert_problem(await own.get(objections), 404, "not-found")
