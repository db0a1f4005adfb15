"""A course answers a need, and counts in the hours of its year."""

from datetime import timedelta
from uuid import uuid4

from tests.journeys.files import AGENCY
from tests.journeys.stage import Found, Stage

HOURS = 24
DURATION = timedelta(days=3)


def complete_course(stage: Stage) -> None:
    """The basic training of a CPNS is completed: the need that the appointment opened closes."""
    programme = stage.officer.post(
        "/v1/programmes",
        {
            "agency": AGENCY,
            "code": f"LATSAR-{uuid4().hex[:8]}",
            "title": "Pelatihan Dasar CPNS",
            "kind": "latsar",
            "form": "classical",
            "hours": HOURS,
            "answers": ["latsar"],
        },
    )
    body = {
        "employee_id": stage.ids["employee"],
        "programme_id": programme["id"],
        "started_on": (stage.today - DURATION).isoformat(),
        "completed_on": stage.today.isoformat(),
        "jp": HOURS,
        "certificate_number": f"LATSAR/{uuid4().hex[:12]}",
        "provider": "BPSDM Provinsi Sumatera Selatan",
    }
    stage.say("6. The employee completes the basic training (Latsar).")
    for part in ("outsider", "employee"):
        stage.refuse("course", part, lambda somebody: somebody.refused("POST", "/v1/courses", body))
    course = stage.officer.post("/v1/courses", body)

    def closed() -> Found | None:
        rows = stage.officer.get(f"/v1/training-needs?employee_id={stage.ids['employee']}")["data"]
        return next((row for row in rows if row["closed_by"] == course["id"]), None)

    need = stage.wait("trained: need", "the need is closed", closed)
    assert need["kind"] == "latsar", need


def count_hours(stage: Stage) -> None:
    """The hours of the year follow, in the profile and for the employee."""
    path = f"/v1/learning-hours/{stage.ids['employee']}?year={stage.today.year}"
    hours = stage.sessions["employee"].get(path)
    assert hours["hours"] >= HOURS, hours
    due = f"at least {hours['minimum']} are due" if hours["minimum"] else "no minimum for a CPNS"
    stage.say(f"   {hours['hours']} JP this year, {due}")
    stage.refuse("hours", "outsider", lambda somebody: somebody.refused("GET", path))
    stage.wait(
        "trained: profile",
        "the profile follows",
        stage.seen_in_profile(lambda data: not data["training"]["open_needs"]),
    )
