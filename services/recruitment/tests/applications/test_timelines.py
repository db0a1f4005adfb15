"""The timeline over HTTP: the same words for the applicant and for staff, and nothing from inside."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from abdi.clock import FixedClock, new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from recruitment.applications.models import Application
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.verifications.models import AdministrativeAnnouncement, Verdict, VerificationCase

PATH = "/v1/applications"
NOTE = "Ijazah tampak dipindai ulang, tanya kolega"
REASON: dict[str, Any] = {
    "rule": "documents.diploma",
    "article": "PermenPANRB 6/2024 art. 22",
    "passed": False,
    "message": {"id": "Ijazah tidak terbaca", "en": "The diploma cannot be read"},
}


def stage_of(timeline: dict[str, Any], code: str) -> dict[str, Any]:
    return next(stage for stage in timeline["stages"] if stage["code"] == code)


def events_in(timeline: dict[str, Any], code: str) -> list[str]:
    return [event["code"] for event in stage_of(timeline, code)["events"]]


async def test_a_timeline_has_all_stages_and_says_what_comes_next(
    siti: ServiceClient, of_agency: ServiceClient, submitted: Any
) -> None:
    made = await submitted(siti)
    timeline = (await siti.get(f"{PATH}/{made['id']}/timeline")).json()
    assert len(timeline["stages"]) == 16
    assert (timeline["today"], timeline["state"]) == ("2026-03-05", "submitted")
    registration = stage_of(timeline, "registration")
    assert (registration["starts_on"], registration["ends_on"], registration["standing"]) == (
        "2026-03-03",
        "2026-03-22",
        "under_way",
    )
    assert [event["words"]["en"] for event in registration["events"]] == [
        "Application drawn up",
        "Application submitted",
    ]
    assert stage_of(timeline, "skd")["standing"] == "ahead"
    assert (timeline["next"]["code"], timeline["next"]["starts_on"]) == (
        "administrative_result",
        "2026-03-27",
    )
    assert timeline["objection"] is None
    assert (await of_agency.get(f"{PATH}/{made['id']}/timeline")).json() == timeline


async def test_what_verifiers_found_is_not_told_before_the_announcement(
    siti: ServiceClient, submitted: Any, unit: Unit, clock: FixedClock
) -> None:
    made = await submitted(siti)
    await decide(unit, made, clock)
    answer = await siti.get(f"{PATH}/{made['id']}/timeline")
    assert NOTE not in answer.text
    assert events_in(answer.json(), "administrative_result") == []
    assert answer.json()["state"] == "submitted"


async def test_a_refusal_comes_with_its_reasons_and_the_last_day_for_an_objection(
    siti: ServiceClient, of_agency: ServiceClient, submitted: Any, unit: Unit, clock: FixedClock
) -> None:
    made = await submitted(siti)
    await decide(unit, made, clock)
    clock.advance(timedelta(days=22))  # 27 March
    async with unit() as session:
        application = await session.get_one(Application, UUID(made["id"]))
        application.state, application.reasons = "not_eligible", [REASON]
        session.add(
            AdministrativeAnnouncement(
                selection_id=application.selection_id, number=1, manifest={}, announced_at=clock.now()
            )
        )
    answer = await siti.get(f"{PATH}/{made['id']}/timeline")
    timeline = answer.json()
    (event,) = stage_of(timeline, "administrative_result")["events"]
    assert (event["code"], event["words"]["id"]) == ("not_eligible", "Tidak memenuhi syarat (TMS)")
    assert [reason["rule"] for reason in event["reasons"]] == ["documents.diploma"]
    assert (timeline["objection"]["starts_on"], timeline["objection"]["ends_on"]) == (
        "2026-03-30",
        "2026-04-01",
    )
    assert NOTE not in answer.text
    assert (await of_agency.get(f"{PATH}/{made['id']}/timeline")).json() == timeline


async def test_scores_are_told_once_they_are_published(
    siti: ServiceClient, submitted: Any, unit: Unit, clock: FixedClock
) -> None:
    made = await submitted(siti)
    ranking = await rank(unit, made)
    place = f"{PATH}/{made['id']}/timeline"
    assert events_in((await siti.get(place)).json(), "skd_result") == []
    async with unit() as session:
        found = await session.get_one(Ranking, ranking)
        found.state, found.published_at = "published", clock.now()
    (event,) = stage_of((await siti.get(place)).json(), "skd_result")["events"]
    assert (event["result"], event["meaning"]["en"]) == ("P/L", "passed")
    assert event["facts"] == {"twk": 90, "tiu": 110, "tkp": 190, "skd_total": 390, "place": 1}


async def decide(unit: Unit, made: dict[str, Any], clock: FixedClock) -> None:
    """A decided case with a note for colleagues."""
    facts: dict[str, Any] = {"application_id": UUID(made["id"]), "agency": made["agency"], "round": 1}
    case = VerificationCase(
        id=new_id(),
        applicant_id=UUID(made["applicant_id"]),
        selection_id=UUID(made["selection_id"]),
        state="decided",
        wanted=1,
        proposal="unclear",
        checks=[],
        waits_since=clock.now(),
        outcome="not_eligible",
        decided_at=clock.now(),
        reasons=[REASON],
        **facts,
    )
    verdict = Verdict(
        case_id=case.id,
        number=1,
        verifier_id=new_id(),
        outcome="not_eligible",
        requirements=[],
        note=NOTE,
        is_bulk=False,
        given_at=clock.now(),
        **facts,
    )
    async with unit() as session:
        session.add(case)
        await session.flush()
        session.add(verdict)


async def rank(unit: Unit, made: dict[str, Any]) -> UUID:
    """A computed ranking of SKD in which the application goes on."""
    ranking = Ranking(
        id=new_id(),
        agency=made["agency"],
        selection_id=UUID(made["selection_id"]),
        stage="skd",
        number=1,
        state="computed",
        rule_set="2024",
    )
    row = RankingRow(
        ranking_id=ranking.id,
        application_id=UUID(made["id"]),
        applicant_id=UUID(made["applicant_id"]),
        agency=made["agency"],
        opening_id=UUID(made["opening_id"]),
        twk=90,
        tiu=110,
        tkp=190,
        skd_total=390,
        place=1,
        code="P/L",
    )
    async with unit() as session:
        application = await session.get_one(Application, UUID(made["id"]))
        application.state, application.gpa = "eligible", Decimal("3.40")
        session.add(ranking)
        await session.flush()
        session.add(row)
    return ranking.id
