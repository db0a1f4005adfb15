"""The selection, from empty posts to employees."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from abdi.clock import SystemClock
from tests.journeys.selection import (
    applied,
    appointed,
    checked,
    observed,
    prepared,
    ranked,
    tested,
    verified,
)
from tests.journeys.selection.crowd import Door
from tests.journeys.selection.figures import Size
from tests.journeys.selection.posts import posts_of
from tests.journeys.selection.registry import write_files
from tests.journeys.selection.stage import Stage
from tests.journeys.suite import Suite, seen_after

STEPS: Final = (
    prepared.find_posts,
    prepared.approve_formations,
    prepared.announce,
    prepared.read_openly,
    applied.apply,
    verified.verify,
    verified.announce_result,
    verified.object_to_it,
    tested.seat,
    tested.attend,
    tested.record_skd,
    ranked.rank_skd,
    ranked.record_skb,
    ranked.rank_finally,
    ranked.dispute,
    checked.verify_packages,
    appointed.invite_and_file,
    appointed.propose_and_appoint,
    observed.count_events,
)
_LISTS: Final = ("formations", "selections", "verifications", "appointments", "applications")


def play_selection(suite: Suite, say: Callable[[str], None], size: Size) -> Stage:
    """All steps. Raises AssertionError at the first that does not come true."""
    began_at = SystemClock().now()
    posts = posts_of(size)
    with tempfile.TemporaryDirectory() as folder:
        agency = write_files(Path(folder), posts, suite.clock.today())
        suite.run("personnel", "import", folder)
    say(f"A CPNS selection: {size.applicants:,} applicants, {size.openings:,} openings; run {agency.run}.")
    service, ids = suite.as_service(), {}
    for part, nip in agency.nips.items():
        (found,) = service.post("/v1/employees/search", {"nip": nip})["data"]
        ids[part] = found["id"]
    door = Door(suite.address, f"http://127.0.0.1:{suite.port_of('recruitment')}", say)
    stage = Stage(suite, say, size, posts, agency, door, ids, began_at)
    for name in _LISTS:
        seen_after(lambda path=f"/v1/{name}?limit=1": stage.staff("officer").allowed(path))  # type: ignore[misc] # bound at once
    for step in STEPS:
        step(stage)
    say("The selection is over; everything came true.")
    return stage
