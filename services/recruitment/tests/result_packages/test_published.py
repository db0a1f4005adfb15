"""From the tables to a file that a stranger checks: both stages, through HTTP and `abdi verify`."""

import io
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient
from abdi.transparency.merkle import leaf_hash
from recruitment.publications.differences import NotVerified
from recruitment.publications.successions import check_after
from recruitment.publications.verification import Verified, verify_package

Rank = Callable[..., Awaitable[dict[str, Any]]]
Packed = Callable[..., Awaitable[bytes]]
Verify = Callable[..., "subprocess.CompletedProcess[str]"]


class World(Protocol):
    """What the tests need of the selection."""

    people: dict[str, Any]


def checked(content: bytes, fingerprint: str) -> Verified:
    return verify_package(io.BytesIO(content), fingerprint, label="results.zip", say=print)


def rows_in(content: bytes) -> list[dict[str, str]]:
    with ZipFile(io.BytesIO(content)) as file:
        header, *lines = file.read("rows.csv").decode().splitlines()
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


async def test_both_stages_are_verified_by_a_stranger(
    ranked: Rank, packed: Packed, verify: Verify, *, fingerprint: str, tmp_path: Path, world: World
) -> None:
    rankings = await ranked()
    skd, final = await packed(rankings["skd"]), await packed(rankings["final"])
    told = verify(skd, name="skd.zip")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "verified"), told.stdout
    told = verify(final, "--after", str(tmp_path / "skd.zip"))
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "verified"), told.stdout
    assert "NOT KNOWN" not in told.stdout
    check_after(checked(final, fingerprint), checked(skd, fingerprint), say=print)
    assert [row["participant"] for row in rows_in(skd)] == sorted(world.people)
    rows = rows_in(final)
    # The world has what is hard: ties that age decides, people who fill other openings, and absent ones.
    assert any(row["age_order"] not in {"", "1"} for row in rows)
    assert any(row["decided_by"] == "age" for row in rows)
    assert any(row["step"] for row in rows)
    assert {"taking_part", "absent"} <= {row["standing"] for row in rows}
    assert all(bool(row["age_order"]) == bool(row["birth_date_commitment"]) for row in rows)


async def test_a_package_tells_of_nobody_by_name_or_birth_date(
    ranked: Rank, packed: Packed, world: World
) -> None:
    content = await packed((await ranked())["final"])
    for person in world.people.values():
        for secret in (person.name, str(person.id), str(person.applicant_id), person.birth_date.isoformat()):
            assert secret.encode() not in content


async def test_the_log_has_what_was_published(
    ranked: Rank, packed: Packed, client: ServiceClient, events: Events
) -> None:
    rankings = await ranked()
    for stage in ("final", "skd"):
        await packed(rankings[stage])
    leaves = (await client.get("/v1/public/transparency/leaves")).json()["data"]
    assert [leaf["hash"] for leaf in leaves] == [leaf_hash(leaf["entry"].encode()).hex() for leaf in leaves]
    for place, stage in enumerate(("final", "skd")):
        package = (await client.get(f"/v1/public/rankings/{rankings[stage]['id']}/package")).json()
        assert package["leaf_index"] == place
        assert f'"stage":"{stage}"' in leaves[place]["entry"]
    signed = await events.published("recruitment.log_head.signed")
    assert [(event.agency, event.data["size"]) for event in signed] == [("5671", 1), ("5671", 2)]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("code", "code = CASE code WHEN 'P' THEN 'P/L' ELSE 'P' END"),
        ("place", "place = place + 1"),
        ("final_score", "final_score = final_score + 0.001"),
    ],
)
async def test_an_outcome_changed_in_the_database_is_named(
    ranked: Rank, packed: Packed, verify: Verify, *, unit: Unit, field: str, change: str, fingerprint: str
) -> None:
    ranking = (await ranked())["final"]
    wanted = text(f"""
        UPDATE ranking_row SET {change}
        WHERE ranking_id = :id AND application_id = (
            SELECT application_id FROM ranking_row
            WHERE ranking_id = :id AND place = 1 AND code IN ('P', 'P/L') ORDER BY application_id LIMIT 1
        ) RETURNING application_id
    """)
    async with unit() as session:
        changed = (await session.execute(wanted, {"id": UUID(ranking["id"])})).scalar_one()
        number = text("SELECT participant_number FROM application WHERE id = :id")
        participant = (await session.execute(number, {"id": changed})).scalar_one()
    content = await packed(ranking)
    with pytest.raises(NotVerified) as found:
        checked(content, fingerprint)
    assert (found.value.difference.participant, found.value.difference.field) == (participant, field)
    told = verify(content)
    assert told.returncode == 1
    assert f"participant {participant}, field {field}" in told.stdout.splitlines()[-1]


async def test_a_file_changed_on_its_way_is_noticed(ranked: Rank, packed: Packed, verify: Verify) -> None:
    content = bytearray(await packed((await ranked())["skd"]))
    place = content.index(b",P/L\n") + 1
    content[place : place + 3] = b"P/X"
    told = verify(bytes(content))
    assert told.returncode == 1
    assert told.stdout.splitlines()[-1].startswith("not verified: rows.csv")
