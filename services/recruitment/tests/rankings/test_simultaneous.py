"""Scores that change while a ranking is computed: in it, or told as changed since; nothing between."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from uuid import UUID

import pytest
from sqlalchemy import select, text

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import eventually
from abdi.testing.principals import ServiceClient
from recruitment.applications.models import Application
from recruitment.examinations.models import ScoreChange, SkdReuse, SkdSitting
from recruitment.rankings.models import Ranking, RankingRow

Rank = Callable[..., Awaitable[dict[str, Any]]]


class World(Protocol):
    """What the tests need of the selection."""

    selection_id: UUID
    people: dict[str, Application]


async def sitting_of(by: ServiceClient, person: Application) -> dict[str, Any]:
    found = (await by.get("/v1/skd-sittings", params={"application_id": str(person.id)})).json()["data"]
    sitting: dict[str, Any] = found[0]
    return sitting


async def correct(by: ServiceClient, person: Application, twk: int) -> None:
    sitting = await sitting_of(by, person)
    answer = await by.patch(
        f"/v1/skd-sittings/{sitting['id']}",
        json={"twk": twk, "reason": "salah salin"},
        headers={"If-Match": f'"{sitting["version"]}"'},
    )
    assert answer.status_code == 200, answer.text


async def has_changed(by: ServiceClient, ranking: dict[str, Any]) -> bool:
    told: bool = (await by.get(f"/v1/rankings/{ranking['id']}")).json()["has_changed_scores"]
    return told


async def ranked_twk(unit: Unit, ranking: dict[str, Any], person: Application) -> int | None:
    of_it = (RankingRow.ranking_id == UUID(ranking["id"]), RankingRow.application_id == person.id)
    async with unit() as session:
        found: int | None = await session.scalar(select(RankingRow.twk).where(*of_it))
        return found


def change_of(person: Application) -> ScoreChange:
    return ScoreChange(
        id=new_id(),
        application_id=person.id,
        applicant_id=person.applicant_id,
        agency=person.agency,
        before={"twk": 65},
        after={"twk": 70},
        reason="salah salin",
        recorded_by="tests",
    )


async def test_what_was_corrected_before_is_in_it_and_not_told(
    palembang: ServiceClient, world: World, rank: Rank, unit: Unit
) -> None:
    await correct(palembang, world.people["gita"], 70)
    ranking = await rank("skd", is_published=False)
    assert await ranked_twk(unit, ranking, world.people["gita"]) == 70
    assert await has_changed(palembang, ranking) is False
    await correct(palembang, world.people["gita"], 75)  # at the same moment by the clock
    assert await has_changed(palembang, ranking) is True


async def test_what_is_corrected_between_reading_and_keeping_is_told(
    palembang: ServiceClient, world: World, unit: Unit
) -> None:
    path = f"/v1/selections/{world.selection_id}/rankings"

    async def is_at(state: str) -> bool:
        async with unit() as session:
            return bool(await session.scalar(text(f"SELECT {state} FROM job")))

    async with unit() as holding:  # before it is asked for: rows are kept only when this ends
        await holding.execute(text("LOCK TABLE ranking_row IN SHARE MODE"))
        ranking = (await palembang.post(path, json={"stage": "skd"})).json()
        await eventually(lambda: is_at("stage = 'keeping'"), patience=20)
        await correct(palembang, world.people["gita"], 70)
        assert not await is_at("finished_at IS NOT NULL")
    await eventually(lambda: is_at("finished_at IS NOT NULL"), patience=20)
    assert await ranked_twk(unit, ranking, world.people["gita"]) == 65
    assert await has_changed(palembang, ranking) is True


async def test_what_was_written_before_and_committed_after_is_told(
    palembang: ServiceClient, world: World, rank: Rank, unit: Unit
) -> None:
    gita = world.people["gita"]
    async with unit() as writing:
        change = change_of(gita)
        change.recorded_at = (await writing.execute(select(text("now() - interval '1 year'")))).scalar_one()
        writing.add(change)
        await writing.execute(text("UPDATE skd_sitting SET twk = 70 WHERE twk = 65"))
        ranking = await rank("skd", is_published=False)
        assert await has_changed(palembang, ranking) is False
    assert await ranked_twk(unit, ranking, gita) == 65
    assert await has_changed(palembang, ranking) is True


async def test_a_correction_of_another_agency_counts_where_the_sitting_is_used_again(
    palembang: ServiceClient, world: World, rank: Rank, unit: Unit
) -> None:
    gita, dewi = world.people["gita"], world.people["dewi"]
    ranking = await rank("skd", is_published=False)
    async with unit() as session:
        earlier = await session.scalar(select(SkdSitting).where(SkdSitting.application_id == dewi.id))
        assert earlier is not None
        await session.execute(
            text("UPDATE application SET selection_id = :other WHERE id = :id"),
            {"other": await another_selection(session), "id": dewi.id},
        )
        session.add(
            SkdReuse(
                application_id=gita.id,
                sitting_id=earlier.id,
                applicant_id=gita.applicant_id,
                agency=gita.agency,
                confirmed_at=earlier.recorded_at,
            )
        )
        change = change_of(dewi)
        change.agency, change.recorded_at = "6671", earlier.recorded_at
    assert await has_changed(palembang, ranking) is False
    async with unit() as session:
        session.add(change)
    assert await has_changed(palembang, ranking) is True


async def another_selection(session: Any) -> UUID:
    made = new_id()
    await session.execute(
        text(
            "INSERT INTO selection (id, agency, agency_kind, agency_name, time_zone, intake, kind, name,"
            " state, verifiers, schedule_version, version) VALUES (:id, '6671', 'regional', 'X',"
            " 'Asia/Jakarta', 2023, 'CPNS', 'X', 'draft', 1, 0, 1)"
        ),
        {"id": made},
    )
    return made


@pytest.mark.parametrize("stage", ["computing", "discarded"])
async def test_a_ranking_without_scores_has_none_that_changed(
    palembang: ServiceClient, world: World, unit: Unit, stage: str
) -> None:
    await correct(palembang, world.people["gita"], 70)
    facts = {"agency": "5671", "selection_id": world.selection_id, "stage": "skd", "number": 1}
    made = Ranking(id=new_id(), state=stage, rule_set="2024", manifest={}, **facts)
    async with unit() as session:
        session.add(made)
    assert await has_changed(palembang, {"id": str(made.id)}) is False
