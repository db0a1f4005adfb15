"""One Schemathesis run over the merged OpenAPI document of a running suite, with the token of one person."""

import json
import os
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""Whether every answer is one that the document promises; what it means is other tests' affair."""
TOLD: Final = 12_000
ROOT: Final = Path(__file__).parents[2]
RESOURCES: Final = {
    "employee_id": "employees",
    "unit_id": "units",
    "position_id": "positions",
    "role_id": "roles",
    "delegation_id": "delegations",
    "plan_id": "plans",
    "evaluation_id": "evaluations",
    "programme_id": "programmes",
    "course_id": "courses",
    "need_id": "training-needs",
    "candidate_id": "candidates",
}
"""Parameters of addresses, and the lists that know values for them."""


@dataclass(frozen=True)
class Outcome:
    """What a run saw; `report` is Schemathesis's own."""

    operations: int
    requests: int
    is_clean: bool
    report: str


@dataclass(frozen=True)
class Effort:
    """How much to try; the phases `examples` and `coverage` have a size of their own."""

    phases: str
    examples: int
    """Generated requests per operation in the phase `fuzzing`."""
    seed: int


def fuzz(address: str, token: str, folder: Path, effort: Effort) -> Outcome:
    """Send generated requests, good and bad, to every operation; check every answer.

    Args:
        address: of the gateway.
        token: an access token; requests without and with broken ones are other tests' affair.
        folder: for the report of events.
        effort: what to try; the same seed tries the same.
    """
    events = folder / "events.ndjson"
    done = subprocess.run(  # noqa: S603 - a program of this environment
        _command(address, token, effort, events=events),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=os.environ
        | {
            "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
            "PYTHONPATH": str(ROOT),
            "ABDI_FUZZ_IDS": json.dumps(known_ids(address, token)),
            "ABDI_FUZZ_SEED": str(effort.seed),
        },
    )
    told = (done.stdout + done.stderr).strip()
    seen = [json.loads(line) for line in events.read_text().splitlines()] if events.exists() else []
    return Outcome(
        operations=len(_operations(seen)),
        requests=sum(_requests(event) for event in seen),
        is_clean=done.returncode == 0,
        report=told[-TOLD:],
    )


def _command(address: str, token: str, effort: Effort, *, events: Path) -> list[str]:
    return [
        str(Path(sysconfig.get_path("scripts")) / "schemathesis"),
        *("run", f"{address}/openapi.json", "--url", address, "--header", f"Authorization: Bearer {token}"),
        *("--checks", ",".join(CHECKS), "--phases", effort.phases),
        *("--max-examples", str(effort.examples), "--seed", str(effort.seed)),
        *("--continue-on-failure", "--no-shrink"),
        *("--suppress-health-check", "all", "--request-timeout", "60", "--warnings", "off"),
        *("--report", "ndjson", "--report-ndjson-path", str(events), "--generation-database", "none"),
    ]


def known_ids(address: str, token: str) -> dict[str, list[str]]:
    """Ids of objects that the person may see, by the name of the parameter that takes them."""
    headers = {"Authorization": f"Bearer {token}"}
    found: dict[str, list[str]] = {}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        for parameter, resource in RESOURCES.items():
            answer = client.get(f"/v1/{resource}", params={"limit": 20})
            rows = answer.json()["data"] if answer.is_success else []
            found[parameter] = [row["id"] for row in rows]
    return found


def _recorded(event: dict[str, Any]) -> dict[str, Any]:
    recorder: dict[str, Any] = (event.get("ScenarioFinished") or {}).get("recorder") or {}
    return recorder


def _operations(events: Sequence[dict[str, Any]]) -> set[str]:
    return {str(_recorded(event)["label"]) for event in events if _recorded(event).get("label")}


def _requests(event: dict[str, Any]) -> int:
    return len(_recorded(event).get("interactions") or {})
