"""What the registry gives as files it takes again, and knows all of it."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.testing.exports import ExportsClient
from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient, agency_system, auditor, officer
from abdi.testing.problems import assert_problem

PALEMBANG = "5671"
KINDS = ("units", "positions", "employees", "ranks", "educations", "appointments", "superiors")


@pytest.fixture
async def loaded(load: Any, files: Any) -> Any:
    """The whole folder, in the registry."""
    files.write()
    assert (await load()).errors == []
    return files


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_every_file_comes_back_unchanged(client: ServiceClient, loaded: Any) -> None:
    by = client.as_(officer(PALEMBANG))
    for kind in KINDS:
        exports = ExportsClient(by, kind)
        told = await exports.make()
        assert (told["state"], told["rows"]) == ("finished", len(loaded.rows[kind])), (kind, told)
        again = await ImportsClient(by, kind).take(await exports.file(told))
        assert (again["state"], again["unchanged"], again["imported"]) == ("finished", told["rows"], 0), kind


@pytest.mark.usefixtures("loaded")
async def test_file_of_people_masks_every_nik_and_tells_everybody(
    client: ServiceClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    exports = ExportsClient(client.as_(officer(PALEMBANG)), "employees")
    rows = table(await exports.file(await exports.make(purpose="Pemadanan dengan Dukcapil")))
    assert rows
    assert all(row["nik"].startswith("************") for row in rows)
    async with sessions() as session:
        noted = await session.execute(
            text("SELECT purpose, jsonb_array_length(subjects) FROM read_entry WHERE action = :action"),
            {"action": "exports.employees"},
        )
        assert noted.all() == [("Pemadanan dengan Dukcapil", len(rows))]


@pytest.mark.usefixtures("loaded")
async def test_another_agency_gets_nothing_and_a_system_needs_the_scope(client: ServiceClient) -> None:
    other = ExportsClient(client.as_(officer("6671")), "employees")
    assert (await other.make())["rows"] == 0
    system = ExportsClient(client.as_(agency_system(PALEMBANG, "personnel.registry.export")), "ranks")
    assert (await system.make())["rows"] == 3
    for by in (agency_system(PALEMBANG, "personnel.employees.read"), auditor(PALEMBANG)):
        assert_problem(await ExportsClient(client.as_(by), "employees").ask(), 403, "forbidden")
