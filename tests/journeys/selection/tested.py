"""SKD: numbers, sessions, seats, cards, attendance, and the file of scores."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.journeys.selection.calendar import ZONE, Day
from tests.journeys.selection.figures import SESSIONS_A_DAY
from tests.journeys.selection.people import Person
from tests.journeys.selection.stage import Stage

_HOURS: Final = (8, 10, 13, 15)
_ABSENT_SHARE: Final = 20
_STAR: Final = (130, 140, 190)
"""A result well above every threshold; whoever is equal at the cut has exactly this one."""


def seat(stage: Stage) -> None:
    """Everybody eligible gets a number, a session and a seat; the cards are printed."""
    stage.say("8. Participant numbers, sessions of SKD, seats and cards.")
    numbered = stage.staff("officer").post(f"{stage.path}/participant-numbers")
    stage.count("participant numbers", numbered["given"], stage.size.passed)
    sessions = [_session(stage, day, hour) for day in range(stage.size.test_days) for hour in _HOURS]
    stage.batches("officer", "/v1/sessions:batch", sessions)
    seated = stage.staff("officer").post(f"{stage.path}/seating", {"test": "skd"})
    stage.count("seats given", seated["seated"], stage.size.passed)
    by_application = {person.application_id: person for person in stage.eligible()}
    for row in stage.pages("officer", f"/v1/seats?selection_id={stage.selection_id}&test=skd"):
        person = by_application[row["application_id"]]
        person.seat_id, person.participant_number = row["id"], row["participant_number"]
    answer = stage.staff("officer").post(f"{stage.path}/exam-card-files", {"test": "skd"})
    printed = stage.follow("officer", f"/v1/exam-card-files/{answer['id']}")
    assert printed["state"] == "finished", printed
    stage.count("exam cards", printed["cards"], stage.size.passed)
    card = stage.staff("officer").fetch(f"/v1/applications/{stage.eligible()[0].application_id}/exam-card")
    assert card.startswith(b"%PDF-"), card[:20]
    stage.expected |= {
        "recruitment.selection.participants_numbered": 1,
        "recruitment.session.scheduled": len(sessions),
        "recruitment.selection.participants_seated": 1,
        "recruitment.session.closed": len(sessions),
    }


def attend(stage: Stage) -> None:
    """Who was there is marked at the door; the closing of a session says who was absent."""
    stage.say("9. The days of SKD: attendance, and every session is closed.")
    stage.go_to(Day.ATTENDED)
    people = stage.eligible()
    ordinary = [person for person in people if not person.is_star]
    for person in stage.luck.sample(ordinary, max(1, len(people) // _ABSENT_SHARE)):
        person.is_absent = True
    present = [{"seat_id": one.seat_id, "is_present": True} for one in people if not one.is_absent]
    stage.batches("third", "/v1/seats/attendances:batch", present)
    sessions = list(stage.pages("third", f"/v1/sessions?selection_id={stage.selection_id}"))
    closed = [stage.staff("third").post(f"/v1/sessions/{one['id']}/closing") for one in sessions]
    stage.count("sessions closed", len(closed), SESSIONS_A_DAY * stage.size.test_days)
    stage.count("present", sum(one["present"] for one in closed), len(present))
    stage.count("absent", sum(one["absent"] for one in closed), len(people) - len(present))
    stage.expected["recruitment.seat.marked"] = len(present)


def record_skd(stage: Stage) -> None:
    """The scores come as one file, tried first; the same file a second time changes nothing."""
    stage.say("10. The scores of SKD, as a file: tried, taken, and taken once more.")
    present = [person for person in stage.eligible() if not person.is_absent]
    for person in present:
        person.points = _points(stage, person)
    rows = [
        {"participant_number": one.participant_number, **_row(one.points)} for one in present if one.points
    ]
    bad = [rows[0] | {"twk": "152", "total": ""}, rows[1] | {"participant_number": "24000000000000000"}]
    _refuse(stage, bad)
    done = stage.take_file("officer", "skd_scores", rows)
    stage.count("scores of SKD", done["imported"], len(rows))
    again = stage.take_file("officer", "skd_scores", rows)
    stage.count("changed by the same file again", again["imported"], 0)


def _session(stage: Stage, day: int, hour: int) -> dict[str, object]:
    assert stage.first_day is not None
    on = stage.first_day + timedelta(days=Day.TESTED + day)
    return {
        "selection_id": stage.selection_id,
        "test": "skd",
        "place": "Balai Contoh Pontianak",
        "room": "Ruang CAT 1",
        "starts_at": datetime.combine(on, time(hour), ZoneInfo(ZONE)).isoformat(),
        "capacity": stage.size.session,
    }


def _points(stage: Stage, person: Person) -> tuple[int, int, int]:
    """Stars are good, and two of them equal at the cut; the others two of five above the thresholds."""
    if person.is_star:
        stars = [one for one in stage.people if one.is_star]
        last_inside = 3 * person.target.count - 1
        better = max(0, last_inside - stars.index(person))
        return _STAR[0], _STAR[1], _STAR[2] + min(better, 35)
    luck = stage.luck
    return 5 * luck.randint(10, 24), 5 * luck.randint(12, 26), luck.randint(155, 189)


def _row(points: tuple[int, int, int]) -> dict[str, str]:
    twk, tiu, tkp = points
    return {"twk": str(twk), "tiu": str(tiu), "tkp": str(tkp), "total": str(sum(points))}


def _refuse(stage: Stage, rows: list[dict[str, str]]) -> None:
    """A file with impossible rows is refused as a whole, with a word about each."""
    found = stage.send("officer", "skd_scores", rows)
    assert found["state"] == "refused", found
    stage.count("impossible rows named", found["errors"], len(rows))
