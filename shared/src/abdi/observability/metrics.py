"""Metrics of one process, in a registry of its own, so that two applications in one test do not mix."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

HELP: Final = {
    "outbox_unpublished": "Events not yet published",
    "outbox_oldest_unpublished_seconds": "Age of the oldest event not yet published",
    "relay_publish_total": "Events sent to the broker, by result",
    "consumer_lag": "Events that wait at the broker for this consumer",
    "consumer_oldest_unacked_seconds": "Age of the oldest event received and neither applied nor given up",
    "consumers_recreated_total": "Durables that vanished from the broker and were made again",
    "events_applied_total": "Events that took effect",
    "events_failed_total": "Attempts that failed, by outcome",
    "events_waiting": "Events that wait for an earlier one of their aggregate",
    "events_retrying": "Events that failed and will be tried again",
    "event_end_to_end_seconds": "From the fact to its effect, the latest event",
    "dead_letters_open": "Events that failed for good and wait for a person",
    "dedup_hits_total": "Events delivered again and ignored",
    "sequence_gap_waits_total": "Events that waited for an earlier one",
    "nats_connected": "1 while connected to the broker",
    "nats_permission_denied_total": "Refusals by the broker",
    "jetstream_sync_always": "1 when the broker syncs to disk before it acknowledges",
    "stream_strangers": "Facts in the own stream that the database does not know; the relay waits",
    "events_missing": "Published events that a reconciliation did not find",
}
"""What the numbers mean that other parts of the kit keep."""


class Measured(Protocol):
    """One number that another part of the kit keeps."""

    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def value(self) -> float: ...
    @property
    def is_counter(self) -> bool: ...


class _Kept(Collector):
    """Shows numbers kept elsewhere as they stand when scraped."""

    def __init__(self, numbers: Iterable[Measured]) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for number in self._numbers:
            labels = sorted(number.labels)
            if number.name not in families:
                kind = CounterMetricFamily if number.is_counter else GaugeMetricFamily
                families[number.name] = kind(number.name, HELP.get(number.name, number.name), labels=labels)
            families[number.name].add_metric([number.labels[label] for label in labels], number.value)
        yield from families.values()


class _Tasks(Collector):
    """How many tasks the event loop holds that answers: a number that only grows is a leak."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            number = len(asyncio.all_tasks())
        except RuntimeError:  # nobody scrapes outside a loop
            return
        yield GaugeMetricFamily("asyncio_tasks", "Tasks of the event loop", value=number)


class Metrics:
    """The metrics page: requests, refusals, the process, and numbers that other parts keep."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._kinds: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        ProcessCollector(registry=self.registry)
        self.registry.register(_Tasks())
        self.http_requests_total = Counter(
            "http_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.http_request_seconds = Histogram(
            "http_request_seconds",
            "Time to answer",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.authz_denied_total = Counter(
            "authz_denied", "Requests refused", ("reason",), registry=self.registry
        )
        self.pii_unmask_total = Counter(
            "pii_unmask", "Masked fields shown in full on request", ("field",), registry=self.registry
        )

    def observe_request(self, method: str, route: str, *, status: int, seconds: float) -> None:
        """Count one answered request; `route` is the template, never the path with its ids."""
        kind = (method, route, status)
        if kind not in self._kinds:  # to look labels up costs more than to count
            counter = self.http_requests_total.labels(method, route, str(status))
            self._kinds[kind] = counter, self.http_request_seconds.labels(method, route)
        counter, histogram = self._kinds[kind]
        counter.inc()
        histogram.observe(seconds)

    def watch_pool(self, in_use: Callable[[], float], size: int) -> None:
        """Show how many of the pool's `size` connections are out, as it stands at each scrape."""
        taken = Gauge("db_pool_in_use", "Connections to the database in use", registry=self.registry)
        taken.set_function(in_use)
        Gauge("db_pool_size", "Connections to the database at most", registry=self.registry).set(size)

    def include(self, numbers: Iterable[Measured]) -> None:
        """Show these numbers too, as they stand at each scrape."""
        self.registry.register(_Kept(numbers))

    def render(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)
