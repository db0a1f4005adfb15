"""Handing in documents over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.files import StoredFile
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, auditor, officer
from abdi.testing.problems import assert_problem
from recruitment.documents.service import RULES
from recruitment.formations.models import Opening
from recruitment.selections.models import RequiredDocument, SelectionFormation

Account = Callable[..., Awaitable[ServiceClient]]

PATH = "/v1/applications"
SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64) + b"\xff\xd9"
PDF, JPEG = {"Content-Type": "application/pdf"}, {"Content-Type": "image/jpeg"}


@pytest.fixture
async def siti(account: Account) -> ServiceClient:
    """Somebody with an account."""
    return await account()


@pytest.fixture
async def draft_of_siti(
    siti: ServiceClient, announced: dict[str, Any], unit: Unit, clock: FixedClock
) -> dict[str, Any]:
    """A draft for a general opening, while registration is open; a portrait may be handed in as well."""
    clock.advance(timedelta(days=3))
    selection_id = UUID(announced["id"])
    facts: dict[str, Any] = {"selection_id": selection_id, "name_id": "Foto", "name_en": "Portrait"}
    async with unit() as session:
        session.add(RequiredDocument(code="portrait", need=None, is_required=False, **facts))
        session.add(RequiredDocument(code="statement", need="disability", is_required=True, **facts))
        wanted = (
            select(Opening.id)
            .join(SelectionFormation, SelectionFormation.formation_id == Opening.formation_id)
            .where(SelectionFormation.selection_id == selection_id, Opening.need == "general")
        )
        opening_id = await session.scalar(wanted)
    body = {
        "opening_id": str(opening_id),
        "education_level": "S1",
        "education_code": "5100001",
        "institution": "Universitas Contoh",
        "graduated_on": "2023-08-20",
    }
    answer = await siti.post(PATH, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def place(draft_of_siti: dict[str, Any]) -> str:
    """Where the documents of the draft lie."""
    return f"{PATH}/{draft_of_siti['id']}/documents"


async def hand_over(siti: ServiceClient, draft: dict[str, Any]) -> dict[str, Any]:
    """Submit the draft."""
    names = "no_imprisonment no_dismissal not_in_service no_party healthy any_placement truthful"
    body = {"declarations": names.split()}
    answer = await siti.post(f"{PATH}/{draft['id']}/submission", json=body, headers={"If-Match": '"1"'})
    made: dict[str, Any] = answer.json()
    return made


async def test_what_is_asked_for_is_listed_with_what_is_there(siti: ServiceClient, place: str) -> None:
    listed = (await siti.get(place)).json()["data"]
    assert [(one["code"], one["is_required"], one["state"]) for one in listed] == [
        ("diploma", True, None),
        ("portrait", False, None),
    ]
    answer = await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    given = answer.json()
    assert (answer.status_code, given["state"], given["size"]) == (200, "clean", len(SCAN))
    assert given["sha256"] == sha256(SCAN).hexdigest()
    assert given["name"] == {"id": "Ijazah", "en": "Diploma"}
    assert (await siti.get(place)).json()["data"][0] == given


async def test_a_document_comes_back_as_it_was(siti: ServiceClient, place: str) -> None:
    for code, content, headers, name in (
        ("diploma", SCAN, PDF, "diploma.pdf"),
        ("portrait", PHOTO, JPEG, "portrait.jpg"),
    ):
        assert (await siti.put(f"{place}/{code}/file", content=content, headers=headers)).status_code == 200
        answer = await siti.get(f"{place}/{code}/file")
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-type"] == headers["Content-Type"]
        assert f'filename="{name}"' in answer.headers["content-disposition"]


async def test_a_later_document_takes_the_place_of_the_earlier_which_is_erased(
    siti: ServiceClient, place: str, session: AsyncSession
) -> None:
    await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    await siti.put(f"{place}/diploma/file", content=PHOTO, headers=JPEG)
    assert (await siti.get(f"{place}/diploma/file")).content == PHOTO
    states = [*await session.scalars(select(StoredFile.state).order_by(StoredFile.id))]
    assert states == ["erased", "clean"]


async def test_a_document_is_taken_back(siti: ServiceClient, place: str, session: AsyncSession) -> None:
    await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    answer = await siti.delete(f"{place}/diploma/file")
    assert (answer.status_code, answer.json()["state"]) == (200, None)
    assert_problem(await siti.get(f"{place}/diploma/file"), 404, "not-found")
    assert_problem(await siti.delete(f"{place}/diploma/file"), 404, "not-found")
    assert [*await session.scalars(select(StoredFile.state))] == ["erased"]


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (PHOTO, PDF, 422, "unfit-file"),
        (b"MZ" + bytes(100), PDF, 422, "unfit-file"),
        (b"", PDF, 422, "unfit-file"),
        (b"<html></html>", {"Content-Type": "text/html"}, 415, "unsupported-media-type"),
        (SCAN + bytes(RULES.limit), PDF, 413, "too-large"),
    ],
    ids=["jpeg called pdf", "a program", "nothing", "a page", "too large"],
)
async def test_what_is_no_document_is_refused_and_leaves_nothing(
    siti: ServiceClient,
    place: str,
    session: AsyncSession,
    *,
    content: bytes,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = await siti.put(f"{place}/diploma/file", content=content, headers=headers)
    assert_problem(answer, status, code)
    assert [*await session.scalars(select(StoredFile.id))] == []


async def test_only_what_is_asked_of_this_need_is_taken(siti: ServiceClient, place: str) -> None:
    for code in ("statement", "anything", str(uuid4())):
        answer = await siti.put(f"{place}/{code}/file", content=SCAN, headers=PDF)
        assert_problem(answer, 404, "not-found")


async def test_after_the_submission_documents_stay_as_they_are(
    siti: ServiceClient, place: str, draft_of_siti: dict[str, Any]
) -> None:
    await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    assert (await hand_over(siti, draft_of_siti))["state"] == "submitted"
    later = await siti.put(f"{place}/diploma/file", content=PHOTO, headers=JPEG)
    assert_problem(later, 409, "application-not-in-state")
    assert_problem(await siti.delete(f"{place}/diploma/file"), 409, "application-not-in-state")
    assert (await siti.get(f"{place}/diploma/file")).content == SCAN


async def test_a_document_in_quarantine_is_not_given_out_and_submits_nothing(
    siti: ServiceClient, place: str, draft_of_siti: dict[str, Any], unit: Unit
) -> None:
    await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    for state in ("pending", "rejected"):
        async with unit() as session:
            stored = (await session.scalars(select(StoredFile))).one()
            stored.state, stored.next_try_at = state, stored.next_try_at + timedelta(days=1)
        problem = assert_problem(await siti.get(f"{place}/diploma/file"), 409, "file-not-clean")
        assert problem["current_state"] == state
        refused = await hand_over(siti, draft_of_siti)
        assert refused["reasons"][0]["found"] == {"diploma": state}


async def test_nobody_else_reaches_the_documents_of_a_draft(
    account: Account, siti: ServiceClient, place: str, of_agency: ServiceClient
) -> None:
    await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    budi = await account(name="Budi")
    for other in (budi, of_agency):
        assert_problem(await other.get(place), 404, "not-found")
        assert_problem(await other.get(f"{place}/diploma/file"), 404, "not-found")
    for answer in (
        await budi.put(f"{place}/diploma/file", content=PHOTO, headers=JPEG),
        await budi.delete(f"{place}/diploma/file"),
    ):
        assert_problem(answer, 404, "not-found")
    assert (await siti.get(f"{place}/diploma/file")).content == SCAN


async def test_staff_of_the_agency_open_submitted_documents_and_change_none(
    siti: ServiceClient, place: str, draft_of_siti: dict[str, Any], client: ServiceClient
) -> None:
    await siti.put(f"{place}/diploma/file", content=SCAN, headers=PDF)
    await hand_over(siti, draft_of_siti)
    for reader in (officer("5671"), auditor("5671")):
        assert (await client.as_(reader).get(f"{place}/diploma/file")).content == SCAN
        put = await client.as_(reader).put(f"{place}/diploma/file", content=PHOTO, headers=JPEG)
        assert_problem(put, 403, "forbidden")
    assert_problem(await client.as_(officer("6671")).get(f"{place}/diploma/file"), 404, "not-found")


async def test_the_same_upload_twice_is_one_file(
    siti: ServiceClient, place: str, session: AsyncSession, app: FastAPI
) -> None:
    headers = PDF | {"Idempotency-Key": "one"}
    first = await siti.put(f"{place}/diploma/file", content=SCAN, headers=headers)
    again = await siti.put(f"{place}/diploma/file", content=SCAN, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len([*await session.scalars(select(StoredFile.id))]) == 1
