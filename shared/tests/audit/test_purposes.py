"""Why somebody looked: what the reader says, after what an appointment says."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.tables import read_entry
from abdi.testing.principals import ServiceClient, auditor, officer
from abdi.testing.problems import assert_problem
from abdi.tokens import Principal


@pytest.fixture
async def written(client: ServiceClient) -> UUID:
    """A note of Palembang."""
    answer = await client.as_(officer("5671")).post("/v1/notes", json={"text": "hello"})
    return UUID(answer.json()["id"])


def appointed(purpose: str) -> Principal:
    made = auditor("5671")
    grants = tuple(grant.model_copy(update={"purpose": purpose}) for grant in made.grants)
    return made.model_copy(update={"grants": grants})


async def purpose_of(
    session: AsyncSession, client: ServiceClient, written: UUID, said: str | None
) -> str | None:
    headers = {} if said is None else {"Read-Purpose": said}
    assert (await client.get(f"/v1/notes/{written}", headers=headers)).status_code == 200
    kept: str | None = (await session.execute(select(read_entry.c.purpose))).scalar_one()
    return kept


async def test_what_the_reader_says_is_kept(
    client: ServiceClient, session: AsyncSession, written: UUID
) -> None:
    said = "Kenaikan pangkat Desember"
    assert await purpose_of(session, client.as_(officer("5671")), written, said) == said


async def test_nobody_has_to_say_it(client: ServiceClient, session: AsyncSession, written: UUID) -> None:
    assert await purpose_of(session, client.as_(officer("5671")), written, None) is None


async def test_appointment_stands_before_what_the_auditor_says(
    client: ServiceClient, session: AsyncSession, written: UUID
) -> None:
    reader = client.as_(appointed("Audit kinerja 2026"))
    assert await purpose_of(session, reader, written, "sampel 12") == "Audit kinerja 2026; sampel 12"


async def test_auditor_cannot_leave_the_appointment_out(
    client: ServiceClient, session: AsyncSession, written: UUID
) -> None:
    reader = client.as_(appointed("Audit kinerja 2026"))
    assert await purpose_of(session, reader, written, None) == "Audit kinerja 2026"


@pytest.mark.parametrize("said", ["x" * 201, "caf\xe9", "a\tb"])
async def test_purpose_that_cannot_be_kept_is_refused(
    client: ServiceClient, session: AsyncSession, written: UUID, said: str
) -> None:
    answer = await client.as_(officer("5671")).get(
        f"/v1/notes/{written}", headers={b"Read-Purpose": said.encode("latin-1")}
    )
    assert_problem(answer, 422, "malformed", pointer="/Read-Purpose")
    assert (await session.execute(select(read_entry))).all() == []


async def test_every_signed_in_operation_documents_it(client: ServiceClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    named = [parameter["name"] for parameter in paths["/v1/notes/{note_id}"]["get"]["parameters"]]
    assert "Read-Purpose" in named
    probe = paths.get("/livez", {}).get("get", {})
    assert "Read-Purpose" not in [parameter["name"] for parameter in probe.get("parameters", [])]


async def test_reader_is_named_with_number_capacity_and_agency(
    client: ServiceClient, session: AsyncSession, written: UUID
) -> None:
    reader = officer("5671", employee_id=new_id())
    await client.as_(reader).get(f"/v1/notes/{written}")
    row = (await session.execute(select(read_entry))).one()
    assert (row.employee_id, row.capacity, row.agency) == (reader.employee_id, "agency_officer", "5671")
