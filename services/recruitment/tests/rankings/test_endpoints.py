"""Both stages from the database to the database, as the agency, the applicant and the public see them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, applicant, auditor, committee_member, officer
from abdi.testing.problems import assert_problem

Rank = Callable[..., Awaitable[dict[str, Any]]]
ABROAD = "6671"
SKB = {"citra": "70", "dewi": "90.5", "ani": "90.5", "budi": "90.5"}


class World(Protocol):
    """What the tests need of the selection."""

    selection_id: UUID
    openings: dict[str, Any]
    people: dict[str, Any]

    async def apply(self, name: str, opening: str, points: Any, **facts: Any) -> Any: ...

    async def test(self, name: str, *scores: str | None) -> None: ...


async def by_name(client: ServiceClient, ranking: dict[str, Any], world: World) -> dict[str, dict[str, Any]]:
    rows = (await client.get(f"/v1/rankings/{ranking['id']}/rows")).json()["data"]
    names = {str(one.id): name for name, one in world.people.items()}
    return {names[row["application_id"]]: row for row in rows}


async def sat(world: World) -> None:
    """SKB of the four who went on."""
    for name, score in SKB.items():
        await world.test(name, score, score)


async def test_a_stage_is_computed_and_published_as_a_whole(
    palembang: ServiceClient, world: World, rank: Rank, events: Events, session: AsyncSession
) -> None:
    ranking = await rank("skd")
    assert (ranking["number"], ranking["rule_set"], ranking["allowed"]) == (1, "2024", [])
    manifest = ranking["manifest"]
    assert manifest["codes"] == {"P": 1, "P/L": 4, "TH": 1, "TL": 1}
    assert (manifest["rows"], manifest["openings"], len(manifest["sha256"])) == (7, 2, 64)
    rows = await by_name(palembang, ranking, world)
    # Three go on with one opening; ani and budi are equal at the cut.
    assert {name: (row["place"], row["code"]) for name, row in rows.items()} == {
        "citra": (1, "P/L"),
        "dewi": (2, "P/L"),
        "ani": (3, "P/L"),
        "budi": (3, "P/L"),
        "gita": (5, "P"),
        "eka": (None, "TL"),
        "fajar": (None, "TH"),
    }
    event = await events.only("recruitment.ranking.published")
    assert (event.agency, event.data["rows"], event.data["sha256"]) == ("5671", 7, manifest["sha256"])
    entries = await session.scalars(text("SELECT changes->'bulk'->0->>'action' FROM audit_entry ORDER BY at"))
    assert sorted(entry for entry in entries if entry) == ["rankings.compute", "rankings.publish"]


async def test_the_final_list_fills_the_place_that_stayed_empty(
    palembang: ServiceClient, world: World, rank: Rank
) -> None:
    await rank("skd")
    await sat(world)
    rows = await by_name(palembang, await rank("final"), world)
    seats = {name: (row["place"], row["decided_by"], row["code"], row["step"]) for name, row in rows.items()}
    assert seats == {
        "dewi": (1, None, "P/L", None),
        "ani": (2, "equal", None, None),
        "budi": (2, "equal", None, None),
        "citra": (4, "final_score", "P", None),
    }
    assert (rows["dewi"]["skb"], rows["dewi"]["final_score"]) == ("90.500", "81.209")
    assert rows["dewi"]["seat_id"] == str(world.openings["here"].id)


async def test_an_outcome_tells_its_parts_weights_and_reasons(
    client: ServiceClient, palembang: ServiceClient, world: World, rank: Rank
) -> None:
    await rank("skd")
    await sat(world)
    ranking = await rank("final")
    path = f"/v1/rankings/{ranking['id']}/rows/{world.people['ani'].id}"
    own = client.as_(applicant(world.people["ani"].applicant_id))
    told = (await own.get(path)).json()
    parts = {part["name"]: (part["score"], part["weight"]) for part in told["parts"]}
    assert parts["skb.cat"] == ("90.500", "60")
    assert parts["skd"] == ("360", "40")
    assert parts["skb"] == ("90.500", "60")
    rules = {reason["rule"]: reason["passed"] for reason in told["reasons"]}
    assert rules == {"ranking.place": False, "filling.contested": False, "ranking.distinct": False}
    assert told["reasons"][2]["found"]["equal_with"] == 1
    other = client.as_(applicant(world.people["budi"].applicant_id))
    assert_problem(await other.get(path), 404, "not-found")
    assert (await palembang.get(path)).status_code == 200


async def test_the_own_outcome_is_there_once_it_is_published(
    client: ServiceClient, world: World, rank: Rank
) -> None:
    ranking = await rank("skd", is_published=False)
    own = client.as_(applicant(world.people["gita"].applicant_id))
    path = f"/v1/rankings/{ranking['id']}/rows/{world.people['gita'].id}"
    assert_problem(await own.get(path), 404, "not-found")
    assert_problem(await own.get(f"/v1/rankings/{ranking['id']}/rows"), 403, "forbidden")


async def test_everybody_reads_what_is_published_by_number_and_without_names(
    client: ServiceClient, world: World, rank: Rank
) -> None:
    ranking = await rank("skd")
    assert (await client.get("/v1/public/rankings")).json()["data"][0]["id"] == ranking["id"]
    assert (await client.get(f"/v1/public/rankings/{ranking['id']}")).json()["number"] == 1
    rows = f"/v1/public/rankings/{ranking['id']}/rows"
    page = (await client.get(rows, params={"code": "P/L", "limit": 3})).json()
    assert page["page"]["has_more"]
    answer = await client.get(rows)
    numbers = sorted(one.participant_number for one in world.people.values())
    assert [row["participant_number"] for row in answer.json()["data"]] == numbers
    for one in world.people.values():
        assert str(one.id) not in answer.text
        assert str(one.applicant_id) not in answer.text


async def test_what_is_not_published_is_nobodys(client: ServiceClient, rank: Rank) -> None:
    ranking = await rank("skd", is_published=False)
    assert (await client.get("/v1/public/rankings")).json()["data"] == []
    for path in (f"/v1/public/rankings/{ranking['id']}", f"/v1/public/rankings/{ranking['id']}/rows"):
        assert_problem(await client.get(path), 404, "not-found")


async def test_a_correction_is_another_version_and_tells_whom_it_changed(
    palembang: ServiceClient, world: World, rank: Rank, session: AsyncSession
) -> None:
    first = await rank("skd")
    change = text("UPDATE skd_sitting SET tkp = 181 WHERE application_id = :id")
    await session.execute(text("SELECT set_config('abdi.kind', 'service', true)"))
    await session.execute(change, {"id": world.people["budi"].id})
    await session.commit()
    path = f"/v1/selections/{world.selection_id}/rankings"
    problem = assert_problem(await palembang.post(path, json={"stage": "skd"}), 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == ["clock.correction_reason"]
    second = await rank("skd", reason="Kunci jawaban TKP diperbaiki.")
    assert (second["number"], second["reason"]) == (2, "Kunci jawaban TKP diperbaiki.")
    changes = (await palembang.get(f"/v1/rankings/{second['id']}/changes")).json()["data"]
    names = {str(one.id): name for name, one in world.people.items()}
    told = {names[one["application_id"]]: one for one in changes}
    assert {name: one["causes"] for name, one in told.items()} == {
        "budi": ["points"],
        "ani": ["others_changed"],
    }
    assert (told["ani"]["before"]["code"], told["ani"]["after"]["code"]) == ("P/L", "P")
    assert told["ani"]["reason"] == "Kunci jawaban TKP diperbaiki."
    kept = await by_name(palembang, first, world)
    assert kept["ani"]["code"] == "P/L"


async def test_who_resigns_makes_room_in_the_next_version(
    palembang: ServiceClient, world: World, rank: Rank, session: AsyncSession
) -> None:
    await rank("skd")
    await sat(world)
    await rank("final")
    await session.execute(text("SELECT set_config('abdi.kind', 'service', true)"))
    gone = text("UPDATE application SET state = 'resigned' WHERE id = :id")
    await session.execute(gone, {"id": world.people["dewi"].id})
    await session.commit()
    ranking = await rank("final", reason="Satu peserta mengundurkan diri.")
    rows = await by_name(palembang, ranking, world)
    assert {name: row["code"] for name, row in rows.items()} == {
        "dewi": "APS",
        "ani": None,
        "budi": None,
        "citra": "P/L-2",
    }
    changes = (await palembang.get(f"/v1/rankings/{ranking['id']}/changes")).json()["data"]
    causes = {change["application_id"]: change["causes"] for change in changes}
    assert causes[str(world.people["dewi"].id)] == ["standing"]


@pytest.mark.parametrize(
    ("stage", "rule"), [("final", "ranking.stage_order"), ("skd", "ranking.judged")], ids=["skipped", "open"]
)
async def test_a_stage_is_not_skipped(palembang: ServiceClient, world: World, stage: str, rule: str) -> None:
    await world.apply("hadi", "here", (70, 80, 170), state="submitted")
    path = f"/v1/selections/{world.selection_id}/rankings"
    problem = assert_problem(await palembang.post(path, json={"stage": stage}), 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == [rule]


async def test_a_final_list_waits_for_all_scores(palembang: ServiceClient, world: World, rank: Rank) -> None:
    await rank("skd")
    await world.test("citra", "70")
    path = f"/v1/selections/{world.selection_id}/rankings"
    problem = assert_problem(await palembang.post(path, json={"stage": "final"}), 409, "rule-broken")
    assert problem["reasons"][0]["found"] == {"without_scores": 4}


async def test_one_version_is_open_at_a_time_and_a_published_one_stays(
    palembang: ServiceClient, world: World, rank: Rank
) -> None:
    ranking = await rank("skd", is_published=False)
    path = f"/v1/selections/{world.selection_id}/rankings"
    assert_problem(await palembang.post(path, json={"stage": "skd"}), 409, "ranking-not-in-state")
    discard, body = f"/v1/rankings/{ranking['id']}/discard", {"reason": "Nilai satu ruang belum masuk."}
    stale = {"If-Match": '"99"'}
    assert_problem(await palembang.post(discard, json=body, headers=stale), 412, "precondition-failed")
    assert_problem(await palembang.post(discard, json=body), 428, "precondition-required")
    headers = {"If-Match": f'"{ranking["version"]}"'}
    assert (await palembang.post(discard, json=body, headers=headers)).json()["state"] == "discarded"
    second = await rank("skd")
    assert second["number"] == 2
    headers = {"If-Match": f'"{second["version"]}"'}
    for step, sent in (("discard", body), ("publication", None)):
        answer = await palembang.post(f"/v1/rankings/{second['id']}/{step}", json=sent, headers=headers)
        assert assert_problem(answer, 409, "ranking-not-in-state").get("allowed", []) == []


async def test_only_who_may_ranks_and_publishes(client: ServiceClient, world: World, rank: Rank) -> None:
    path = f"/v1/selections/{world.selection_id}/rankings"
    inspector = client.as_(auditor("5671"))
    assert_problem(await inspector.post(path, json={"stage": "skd"}), 403, "forbidden")
    foreign = client.as_(officer(ABROAD))
    assert_problem(await foreign.post(path, json={"stage": "skd"}), 404, "not-found")
    ranking = await rank("skd", is_published=False)
    headers = {"If-Match": f'"{ranking["version"]}"'}
    member = client.as_(committee_member("5671"))
    publication = f"/v1/rankings/{ranking['id']}/publication"
    assert_problem(await member.post(publication, headers=headers), 403, "forbidden")
    assert (await inspector.get(f"/v1/rankings/{ranking['id']}")).status_code == 200
    for other in (ranking["id"], uuid4()):
        assert_problem(await foreign.get(f"/v1/rankings/{other}"), 404, "not-found")
        assert_problem(await foreign.get(f"/v1/rankings/{other}/changes"), 404, "not-found")


async def test_a_score_corrected_since_is_told_until_the_stage_is_ranked_again(
    palembang: ServiceClient, world: World, rank: Rank, clock: FixedClock
) -> None:
    address = f"/v1/rankings/{(await rank('skd'))['id']}"
    assert (await palembang.get(address)).json()["has_changed_scores"] is False
    clock.advance(timedelta(minutes=1))
    sittings = (await palembang.get("/v1/skd-sittings")).json()["data"]
    gita = next(one for one in sittings if one["application_id"] == str(world.people["gita"].id))
    score, headers = f"/v1/skd-sittings/{gita['id']}", {"If-Match": f'"{gita["version"]}"'}
    assert_problem(await palembang.patch(score, json={"twk": 70}, headers=headers), 422, "malformed")
    corrected = await palembang.patch(score, json={"twk": 70, "reason": "salah salin"}, headers=headers)
    assert corrected.status_code == 200, corrected.text
    assert (await palembang.get(address)).json()["has_changed_scores"] is True
    again = await rank("skd", reason="Nilai TWK satu peserta diperbaiki.")
    listed = (await palembang.get("/v1/rankings")).json()["data"]
    told = {one["id"]: one["has_changed_scores"] for one in listed}
    assert told == {address.rpartition("/")[2]: True, again["id"]: False}
