"""`make contracts` on a checkout of its own, with the real documents: what it writes, refuses, lets pass."""

import json
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import create_model

from abdi.clock import FixedClock
from abdi.contracts.built import BuiltSuite
from abdi.contracts.command import judge
from abdi.contracts.files import ACCEPTED, Files, openapi_file, samples_file, schema_file
from abdi.messaging import Event
from abdi.messaging.event import published_events

TODAY = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))
DOCUMENT = openapi_file("personnel")


class Run:
    """One checkout, and what was said to whoever ran the command there."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.said = ""

    def __call__(self, suite: BuiltSuite, *, is_check: bool = False, accept: str | None = None) -> int:
        lines: list[str] = []
        code = judge(suite, self.files, lines.append, is_check=is_check, accept=accept, clock=TODAY)
        self.said = "\n".join(lines)
        return code

    def git(self, *arguments: str) -> None:
        """Run git in the checkout."""
        who = ["-c", "user.name=tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", self.files.root, *who, *arguments], check=True, capture_output=True)  # noqa: S603, S607 - git on a folder of the test


@pytest.fixture
def run(tmp_path: Path, built: BuiltSuite, kept: Files) -> Run:
    """A checkout in which the contracts of today are committed."""
    run = Run(Files(tmp_path))
    for event in built.events:
        run.files.write(samples_file(event), kept.text(samples_file(event)) or "[]")
    assert run(built) == 0, run.said
    run.git("init", "--quiet")
    run.git("add", ".")
    run.git("commit", "--quiet", "--message", "contracts")
    run.files = Files(tmp_path)
    return run


def with_edit(built: BuiltSuite, *, remove: str | None = None, add: str | None = None) -> BuiltSuite:
    """The suite, had somebody changed what the registry answers about an employee."""
    service = built.services["personnel"]
    document = deepcopy(service.document)
    members: dict[str, Any] = document["components"]["schemas"]["EmployeeRead"]["properties"]
    if remove is not None:
        del members[remove]
    if add is not None:
        members[add] = {"type": "string"}
    changed: Mapping[str, Any] = {**built.services, "personnel": replace(service, document=document)}
    return BuiltSuite(changed)


def without_event(built: BuiltSuite, name: str) -> BuiltSuite:
    """The suite, had somebody removed an event."""
    service = built.services["personnel"]
    events = [event for event in service.events if event.__name__ != name]
    assert len(events) == len(service.events) - 1
    return BuiltSuite({**built.services, "personnel": replace(service, events=events)})


def with_field(built: BuiltSuite, name: str, **fields: Any) -> BuiltSuite:
    """The suite, had somebody given one of the registry's events these fields."""
    service = built.services["personnel"]
    (old,) = (event for event in service.events if event.__name__ == name)
    known = published_events()
    new: Any = create_model(
        name, __base__=old, **fields
    )  # a class without a name of its own publishes nothing
    assert published_events() == known
    events: list[Any] = [*(event for event in service.events if event is not old), new]
    return BuiltSuite({**built.services, "personnel": replace(service, events=events)})


def event_named(built: BuiltSuite, name: str) -> type[Event]:
    return next(event for event in built.events if event.__name__ == name)


def test_nothing_new_is_equal(run: Run, built: BuiltSuite) -> None:
    assert run(built, is_check=True) == 0
    assert "equal" in run.said


def test_removed_field_is_refused_and_nothing_written(run: Run, built: BuiltSuite) -> None:
    before = run.files.text(DOCUMENT)
    assert run(with_edit(built, remove="name")) == 1
    assert f"{DOCUMENT}: " in run.said
    assert ".name: removed" in run.said
    assert run.files.text(DOCUMENT) == before


def test_new_optional_field_passes_and_is_written(run: Run, built: BuiltSuite) -> None:
    assert run(with_edit(built, add="nickname")) == 0
    document = json.loads(run.files.text(DOCUMENT) or "")
    assert "nickname" in document["components"]["schemas"]["EmployeeRead"]["properties"]


def test_check_tells_what_is_not_written_yet(run: Run, built: BuiltSuite) -> None:
    assert run(with_edit(built, add="nickname"), is_check=True) == 1
    assert "nickname" in run.said
    assert "make contracts" in run.said


def test_break_cannot_be_slipped_in_by_writing_over_the_files(run: Run, built: BuiltSuite) -> None:
    broken = with_edit(built, remove="name")
    run.files.write(DOCUMENT, json.dumps(broken.services["personnel"].document))
    assert run(broken, is_check=True) == 1
    assert run(broken) == 1
    assert ".name: removed" in run.said


def test_accepted_break_is_written_with_its_reason(run: Run, built: BuiltSuite) -> None:
    broken = with_edit(built, remove="name")
    assert run(broken, accept="nobody reads it yet") == 0
    noted = run.files.text(ACCEPTED) or ""
    assert "2026-03-02: nobody reads it yet" in noted
    assert ".name: removed" in noted
    assert run(broken, is_check=True) == 0, run.said


def test_acceptance_serves_one_change_only(run: Run, built: BuiltSuite) -> None:
    broken = with_edit(built, remove="name")
    run(broken, accept="nobody reads it yet")
    run(built, accept="it is needed after all")
    run.git("add", ".")
    run.git("commit", "--quiet", "--message", "there and back")
    run.files = Files(run.files.root)
    assert run(broken) == 1
    assert ".name: removed" in run.said


def test_removed_event_is_refused(run: Run, built: BuiltSuite) -> None:
    path = schema_file(event_named(built, "UnitDissolved"))
    assert run(without_event(built, "UnitDissolved")) == 1
    assert f"{path}: unit.dissolved.v1: removed" in run.said


def test_new_optional_field_of_an_event_passes(run: Run, built: BuiltSuite) -> None:
    assert run(with_field(built, "UnitChanged", note=(str | None, None))) == 0, run.said


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ({"note": (str, ...)}, "required"),
        ({"code": (int, ...)}, "type"),
        ({"code": (str | None, None)}, "optional"),
        ({"code": (str | None, None)}, "loosened"),
        ({"parent_id": (str | None, ...)}, "changed"),
    ],
    ids=["new and required", "other type", "may be left out", "may be null", "other format"],
)
def test_changed_field_of_an_event_is_refused(
    run: Run, built: BuiltSuite, field: dict[str, Any], rule: str
) -> None:
    assert run(with_field(built, "UnitChanged", **field)) == 1
    (name,) = field
    told = [line for line in run.said.splitlines() if f".{name}: " in line]
    assert any(rule in line for line in told), run.said


def test_golden_sample_stays_as_it_is(run: Run, built: BuiltSuite) -> None:
    path = samples_file(event_named(built, "UnitDissolved"))
    samples = json.loads(run.files.text(path) or "")
    run.files.write(path, json.dumps([{**samples[0], "actor": "somebody else"}, *samples[1:]]))
    assert run(built) == 1
    assert "a golden sample was changed or removed" in run.said


def test_event_without_sample_is_refused(run: Run, built: BuiltSuite) -> None:
    path = samples_file(event_named(built, "UnitDissolved"))
    (run.files.root / path).unlink()
    assert run(built) == 1
    assert "make samples" in run.said
