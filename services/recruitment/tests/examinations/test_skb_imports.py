"""Files of scores of SKB components, and corrections of single scores."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from abdi.clock import new_id
from abdi.testing.imports import ImportsClient
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, applicant, auditor, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.examinations.models import SkbScore
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import Selection, SkbTest

Applying = Callable[..., Awaitable[list[Application]]]
Numbered = Callable[..., Awaitable[dict[UUID, str]]]
HEADER = "participant_number,component,score,standing"


@pytest.fixture
async def finalists(
    selection: Selection, applying: Applying, numbered: Numbered, unit: Unit
) -> list[Application]:
    """Three participants, of whom the first two go on to SKB; an interview can knock them out."""
    people = await applying(selection, 3)
    await numbered(selection)
    await publish_skd(unit, selection, people)
    async with unit() as session:
        session.add_all(
            [
                SkbTest(selection_id=selection.id, kind="cat", weight=60, is_knockout=False),
                SkbTest(selection_id=selection.id, kind="fitness", weight=40, is_knockout=True),
            ]
        )
        return list(await session.scalars(select(Application).order_by(Application.participant_number)))


async def publish_skd(unit: Unit, selection: Selection, people: list[Application]) -> None:
    ranking = Ranking(
        id=new_id(),
        agency=selection.agency,
        selection_id=selection.id,
        stage="skd",
        number=1,
        state="published",
        rule_set="2024",
    )
    async with unit() as session:
        session.add(ranking)
        await session.flush()
        for place, one in enumerate(people):
            code = "P/L" if place < 2 else "P"
            session.add(
                RankingRow(
                    ranking_id=ranking.id,
                    application_id=one.id,
                    applicant_id=one.applicant_id,
                    agency=one.agency,
                    opening_id=one.opening_id,
                    code=code,
                )
            )


@pytest.fixture
def files(committee: ServiceClient) -> ImportsClient:
    """Sends files of SKB scores as the committee of Palembang."""
    return ImportsClient(committee, "skb_scores")


def table(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


async def scores(unit: Unit) -> dict[UUID, list[tuple[Decimal | None, str]]]:
    async with unit() as session:
        found: dict[UUID, list[tuple[Decimal | None, str]]] = {}
        for one in await session.scalars(select(SkbScore).order_by(SkbScore.test_id)):
            found.setdefault(one.application_id, []).append((one.score, one.standing))
    return found


async def test_components_come_in_with_three_decimals_at_most(
    files: ImportsClient, finalists: list[Application], unit: Unit, events: Events
) -> None:
    first, second, _ = [one.participant_number for one in finalists]
    file = table(
        f"{first},cat,71.666,", f'{first},fitness,"88,125",', f"{second},CAT,,TH", f"{second},fitness,,TMS-1"
    )
    told = await files.take(file)
    assert (told["imported"], told["errors"]) == (4, 0)
    assert await scores(unit) == {
        finalists[0].id: [(Decimal("71.666"), "taking_part"), (Decimal("88.125"), "taking_part")],
        finalists[1].id: [(None, "absent"), (None, "knocked_out")],
    }
    assert (await events.only("recruitment.selection.scores_recorded")).data["test"] == "skb"
    assert (await files.take(file))["unchanged"] == 4


async def test_every_bad_row_is_named(files: ImportsClient, finalists: list[Application], unit: Unit) -> None:
    first, second, third = [one.participant_number for one in finalists]
    told = await files.take(
        table(
            f"{first},cat,100.001,",
            f"{first},fitness,71.6666,",
            f"{second},cat,,",
            f"{second},interview,70,",
            f"{third},cat,70,",
            "24999999999999917,cat,70,",
        )
    )
    assert await files.errors(told) == {
        2: ("score", "impossible_score"),
        3: ("score", "impossible_score"),
        4: ("score", "missing_score"),
        5: ("component", "unknown_component"),
        6: ("", "not_in_skb"),
        7: ("participant_number", "unknown_participant"),
    }
    told = await files.take(table(f"{first},cat,,TMS-1"))
    assert await files.errors(told) == {2: ("standing", "no_knockout")}
    assert await scores(unit) == {}


async def test_there_is_no_skb_before_the_result_of_skd_is_published(
    files: ImportsClient, selection: Selection, applying: Applying, numbered: Numbered
) -> None:
    await applying(selection, 1)
    (number,) = (await numbered(selection)).values()
    told = await files.take(table(f"{number},cat,70,"))
    assert await files.errors(told) == {2: ("", "skd_not_published")}


async def test_a_single_score_is_corrected_with_its_reason(
    committee: ServiceClient, files: ImportsClient, finalists: list[Application], events: Events
) -> None:
    await files.take(table(f"{finalists[0].participant_number},cat,70,"))
    (row,) = (await committee.get("/v1/skb-scores")).json()["data"]
    assert (row["score"], row["participant_number"]) == ("70.000", finalists[0].participant_number)
    address = f"/v1/applications/{row['application_id']}/skb-scores/{row['test_id']}"
    body = {"score": "74.36", "reason": "salah salin"}
    assert_problem(await committee.patch(address, json=body), 428, "precondition-required")
    impossible = {"score": "101", "reason": "salah salin"}
    refused = await committee.patch(address, json=impossible, headers={"If-Match": '"1"'})
    assert assert_problem(refused, 409, "rule-broken")["reasons"][0]["rule"] == "skb.score"
    changed = await committee.patch(address, json=body, headers={"If-Match": '"1"'})
    assert (changed.json()["score"], changed.headers["etag"]) == ("74.360", '"2"')
    assert_problem(await committee.patch(address, json=body, headers={"If-Match": '"1"'}), 412)
    (change,) = (await committee.get(address)).json()["history"]
    assert (change["before"]["score"], change["after"]["score"]) == ("70.000", "74.36")
    assert change["reason"] == "salah salin"
    assert (await events.only("recruitment.score.corrected")).data["test"] == "skb"


async def test_a_sitting_is_corrected_and_everybody_sees_their_own(
    client: ServiceClient, committee: ServiceClient, finalists: list[Application], events: Events
) -> None:
    me, other, _ = finalists
    rows = [f"{one.participant_number},100,135,187,422" for one in (me, other)]
    skd = "\n".join(["participant_number,twk,tiu,tkp,total,reason", *(f"{row},susulan" for row in rows)])
    told = await ImportsClient(committee, "skd_scores").take(skd)
    assert told["imported"] == 2, told
    mine: list[dict[str, Any]]
    mine = (await client.as_(applicant(me.applicant_id)).get("/v1/skd-sittings")).json()["data"]
    assert [(one["application_id"], one["total"]) for one in mine] == [(str(me.id), 422)]
    address = f"/v1/skd-sittings/{mine[0]['id']}"
    body = {"twk": 105, "reason": "salah salin"}
    headers = {"If-Match": '"1"'}
    for by, status in ((applicant(me.applicant_id), 403), (auditor("5671"), 403), (officer("6671"), 404)):
        assert_problem(await client.as_(by).patch(address, json=body, headers=headers), status)
    bad = await committee.patch(address, json={"twk": 103, "reason": "salah"}, headers=headers)
    assert assert_problem(bad, 409, "rule-broken")["reasons"][0]["rule"] == "paper.twk"
    nothing = await committee.patch(address, json={"reason": "salah salin"}, headers=headers)
    assert_problem(nothing, 422, "malformed")
    changed = await committee.patch(address, json=body, headers=headers)
    assert (changed.json()["total"], changed.json()["version"]) == (427, 2)
    shown = (await client.as_(applicant(me.applicant_id)).get(address)).json()
    assert [(one["before"]["twk"], one["after"]["twk"]) for one in shown["history"]] == [(100, 105)]
    assert (await events.only("recruitment.score.corrected")).data["reason"] == "salah salin"
    assert_problem(await committee.get(f"/v1/skd-sittings/{uuid4()}"), 404, "not-found")
