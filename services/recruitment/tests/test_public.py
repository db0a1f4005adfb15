"""Everything that is open to everybody: the whole list of it, and that nobody is recognised there."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from services.recruitment.tests.authority import grounds
from services.recruitment.tests.authority.filling import FIRST, fill
from sqlalchemy import Engine, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from abdi.auth import is_public
from abdi.http.permissions import flat_routes
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, officer
from recruitment.db import Base
from recruitment.result_packages.models import ResultPackage, ResultPackagePart
from recruitment.transparency_log.models import LogHead, LogLeaf, LogNode

SELECTION: Final = "/v1/public/selections/{selection_id}"
RANKING: Final = "/v1/public/rankings/{ranking_id}"
LOG: Final = "/v1/public/transparency"
READ: Final = frozenset(
    {
        "/livez",
        "/readyz",
        "/metrics",
        "/v1/labels",
        "/v1/dev/mailbox",
        "/v1/public/educations",
        "/v1/public/selections",
        "/v1/public/selections.atom",
        SELECTION,
        f"{SELECTION}.ics",
        f"{SELECTION}/answers",
        f"{SELECTION}/changes",
        f"{SELECTION}/charts/{{name}}",
        f"{SELECTION}/formations",
        f"{SELECTION}/formations.pdf",
        f"{SELECTION}/formations.xlsx",
        f"{SELECTION}/requirements",
        "/v1/public/rankings",
        RANKING,
        f"{RANKING}/package",
        f"{RANKING}/results.pdf",
        f"{RANKING}/results.xlsx",
        f"{RANKING}/results.zip",
        f"{RANKING}/rows",
        f"{LOG}/head",
        f"{LOG}/heads",
        f"{LOG}/key",
        f"{LOG}/leaves",
        f"{LOG}/proofs/consistency",
        f"{LOG}/proofs/inclusion",
    }
)
"""The mailbox is there where no mail leaves; production has none (shared/tests)."""
WRITTEN: Final[dict[str, tuple[dict[str, Any], int]]] = {
    "/v1/public/applicants": (
        {
            "name": "Siti Contoh",
            "nik": "6171056010010009",
            "birth_date": "2001-10-20",
            "birth_place": "Pontianak",
            "sex": "female",
            "address": "siti@contoh.id",
        },
        202,
    ),
    "/v1/public/applicant-sign-ins": ({"address": "siti@contoh.id"}, 202),
    "/v1/public/applicant-sign-ins:confirm": ({"address": "siti@contoh.id", "code": "00000000"}, 409),
    "/v1/public/integrity-reports": (
        {"kind": "collusion", "account": "Soal beredar sebelum ujian dimulai."},
        201,
    ),
    "/v1/public/integrity-reports:track": ({"tracking_code": "A" * 30}, 404),
    "/v1/public/integrity-reports/messages": ({"tracking_code": "A" * 30, "text": "Lalu?"}, 404),
}
"""What everybody may send, and what somebody hears who has no account and no code."""
QUERIES: Final[dict[str, dict[str, Any]]] = {
    f"{LOG}/proofs/inclusion": {"leaf": 0},
    f"{LOG}/proofs/consistency": {"from": 1},
}
HASH: Final = bytes(32)
NAMED: Final = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)"?')
FENCED: Final = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")


@pytest.fixture
def settings_overrides(settings_overrides: dict[str, Any]) -> dict[str, Any]:
    """Nothing of the service works by itself meanwhile: every statement is a request's."""
    return settings_overrides | {"run_mail": False, "run_files": False, "run_jobs": False}


@pytest.fixture
async def published(unit: Unit, client: ServiceClient) -> None:
    """One row in every table that has to do with somebody, and everything that can be published of it."""
    ranking_id = grounds.ranking_of(FIRST)
    packed: dict[type[Any], dict[str, Any]] = {
        LogLeaf: {"index": 0, "entry": b"{}", "hash": HASH, "appended_at": grounds.NOW},
        LogNode: {"level": 0, "index": 0, "hash": HASH},
        LogHead: {"id": FIRST.id, "size": 1, "root": HASH, "note": "log", "signed_at": grounds.NOW},
        ResultPackage: {
            "ranking_id": ranking_id,
            "agency": FIRST.agency,
            "state": "ready",
            "job_id": FIRST.id,
            "sha256": HASH.hex(),
            "size": 3,
            "leaf_index": 0,
            "log": "abdi",
            "fingerprint": HASH.hex(),
            "proof_files": {},
            "made_at": grounds.NOW,
            "version": 1,
        },
        ResultPackagePart: {"ranking_id": ranking_id, "number": 0, "content": b"zip"},
    }
    async with unit() as session:
        await fill(session, packed)
    drawn = await client.as_(officer(FIRST.agency)).post(f"/v1/selections/{FIRST.id}/charts")
    assert drawn.status_code == 200, drawn.text


@pytest.fixture
async def personal(engine: AsyncEngine) -> frozenset[str]:
    """The tables of the service behind the fence."""
    async with engine.connect() as connection:
        fenced = set(await connection.scalars(FENCED))
    return frozenset(fenced & set(Base.metadata.tables))


@pytest.fixture
def tables_asked() -> Iterator[list[str]]:
    """The tables of every statement, whoever sends it."""
    seen: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        seen.extend(NAMED.findall(statement))

    event.listen(Engine, "before_cursor_execute", listen)
    yield seen
    event.remove(Engine, "before_cursor_execute", listen)


def public_routes(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in flat_routes(app.router)
        if isinstance(route, APIRoute) and is_public(route)
        for method in route.methods or ()
    }


def test_nothing_else_is_open(app: FastAPI) -> None:
    assert public_routes(app) == {("GET", path) for path in READ} | {("POST", path) for path in WRITTEN}


@pytest.mark.usefixtures("published")
async def test_everybody_reads_without_a_token_and_nobody_is_recognised(
    client: ServiceClient, personal: frozenset[str], tables_asked: list[str]
) -> None:
    place = {"selection_id": FIRST.id, "ranking_id": grounds.ranking_of(FIRST), "name": "funnel"}
    told = (grounds.SECRET, str(FIRST.employee_id), str(grounds.application_of(FIRST)), "1999-08-05")
    for path in sorted(READ):
        tables_asked.clear()
        answer = await client.get(path.format_map(place), params=QUERIES.get(path))
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert not [secret for secret in told if secret.encode() in answer.content], path
        assert not personal & set(tables_asked), path


@pytest.mark.usefixtures("published")
async def test_who_sends_something_hears_of_nobody(client: ServiceClient) -> None:
    for path, (body, expected) in WRITTEN.items():
        asked = body | ({"selection_id": str(FIRST.id)} if path.endswith("integrity-reports") else {})
        answer = await client.post(path, json=asked)
        assert answer.status_code == expected, f"{path}: {answer.text}"
        assert grounds.SECRET not in answer.text, path
        assert str(FIRST.employee_id) not in answer.text, path


@pytest.mark.usefixtures("published")
async def test_who_may_read_it_shows_that_the_tests_look_at_the_right_place(
    client: ServiceClient, tables_asked: list[str]
) -> None:
    answer = await client.as_(officer(FIRST.agency)).get(f"/v1/applications/{grounds.application_of(FIRST)}")
    assert grounds.SECRET in answer.text
    assert "application" in tables_asked
