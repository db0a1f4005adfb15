"""Files from the body of a request to the disk, back, and away for good."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.files import JPEG, PDF, PNG
from abdi.files.tending import FileTender
from abdi.testing.principals import ServiceClient, employee, officer, stranger
from abdi.testing.problems import assert_problem

Sessions = async_sessionmaker[AsyncSession]


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def one(sessions: Sessions, statement: str) -> Any:
    async with sessions() as session:
        return (await session.execute(text(statement))).scalar()


async def bring(client: ServiceClient, content: bytes | AsyncIterator[bytes], kind: str, **query: Any) -> Any:
    headers = {"Content-Type": kind}
    return await client.post(f"/v1/letters/{uuid4()}/file", content=content, headers=headers, params=query)


@pytest.mark.parametrize("kind", [PDF, JPEG, PNG])
async def test_document_comes_back_as_it_was_sent(
    palembang: ServiceClient, documents: dict[str, bytes], kind: str
) -> None:
    name = 'Ijazah Ñ "1".pdf'
    made = await bring(palembang, documents[kind], kind, name=name)
    assert made.status_code == 201, made.text
    answer = await palembang.get(f"/v1/letters/{made.json()['id']}/file")
    assert answer.content == documents[kind]
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-length"] == str(len(documents[kind]))
    assert answer.headers["etag"] == f'"{sha256(documents[kind]).hexdigest()}"'
    told = answer.headers["content-disposition"]
    whole = quote(name, safe="")
    assert told == f"attachment; filename=\"Ijazah _ _1_.pdf\"; filename*=UTF-8''{whole}"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
        "private, no-store",
        "nosniff",
    )


async def test_whoever_has_it_already_gets_304(palembang: ServiceClient, letter: dict[str, Any]) -> None:
    known = {"If-None-Match": f'"{letter["sha256"]}"'}
    answer = await palembang.get(f"/v1/letters/{letter['id']}/file", headers=known)
    assert (answer.status_code, answer.content) == (304, b"")


async def test_key_tells_of_nobody_and_the_audit_hides_the_name(
    sessions: Sessions, folder: Path, letter: dict[str, Any]
) -> None:
    key = await one(sessions, "SELECT key FROM stored_file")
    assert [path.relative_to(folder).as_posix() for path in lying(folder)] == [key]
    assert letter["id"] not in key
    changes = str(await one(sessions, "SELECT changes FROM audit_entry"))
    assert "'entity': 'StoredFile'" in changes or "stored_file" in changes
    assert "surat.pdf" not in changes


async def test_owner_and_agency_get_it_and_for_others_it_is_not_there(
    as_person: Callable[..., ServiceClient], owner: ServiceClient, letter: dict[str, Any]
) -> None:
    path = f"/v1/letters/{letter['id']}/file"
    assert (await owner.get(path)).status_code == 200
    for other in (officer("6671"), employee(uuid4(), "5671")):
        assert_problem(await as_person(other).get(path), 404, "not-found")
    assert_problem(await as_person(stranger()).get(path), 403, "forbidden")


async def test_file_above_the_limit_is_refused_announced_or_not(
    palembang: ServiceClient, folder: Path
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield b"%PDF-" + b"x" * 9_995

    assert_problem(await bring(palembang, b"x" * 50_001, PDF), 413, "too-large")
    assert_problem(await bring(palembang, pieces(), PDF), 413, "too-large")
    assert lying(folder) == []


async def test_file_may_be_larger_than_other_bodies(
    palembang: ServiceClient, documents: dict[str, bytes]
) -> None:
    large = documents[PDF].replace(b"endobj", b"%" + b"x" * 20_000 + b"\nendobj")
    made = await bring(palembang, large, PDF)
    assert (made.status_code, made.json()["sha256"]) == (201, sha256(large).hexdigest())
    answer = await palembang.post("/v1/notices/reading", content=b"x" * 5_001)
    assert_problem(answer, 413, "too-large")


async def test_request_that_fails_leaves_an_orphan_that_a_sweep_removes(
    palembang: ServiceClient,
    documents: dict[str, bytes],
    folder: Path,
    *,
    letter: dict[str, Any],
    tender: FileTender,
) -> None:
    assert (await bring(palembang, documents[PDF], PDF, breaks=True)).status_code == 500
    assert len(lying(folder)) == 2
    assert await tender.remove_orphans() == 0, "it may belong to a request under way"
    assert await tender.remove_orphans(older_than=timedelta(0)) == 1
    assert (await palembang.get(f"/v1/letters/{letter['id']}/file")).status_code == 200


async def test_erased_file_is_gone_for_everybody_at_once_and_from_the_disk_soon(
    palembang: ServiceClient, sessions: Sessions, folder: Path, *, letter: dict[str, Any], tender: FileTender
) -> None:
    path = f"/v1/letters/{letter['id']}"
    assert (await palembang.delete(path)).status_code == 204
    assert_problem(await palembang.get(f"{path}/file"), 404, "not-found")
    assert_problem(await palembang.delete(path), 404, "not-found")
    assert await tender.do_due() == 1
    assert lying(folder) == []
    assert await one(sessions, "SELECT state || is_stored || name FROM stored_file") == "erasedfalse"
    assert await tender.do_due() == 0


async def test_object_that_is_gone_already_is_erased_all_the_same(
    palembang: ServiceClient, sessions: Sessions, folder: Path, *, letter: dict[str, Any], tender: FileTender
) -> None:
    lying(folder)[0].unlink()
    assert_problem(await palembang.get(f"/v1/letters/{letter['id']}/file"), 503, "unavailable")
    await palembang.delete(f"/v1/letters/{letter['id']}")
    assert await tender.do_due() == 1
    assert await one(sessions, "SELECT is_stored FROM stored_file") is False


async def test_same_key_and_file_are_one_file(
    palembang: ServiceClient, documents: dict[str, bytes], sessions: Sessions
) -> None:
    headers = {"Content-Type": PDF, "Idempotency-Key": "k1"}
    path = f"/v1/letters/{uuid4()}/file"
    answers = [await palembang.post(path, content=documents[PDF], headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert await one(sessions, "SELECT count(*) FROM stored_file") == 1
