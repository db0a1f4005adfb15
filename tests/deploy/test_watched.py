"""A started suite looked at from outside: its traces, the doctor, and the commands of docs/operations.md."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from abdi.cli import build
from abdi.deployment.parts import ALL, WITH_DATABASE
from tests.deploy.conftest import ROOT, Seen, Watched

pytestmark = pytest.mark.xdist_group("watched")

OPERATIONS: Final = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```sh suite\n(.*?)^```", OPERATIONS, re.MULTILINE | re.DOTALL)
COMMANDS: Final = re.findall(r"\babdi ((?:[a-z-]+ )?[a-z-]+)((?: [^\n#`|>]*)?)", OPERATIONS)
PATIENCE_SECONDS: Final = 120
CONSUMERS: Final = {f"abdi-{service}" for service in WITH_DATABASE}


def until(found: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not found() and time.monotonic() < deadline:
        time.sleep(0.1)
    return found()


def new_unit(watched: Watched, code: str) -> None:
    token = watched.abdi("token", "--as", "rina").stdout.strip()
    body = {"agency": "5671", "code": code, "name": "Bidang", "kind": "bidang", "valid_from": "2026-01-01"}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    address = f"{watched.suite.address}/v1/units"
    answer = httpx.post(address, json=body, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text


def trace_of_last_unit(watched: Watched) -> list[Seen]:
    spans = list(watched.receiver.spans)
    starts = [one for one in spans if one.service == "abdi-gateway" and one.name == "POST /v1/{path}"]
    return [one for one in spans if starts and one.trace == starts[-1].trace]


def test_one_request_is_one_trace_over_gateway_service_relay_and_consumers(watched: Watched) -> None:
    new_unit(watched, "JEJAK.1")

    def handled() -> set[str]:
        return {one.service for one in trace_of_last_unit(watched) if one.name.startswith("process ")}

    assert until(lambda: handled() == CONSUMERS), handled()
    trace = {one.id: one for one in trace_of_last_unit(watched)}
    assert until(lambda: any(one.name.startswith("publish ") for one in trace_of_last_unit(watched)))
    trace = {one.id: one for one in trace_of_last_unit(watched)}
    (first,) = [one for one in trace.values() if not one.parent]
    assert (first.service, first.name) == ("abdi-gateway", "POST /v1/{path}")
    (served,) = [one for one in trace.values() if one.name == "POST /v1/units"]
    assert trace[trace[served.parent].parent] is first
    for one in trace.values():
        if one.name.startswith(("process ", "publish ")):
            assert one.parent == served.id, one.name
    assert any(one.attributes.get("db.system.name") == "postgresql" for one in trace.values())


def test_spans_hide_queries_and_callers(watched: Watched) -> None:
    token = watched.abdi("token", "--as", "rina").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    httpx.get(f"{watched.suite.address}/v1/employees?limit=3", headers=headers, timeout=60)
    assert until(lambda: any(one.name == "GET /v1/employees" for one in watched.receiver.spans))
    told = [one.attributes for one in watched.receiver.spans]
    assert not [one for one in told if one.get("url.query") not in {None, "***"}]
    assert not re.search(r"(?<!\d)(\d{16}|\d{18})(?!\d)", json.dumps(told))


def test_probes_are_no_traces(watched: Watched) -> None:
    httpx.get(f"{watched.suite.address}/readyz", timeout=60)
    names = {one.name for one in watched.receiver.spans}
    assert not {name for name in names if name.endswith(("/readyz", "/livez", "/metrics"))}


def test_the_doctor_finds_a_suite_well_and_says_what_it_asked(watched: Watched) -> None:
    told: dict[str, Any] = {}

    def failed() -> list[dict[str, str]]:
        told.update(json.loads(watched.abdi("doctor", "--json").stdout))
        # How full this machine's disk is, is no affair of the suite.
        return [one for one in told["findings"] if one["state"] == "failed" and one["check"] != "disk"]

    # A suite just started still reads what the demonstration told; the doctor says so until it has.
    assert until(lambda: not failed()), failed()
    asked = {(one["place"], one["check"]) for one in told["findings"]}
    assert {(service, "serves") for service in ALL} <= asked
    checks = ("database", "migrations", "role", "fence", "outbox", "inbox", "lag", "clock")
    assert {(service, check) for service in WITH_DATABASE for check in checks} <= asked
    assert ("broker", "sync") in asked


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0].strip()[:40])
def test_a_block_of_the_operations_page_runs(watched: Watched, block: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "ABDI_STATE": str(watched.suite.state),
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PLACE": str(tmp_path),
    }
    command = ["sh", "-eu", "-c", block]
    done = subprocess.run(  # noqa: S603 - the page's own commands
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_of_the_operations_page_exists_with_its_options() -> None:
    known = build([]).registered_commands
    groups = {group.name for group in build([]).registered_groups}
    names = {command.name for command in known} | groups
    assert len(BLOCKS) >= 5
    for command, _ in COMMANDS:
        assert command.split()[0] in names, command
    events = next(group for group in build(["events"]).registered_groups if group.name == "events")
    assert events.typer_instance is not None
    listed = {
        one.name or one.callback.__name__ for one in events.typer_instance.registered_commands if one.callback
    }
    used = {command.split()[1] for command, _ in COMMANDS if command.startswith("events ")}
    assert used <= listed
