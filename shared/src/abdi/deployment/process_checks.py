"""What the doctor asks a running service: is it ready, and what do its numbers say."""

import asyncio
import http.client
import json
from collections.abc import Iterator
from typing import Any, Final

from prometheus_client.parser import text_string_to_metric_families

from abdi.deployment.findings import Finding, State, judged
from abdi.deployment.patient import Patient

PATIENCE_SECONDS: Final = 5
LONGEST_LAG: Final = 1_000
READY: Final = 200


async def look_at_process(patient: Patient) -> list[Finding]:
    """Readiness, and for a service with events the broker's side of them."""
    try:
        status, body = await asyncio.to_thread(_get, patient, "/readyz")
        told: dict[str, Any] = json.loads(body)
        ready = _readiness(patient, status, told)
        if not patient.has_database:
            return [ready]
        _, page = await asyncio.to_thread(_get, patient, "/metrics")
    except (OSError, ValueError, http.client.HTTPException) as error:
        remedy = "start it (`make run`, `docker compose up -d`) and read the end of its log"
        return [
            Finding(patient.name, "serves", "failed", f"{patient.address}: {type(error).__name__}", remedy)
        ]
    return [ready, *_events(patient, _numbers(page.decode()))]


def _get(patient: Patient, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(patient.address, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _readiness(patient: Patient, status: int, told: dict[str, Any]) -> Finding:
    checks = told.get("checks", {})
    if status == READY and told.get("status") == "ok":
        return Finding(patient.name, "serves", "ok", f"{patient.address} is ready")
    what = ", ".join(f"{name} {state}" for name, state in checks.items() if state not in ("ok", {}, 0))
    state: State = "warning" if status == READY else "failed"
    told_state = str(told.get("status"))
    remedy = "see the findings about what it names"
    return Finding(patient.name, "serves", state, f"{told_state}: {what}", remedy)


def _numbers(page: str) -> dict[str, dict[str, float]]:
    """Each number by name and by what it is about (its one label, or nothing)."""
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            about = ",".join(sample.labels.values())
            found.setdefault(sample.name, {})[about] = sample.value
    return found


def _events(patient: Patient, numbers: dict[str, dict[str, float]]) -> Iterator[Finding]:
    name = patient.name
    is_connected = any(numbers.get("nats_connected", {}).values())
    remedy = "is NATS up, and do user and password of NATS_URL fit its users (`abdi secrets`)?"
    told = "connected" if is_connected else "not connected"
    yield judged(name, "broker", told, is_well=is_connected, remedy=remedy)
    lag = numbers.get("consumer_lag", {})
    told = ", ".join(f"{consumer} {value:.0f}" for consumer, value in sorted(lag.items())) or "nothing heard"
    remedy = "look at dead events and the log of the consumer; more processes share one consumer"
    yield judged(name, "lag", told, is_well=max(lag.values(), default=0) <= LONGEST_LAG, remedy=remedy)
    missing = {place: value for place, value in numbers.get("events_missing", {}).items() if value}
    strangers = sum(numbers.get("stream_strangers", {}).values())
    told = ", ".join(f"{place} {value:.0f}" for place, value in sorted(missing.items()))
    told = told or ("nothing is missing" if not strangers else "")
    if strangers:
        told = f"{told} {strangers:.0f} facts in the stream that the database does not know".strip()
    remedy = f"abdi events reconcile {name}, then what docs/operations.md says of its answer"
    yield judged(name, "reconciled", told, is_well=not missing and not strangers, remedy=remedy)
