"""The proof of one's own row: checked offline, with what opens the own birth date, and nobody else's."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, applicant, officer
from abdi.testing.problems import assert_problem
from recruitment.publications.row_proofs import check_row, read_proof
from recruitment.retention.queries import erase_applications

Rank = Callable[..., Awaitable[dict[str, Any]]]
Packed = Callable[..., Awaitable[bytes]]
HOME = "5671"
MORE = """
    INSERT INTO application
    SELECT made.*
    FROM application a, generate_series(1, 1500) AS n, jsonb_populate_record(
        a, jsonb_build_object(
            'id', gen_random_uuid(), 'applicant_id', gen_random_uuid(),
            'participant_number', 2430012000000 + n
        )
    ) AS made
    WHERE a.id = :id
"""
SAT = """
    INSERT INTO skd_sitting
        (id, application_id, applicant_id, agency, exam_year, twk, tiu, tkp, standing, version)
    SELECT gen_random_uuid(), a.id, a.applicant_id, a.agency, 2024, 80, 100, 180, 'taking_part', 1
    FROM application a WHERE NOT EXISTS (SELECT FROM skd_sitting s WHERE s.application_id = a.id)
"""


class World(Protocol):
    """What the tests need of the selection."""

    selection_id: UUID
    people: dict[str, Any]


async def proof_of(client: ServiceClient, person: Any, ranking: dict[str, Any]) -> dict[str, Any]:
    own = client.as_(applicant(person.applicant_id))
    answer = await own.get(f"/v1/applications/{person.id}/row-proof", params={"ranking_id": ranking["id"]})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    found: dict[str, Any] = answer.json()
    return found


async def test_everybody_proves_the_own_row_and_opens_the_own_birth_date(
    client: ServiceClient, ranked: Rank, packed: Packed, *, verify: Any, world: World, fingerprint: str
) -> None:
    ranking = (await ranked())["final"]
    content = await packed(ranking)
    in_it = [person for number, person in world.people.items() if f"\n{number},".encode() in content]
    opened = 0
    for person in in_it:
        proof = await proof_of(client, person, ranking)
        told: list[str] = []
        check_row(read_proof(json.dumps(proof).encode()), fingerprint, say=told.append)
        assert proof["row"].split(",")[0] == person.participant_number
        if "opened" in proof:
            opened += 1
            assert proof["opened"]["birth_date"] == person.birth_date.isoformat()
            assert told[-1] == f"birth date  {person.birth_date}, as committed to"
    assert 0 < opened < len(in_it)
    told_last = verify(json.dumps(proof).encode(), name="proof.json")
    assert (told_last.returncode, told_last.stdout.splitlines()[-1]) == (0, "verified"), told_last.stdout
    forged = proof | {"row": proof["row"].replace("taking_part", "absent").replace(",P,", ",P/L,")}
    forged["index"] = 0 if proof["index"] else 1
    assert verify(json.dumps(forged).encode(), name="forged.json").returncode == 1


async def test_a_row_in_a_package_of_many_blocks_is_proven(
    client: ServiceClient, rank: Rank, packed: Packed, *, world: World, unit: Unit, fingerprint: str
) -> None:
    first = next(iter(world.people.values()))
    async with unit() as session:
        await session.execute(text(MORE), {"id": first.id})
        await session.execute(text(SAT))
    ranking = await rank("skd")
    await packed(ranking)
    async with unit() as session:
        blocks = text("SELECT count(*) FROM result_package_block WHERE ranking_id = :id")
        assert await session.scalar(blocks, {"id": UUID(ranking["id"])}) == 2
        wanted = text("""
            SELECT id, applicant_id, participant_number FROM application
            WHERE participant_number IN (:a, :b, :c, :d) OR id = :id
        """)
        numbers = {"a": "2430012000001", "b": "2430012000976", "c": "2430012000977", "d": "2430012001500"}
        people = (await session.execute(wanted, numbers | {"id": first.id})).all()
    assert len(people) == 5
    for person in people:
        proof = await proof_of(client, person, ranking)
        selection = check_row(read_proof(json.dumps(proof).encode()), fingerprint, say=print)
        assert selection.rows.count == 1548
        assert proof["row"].startswith(f"{person.participant_number},")


async def test_an_erased_salt_leaves_a_commitment_that_nobody_opens(
    client: ServiceClient, ranked: Rank, packed: Packed, *, world: World, unit: Unit, fingerprint: str
) -> None:
    ranking = (await ranked())["final"]
    await packed(ranking)
    async with unit() as session:
        found = await session.execute(text("DELETE FROM commitment_salt RETURNING application_id, salt"))
        salts = {row.application_id: row.salt for row in found}
    assert len(set(salts.values())) == len(salts)
    assert {len(salt) for salt in salts.values()} == {32}
    person = next(person for person in world.people.values() if person.id in salts)
    proof = await proof_of(client, person, ranking)
    assert "opened" not in proof
    check_row(read_proof(json.dumps(proof).encode()), fingerprint, say=print)


async def test_erasing_applicants_erases_what_opens_their_birth_dates(
    client: ServiceClient, ranked: Rank, packed: Packed, *, world: World, unit: Unit, clock: FixedClock
) -> None:
    rankings = await ranked()
    content = await packed(rankings["final"])
    counted = text("SELECT count(*) FROM commitment_salt")
    async with unit() as session:
        assert await session.scalar(counted)
        await erase_applications(session, world.selection_id, now=clock.now())
        assert await session.scalar(counted) == 0
    for number, person in world.people.items():
        if f"\n{number},".encode() in content:
            assert "opened" not in await proof_of(client, person, rankings["final"])


async def test_nobody_gets_the_proof_of_anothers_row(
    client: ServiceClient, rank: Rank, packed: Packed, world: World
) -> None:
    ranking = await rank("skd")
    one, other = list(world.people.values())[:2]
    path, query = f"/v1/applications/{one.id}/row-proof", {"ranking_id": ranking["id"]}
    own = client.as_(applicant(one.applicant_id))
    assert_problem(await own.get(path, params=query), 404, "not-found")
    await packed(ranking)
    assert (await own.get(path, params=query)).status_code == 200
    assert_problem(await own.get(path, params={"ranking_id": str(uuid4())}), 404, "not-found")
    assert_problem(await own.get(path), 422, "malformed")
    foreign = client.as_(applicant(other.applicant_id))
    assert_problem(await foreign.get(path, params=query), 404, "not-found")
    assert_problem(await client.as_(officer(HOME)).get(path, params=query), 403, "forbidden")
    assert (await client.get(path, params=query)).status_code == 401


async def test_salts_stand_behind_the_fence(ranked: Rank, packed: Packed, session: AsyncSession) -> None:
    await packed((await ranked())["final"])
    counted = text("SELECT count(*) FROM commitment_salt")
    assert await session.scalar(counted)
    await session.execute(text("SELECT set_config('abdi.kind', '', true)"))
    assert await session.scalar(counted) == 0
    see = text("SELECT set_config('abdi.employee', applicant_id::text, true) FROM commitment_salt LIMIT 1")
    await session.execute(text("SELECT set_config('abdi.kind', 'service', true)"))
    await session.execute(see)
    await session.execute(text("SELECT set_config('abdi.kind', '', true)"))
    assert await session.scalar(counted) == 1
