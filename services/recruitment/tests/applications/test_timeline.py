"""The timeline as a function of what is known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from abdi.i18n import Text
from recruitment.applications.happenings import Happening
from recruitment.applications.rules import ApplicationState
from recruitment.applications.timeline import (
    Known,
    Objected,
    Published,
    Seated,
    Standing,
    events_of,
    next_of,
    objection_of,
    standing_of,
)
from recruitment.selections.rules.stages import StageCode, StageDays

DAYS = {
    "registration": ("2026-03-03", "2026-03-22"),
    "administrative_result": ("2026-03-27", "2026-03-29"),
    "administrative_objection": ("2026-03-30", "2026-04-01"),
    "administrative_answers": ("2026-03-30", "2026-04-03"),
    "administrative_reannouncement": ("2026-04-04", "2026-04-08"),
    "skd": ("2026-04-20", "2026-05-10"),
    "skd_result": ("2026-05-13", "2026-05-15"),
    "skb": ("2026-05-20", "2026-06-05"),
    "final_result": ("2026-06-20", "2026-06-24"),
    "final_objection": ("2026-06-25", "2026-06-27"),
    "final_answers": ("2026-06-25", "2026-07-01"),
    "final_reannouncement": ("2026-06-28", "2026-07-04"),
    "filing": ("2026-07-05", "2026-08-03"),
}
STAGES = {
    StageCode(code): StageDays(StageCode(code), date.fromisoformat(first), date.fromisoformat(last))
    for code, (first, last) in DAYS.items()
}
REASONS = [{"rule": "documents.diploma"}]


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC)


def known(state: str, **facts: Any) -> Known:
    given: dict[str, Any] = {
        "state_since": at("2026-03-10"),
        "since_on": date(2026, 3, 10),
        "created_at": at("2026-03-04"),
        "submitted_at": at("2026-03-10"),
        "reasons": [],
        "participant_number": None,
        "stages": STAGES,
    }
    return Known(state=ApplicationState(state), **(given | facts))


def published(stage: str, day: str, *, number: int = 1, code: str = "P/L", goes_on: bool = True) -> Published:
    meaning = Text("lulus", "passed")
    facts = {"skd_total": 400}
    return Published(stage, number, at(day), code=code, meaning=meaning, goes_on=goes_on, facts=facts)


def told(one: Known) -> list[tuple[str, str]]:
    return [(event.code.value, event.stage.value) for event in events_of(one)]


def coming(one: Known, day: str) -> str | None:
    found = next_of(one, date.fromisoformat(day))
    return None if found is None else found.stage.code.value


def objecting(one: Known, day: str) -> str | None:
    found = objection_of(one, date.fromisoformat(day))
    return None if found is None else f"{found.code.value} until {found.ends_on}"


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2026-03-02", Standing.AHEAD),
        ("2026-03-03", Standing.UNDER_WAY),
        ("2026-03-22", Standing.UNDER_WAY),
        ("2026-03-23", Standing.OVER),
    ],
)
def test_a_stage_is_under_way_from_its_first_to_its_last_day(day: str, standing: Standing) -> None:
    assert standing_of(STAGES[StageCode.REGISTRATION], date.fromisoformat(day)) is standing


def test_a_draft_is_to_be_submitted_before_registration_ends() -> None:
    draft = known("draft", submitted_at=None)
    assert told(draft) == [("drawn_up", "registration")]
    assert (coming(draft, "2026-03-22"), coming(draft, "2026-03-23")) == ("registration", None)


def test_a_submitted_one_waits_for_the_result_even_if_that_is_late() -> None:
    submitted = known("submitted")
    assert told(submitted) == [("drawn_up", "registration"), ("submitted", "registration")]
    assert {coming(submitted, day) for day in ("2026-03-11", "2026-03-28", "2026-04-02")} == {
        "administrative_result"
    }
    assert objecting(submitted, "2026-03-30") is None


def test_after_a_refusal_an_objection_is_possible_until_the_third_day() -> None:
    refused = known("not_eligible", reasons=REASONS, announced={1: at("2026-03-27")})
    assert told(refused)[-1] == ("not_eligible", "administrative_result")
    assert events_of(refused)[-1].reasons == REASONS
    for day in ("2026-03-28", "2026-04-01"):
        assert objecting(refused, day) == "administrative_objection until 2026-04-01"
        assert coming(refused, day) == "administrative_objection"
    assert (objecting(refused, "2026-04-02"), coming(refused, "2026-04-02")) == (None, None)


def test_who_objected_waits_for_the_second_announcement_and_objects_no_more() -> None:
    objected = Objected("administrative", at("2026-03-31"), None)
    refused = known("not_eligible", announced={1: at("2026-03-27")}, objections=[objected])
    assert told(refused)[-1] == ("objected", "administrative_objection")
    assert objecting(refused, "2026-03-31") is None
    assert coming(refused, "2026-03-31") == "administrative_reannouncement"


def test_an_accepted_objection_leaves_the_first_result_on_the_timeline() -> None:
    objected = Objected("administrative", at("2026-03-31"), at("2026-04-02"))
    announced = {1: at("2026-03-27"), 2: at("2026-04-05")}
    accepted = known("eligible", announced=announced, objections=[objected])
    assert told(accepted)[2:] == [
        ("not_eligible", "administrative_result"),
        ("objected", "administrative_objection"),
        ("objection_answered", "administrative_answers"),
        ("eligible", "administrative_reannouncement"),
    ]
    assert coming(accepted, "2026-04-06") == "skd"


def test_tests_and_results_come_with_their_places_and_codes() -> None:
    seat = Seated("skd", at("2026-04-21"), {"room": "A"})
    tested = known(
        "eligible",
        announced={1: at("2026-03-27")},
        participant_number="26000000000000171",
        seats=[seat],
        published=[published("skd", "2026-05-13")],
    )
    numbered, seated, result = events_of(tested)[3:]
    assert (seated.facts, seated.stage) == ({"room": "A"}, StageCode.SKD)
    assert (numbered.code, numbered.at) == (Happening.NUMBERED, None)
    assert (result.result, result.facts["skd_total"], result.stage) == ("P/L", 400, StageCode.SKD_RESULT)
    assert coming(tested, "2026-05-14") == "skb"
    assert coming(known("eligible"), "2026-05-12") == "skd_result"


def test_who_does_not_go_on_to_skb_waits_for_nothing() -> None:
    below = known("eligible", published=[published("skd", "2026-05-13", code="TL", goes_on=False)])
    assert (coming(below, "2026-05-14"), objecting(below, "2026-05-14")) == (None, None)


def test_the_final_result_can_be_objected_to_and_a_correction_is_a_second_one() -> None:
    skd, final = published("skd", "2026-05-13"), published("final", "2026-06-20", code="P", goes_on=False)
    ranked = known("eligible", published=[skd, final])
    assert objecting(ranked, "2026-06-21") == "final_objection until 2026-06-27"
    assert coming(ranked, "2026-06-26") == "final_objection"
    again = published("final", "2026-06-30", number=2)
    placed = known("eligible", published=[skd, final, again])
    results = [(event.result, event.stage.value) for event in events_of(placed) if event.result]
    assert results == [("P/L", "skd_result"), ("P", "final_result"), ("P/L", "final_reannouncement")]
    assert coming(placed, "2026-07-01") == "filing"


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("cancelled", "registration"),
        ("resigned", "filing"),
        ("disqualified", "filing"),
        ("appointed", "filing"),
    ],
)
def test_what_has_ended_waits_for_nothing(state: str, stage: str) -> None:
    ended = known(state, state_since=at("2026-07-10"))
    assert (state, stage) in told(ended)
    assert (coming(ended, "2026-07-11"), objecting(ended, "2026-06-26")) == (None, None)


def test_sittings_of_one_test_stand_in_the_order_of_time() -> None:
    seats = [Seated("skb", at(day), {"day": day}) for day in ("2026-05-25", "2026-05-21")]
    tested = known("eligible", seats=seats)
    sat = [event.facts["day"] for event in events_of(tested) if event.code is Happening.SEATED]
    assert sat == ["2026-05-21", "2026-05-25"]
