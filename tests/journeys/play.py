"""The journey: somebody is hired, evaluated, trained and looked at, and every service follows."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.journeys import evaluated, hired, stopped, trained
from tests.journeys.files import AGENCY
from tests.journeys.people import Cast, write_files
from tests.journeys.stage import Stage
from tests.journeys.suite import Suite, seen_after

STEPS = (
    hired.appoint,
    hired.place_under_superior,
    evaluated.set_plan,
    evaluated.evaluate_below,
    evaluated.correct_by_delegate,
    trained.complete_course,
    trained.count_hours,
    stopped.stop_training,
    stopped.show_readers,
    stopped.superior_leaves,
)


def play(suite: Suite, say: Callable[[str], None]) -> Stage:
    """All steps. Raises AssertionError at the first that does not come true."""
    with tempfile.TemporaryDirectory() as folder:
        cast = write_files(Path(folder), suite.clock.today())
        suite.run("personnel", "import", folder)
    say("0. A unit is imported from CSV files: a superior, two colleagues, an empty post; and roles.")
    stage = _stage(suite, say, cast)
    for step in STEPS:
        step(stage)
    say("The journey is over. Effects, from the commit's answer to what the gateway shows:")
    for name, waited in stage.effects.items():
        say(f"   {name:<34} {waited:6.0f} ms")
    say(f"   {len(stage.refusals)} attempts by people without the authority were refused.")
    return stage


def _stage(suite: Suite, say: Callable[[str], None], cast: Cast) -> Stage:
    service = suite.as_service()
    ids = {}
    for part, nip in cast.nips.items():
        found = service.post("/v1/employees/search", {"nip": nip})["data"]
        assert len(found) == 1, f"{len(found)} employees with one NIP"
        ids[part] = found[0]["id"]
    sessions = {part: suite.sign_in(AGENCY, employee_id) for part, employee_id in ids.items()}
    stage = Stage(suite, say, cast, sessions, ids)
    # The roles were imported a moment ago; each service hears of them in its own time.
    for path in ("employees", "evaluations", "eligibilities", "courses", "candidates"):
        seen_after(lambda path=path: stage.officer.allowed(f"/v1/{path}?limit=1"))  # type: ignore[misc] # bound at once
    return stage
