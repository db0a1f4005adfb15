"""An earlier SKD that counts again."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from abdi.clock import FixedClock, new_id
from abdi.testing.imports import ImportsClient
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, applicant, committee_member, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.examinations.models import SkdReuse, SkdSitting
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
Selecting = Callable[..., Awaitable[Selection]]
Earlier = Callable[..., Awaitable[SkdSitting]]
ME = UUID(int=42)
IN_TIME = datetime(2024, 9, 20, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """A day on which an earlier score may be chosen."""
    return FixedClock(IN_TIME)


@pytest.fixture
def earlier(unit: Unit, selecting: Selecting, applying: Applying) -> Earlier:
    """What I sat in 2023, at another agency."""

    async def sit(**facts: Any) -> SkdSitting:
        before = await selecting(intake=2023, rule_set="2023", agency="6671")
        level = facts.pop("education_level", "S1")
        (then,) = await applying(before, 1, applicant_id=ME, education_level=level)
        given = {"exam_year": 2023, "twk": 100, "tiu": 120, "tkp": 180, "standing": "taking_part"} | facts
        sitting = SkdSitting(id=new_id(), application_id=then.id, applicant_id=ME, agency="6671", **given)
        async with unit() as session:
            session.add(sitting)
        return sitting

    return sit


@pytest.fixture
def me(client: ServiceClient) -> ServiceClient:
    """An applicant."""
    return client.as_(applicant(ME))


async def test_an_earlier_score_is_chosen_with_the_rules_that_allow_it(
    me: ServiceClient,
    selection: Selection,
    applying: Applying,
    earlier: Earlier,
    unit: Unit,
    *,
    events: Events,
) -> None:
    (now,) = await applying(selection, 1, applicant_id=ME)
    before = await earlier()
    address = f"/v1/applications/{now.id}/skd-reuse"
    (choice,) = (await me.get(address)).json()
    assert (choice["sitting_id"], choice["confirmed_at"]) == (str(before.id), None)
    answer = await me.post(address, json={"sitting_id": str(before.id)})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["total"], told["exam_year"]) == (400, 2023)
    assert all(reason["passed"] for reason in told["reasons"])
    assert {"reuse.intake", "reuse.person", "reuse.confirmed"} <= {one["rule"] for one in told["reasons"]}
    async with unit() as session:
        chosen = await session.get_one(SkdReuse, now.id)
    assert (chosen.sitting_id, chosen.confirmed_at) == (before.id, IN_TIME)
    assert (await events.only("recruitment.skd_reuse.confirmed")).data["exam_year"] == 2023
    again = await me.post(address, json={"sitting_id": str(before.id)})
    assert_problem(again, 409, "skd-of-this-year")
    assert (await me.get(address)).json()[0]["confirmed_at"] is not None


@pytest.mark.parametrize(
    ("then", "rule"),
    [
        ({"education_level": "D3"}, "reuse.education"),
        ({"tiu": 70}, "thresholds.tiu"),
        ({"exam_year": 2021}, "reuse.intake"),
    ],
)
async def test_what_the_rules_do_not_allow_is_refused_with_its_reason(
    me: ServiceClient,
    selection: Selection,
    applying: Applying,
    earlier: Earlier,
    *,
    then: dict[str, Any],
    rule: str,
) -> None:
    (now,) = await applying(selection, 1, applicant_id=ME)
    before = await earlier(**then)
    answer = await me.post(f"/v1/applications/{now.id}/skd-reuse", json={"sitting_id": str(before.id)})
    reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert rule in [one["rule"] for one in reasons]


async def test_after_the_last_day_nobody_chooses(
    client: ServiceClient, selection: Selection, applying: Applying, earlier: Earlier, clock: FixedClock
) -> None:
    (now,) = await applying(selection, 1, applicant_id=ME)
    before = await earlier()
    clock.set(datetime(2024, 9, 28, 17, 0, tzinfo=UTC))  # the 29th in Palembang
    me = client.as_(applicant(ME))
    answer = await me.post(f"/v1/applications/{now.id}/skd-reuse", json={"sitting_id": str(before.id)})
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert reason["rule"] == "reuse.confirmed"


async def test_only_the_applicant_chooses_and_only_the_own_sitting(
    client: ServiceClient, me: ServiceClient, selection: Selection, applying: Applying, earlier: Earlier
) -> None:
    (now,) = await applying(selection, 1, applicant_id=ME)
    (stranger,) = await applying(selection, 1)
    before = await earlier()
    body = {"sitting_id": str(before.id)}
    address = f"/v1/applications/{now.id}/skd-reuse"
    assert_problem(await client.as_(committee_member("5671")).post(address, json=body), 403, "forbidden")
    somebody = client.as_(applicant(stranger.applicant_id))
    assert_problem(await somebody.post(address, json=body), 404, "not-found")
    theirs = f"/v1/applications/{stranger.id}/skd-reuse"
    assert_problem(await somebody.post(theirs, json=body), 404, "not-found")
    assert_problem(await me.post(address, json={"sitting_id": str(new_id())}), 404, "not-found")
    assert_problem(await client.as_(officer("6671")).get(address), 404, "not-found")


async def test_a_new_score_of_who_chose_the_earlier_one_is_refused(
    client: ServiceClient,
    me: ServiceClient,
    selection: Selection,
    applying: Applying,
    earlier: Earlier,
    *,
    numbered: Callable[..., Awaitable[dict[UUID, str]]],
) -> None:
    (now,) = await applying(selection, 1, applicant_id=ME)
    before = await earlier()
    await me.post(f"/v1/applications/{now.id}/skd-reuse", json={"sitting_id": str(before.id)})
    (number,) = (await numbered(selection)).values()
    files = ImportsClient(client.as_(committee_member("5671")), "official_skd_scores")
    header = "no_peserta,tahun_skd,twk,tiu,tkp,total"
    told = await files.take(f"{header}\n{number},2023,100,120,180,400\n")
    assert (told["unchanged"], told["errors"]) == (1, 0)
    told = await files.take(f"{header}\n{number},2024,105,120,180,405\n")
    assert await files.errors(told) == {2: ("", "other_sitting")}
