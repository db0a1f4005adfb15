"""What is measured about the services that this process calls."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from abdi.http.breaker import BreakerState

_SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_LEVELS = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}


class UpstreamMeasures:
    """The metrics of all upstreams of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "upstream_calls",
            "Calls to other services, by outcome",
            ("upstream", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "upstream_seconds",
            "Time until another service answered",
            ("upstream",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._retries = Counter(
            "upstream_retries", "Calls to other services made again", ("upstream",), registry=registry
        )
        self._under_way = Gauge(
            "upstream_calls_under_way", "Places taken in the pool", ("upstream",), registry=registry
        )
        self._breaker = Gauge(
            "upstream_breaker_state",
            "0 calls pass, 1 a few try, 2 none passes",
            ("upstream",),
            registry=registry,
        )

    def of(self, upstream: str) -> "MeasuresOfOne":
        """The metrics of `upstream`."""
        return MeasuresOfOne(
            upstream,
            calls=self._calls,
            seconds=self._seconds.labels(upstream),
            retries=self._retries.labels(upstream),
            gauges=(self._under_way.labels(upstream), self._breaker.labels(upstream)),
        )


class MeasuresOfOne:
    """The metrics of one upstream."""

    def __init__(
        self,
        upstream: str,
        *,
        calls: Counter,
        seconds: Histogram,
        retries: Counter,
        gauges: tuple[Gauge, Gauge],
    ) -> None:
        self._upstream = upstream
        self._calls = calls
        self._outcomes: dict[str, Counter] = {}
        self.seconds = seconds
        self.retries = retries
        self._under_way, self._breaker = gauges

    def count(self, outcome: str) -> None:
        """One call ended so."""
        counter = self._outcomes.get(outcome)
        if counter is None:
            counter = self._outcomes[outcome] = self._calls.labels(self._upstream, outcome)
        counter.inc()

    def watch(self, under_way: Callable[[], float], state: Callable[[], BreakerState]) -> None:
        """Show these as they stand at each scrape."""
        self._under_way.set_function(under_way)
        self._breaker.set_function(lambda: _LEVELS[state()])
