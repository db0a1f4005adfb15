from collections.abc import Mapping
from dataclasses import dataclass, field

from abdi.observability import Metrics


@dataclass
class Number:
    name: str
    value: float
    is_counter: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


def test_requests_are_counted_by_route_template() -> None:
    metrics = Metrics()
    metrics.observe_request("GET", "/v1/notes/{note_id}", status=200, seconds=0.02)
    metrics.observe_request("GET", "/v1/notes/{note_id}", status=404, seconds=0.02)
    text = metrics.render().decode()
    assert 'http_requests_total{method="GET",route="/v1/notes/{note_id}",status="200"} 1.0' in text
    assert 'http_request_seconds_count{method="GET",route="/v1/notes/{note_id}"} 2.0' in text


def test_two_applications_do_not_mix() -> None:
    first, second = Metrics(), Metrics()
    first.observe_request("GET", "/v1/notes", status=200, seconds=0.01)
    assert "/v1/notes" not in second.render().decode()


def test_numbers_kept_elsewhere_are_shown_as_they_stand() -> None:
    numbers = [
        Number("outbox_unpublished", 3),
        Number("consumer_lag", 5, labels={"consumer": "promotion"}),
        Number("consumer_lag", 1, labels={"consumer": "training"}),
        Number("dedup_hits_total", 2, is_counter=True, labels={"consumer": "promotion"}),
    ]
    metrics = Metrics()
    metrics.include(numbers)
    numbers[0].value = 7
    text = metrics.render().decode()
    assert "\noutbox_unpublished 7.0" in text
    assert 'consumer_lag{consumer="promotion"} 5.0' in text
    assert 'consumer_lag{consumer="training"} 1.0' in text
    assert 'dedup_hits_total{consumer="promotion"} 2.0' in text
    assert text.count("# TYPE consumer_lag gauge") == 1
