"""Alerts ask for numbers that are kept."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from prometheus_client import CollectorRegistry

from abdi.deployment.parts import ALL
from abdi.http.breaker import BreakerState
from abdi.http.upstream_measures import UpstreamMeasures
from abdi.observability import Metrics
from abdi.observability.metrics import HELP

FOLDER: Final = Path(__file__).resolve().parents[2] / "deploy"
WORDS: Final = {"sum", "max", "min", "rate", "increase", "histogram_quantile", "time", "absent", "or"}
OUTSIDE: Final = {"up"}
"""Prometheus's own; `node_...` come from the machine."""
MUST: Final = {
    "outbox_oldest_unpublished_seconds",
    "dead_letters_open",
    "events_missing",
    "jetstream_sync_always",
    "consumer_lag",
    "http_requests_total",
    "http_request_seconds_bucket",
    "db_pool_in_use",
    "node_filesystem_avail_bytes",
    "abdi_backup_last_success_timestamp_seconds",
}


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "observability" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def metrics_in(expression: str) -> set[str]:
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\bby \([^)]*\)", " ", expression)
    return {word for word in re.findall(r"[a-z_][a-z_0-9]*", bare) if word not in WORDS}


def kept_numbers() -> set[str]:
    metrics = Metrics()
    metrics.watch_pool(lambda: 0, 1)
    metrics.observe_request("GET", "/", status=200, seconds=0.1)
    metrics.authz_denied_total.labels("x")
    metrics.pii_unmask_total.labels("x")
    upstreams = CollectorRegistry()
    UpstreamMeasures(upstreams).of("x").watch(lambda: 0, lambda: BreakerState.CLOSED)
    registries = (metrics.registry, upstreams)
    samples = {sample.name for one in registries for family in one.collect() for sample in family.samples}
    return samples | set(HELP)


def test_every_number_of_an_alert_is_kept_by_somebody() -> None:
    told_by_backups = re.findall(r"abdi_backup_\w+", (FOLDER / "backup" / "backup.sh").read_text())
    known = kept_numbers() | OUTSIDE | set(told_by_backups)
    for rule in rules():
        unknown = {name for name in metrics_in(rule["expr"]) - known if not name.startswith("node_")}
        assert not unknown, f"{rule['alert']} asks for {unknown}"


def test_a_number_that_nobody_keeps_would_be_found() -> None:
    assert metrics_in('sum by (service) (rate(no_such_number{a="b"}[5m])) > 0') == {"no_such_number"}
    assert "no_such_number" not in kept_numbers()


def test_what_must_never_happen_unseen_has_an_alert() -> None:
    assert set().union(*(metrics_in(rule["expr"]) for rule in rules())) >= MUST


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_happened_and_what_to_do(rule: dict[str, Any]) -> None:
    assert {"summary", "do"} <= set(rule["annotations"])
    assert rule["labels"]["severity"] in {"page", "ticket"}


def test_every_service_is_scraped() -> None:
    settings = yaml.safe_load((FOLDER / "observability" / "prometheus.yml").read_text(encoding="utf-8"))
    (abdi,) = [job for job in settings["scrape_configs"] if job["job_name"] == "abdi"]
    assert {target.split(":")[0] for target in abdi["static_configs"][0]["targets"]} == set(ALL)
