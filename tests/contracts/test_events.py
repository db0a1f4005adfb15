"""Every event has a schema and golden samples, and whoever listens can read all of them."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from abdi.contracts.built import Built, BuiltSuite
from abdi.contracts.event_schemas import schema_of, subject_of
from abdi.contracts.files import Files, samples_file, schema_file
from abdi.contracts.samples import judge_samples, meanings, unshown
from abdi.messaging import Event, Subscription
from abdi.messaging.event import Envelope


def test_every_event_has_schema_and_samples(built: BuiltSuite, kept: Files) -> None:
    assert built.events
    for event in built.events:
        assert kept.text(schema_file(event)) is not None, event.event_type
        assert kept.samples(event), f"{event.event_type}: make run, make journey, make samples"


def test_samples_parse_with_what_publishes_today(built: BuiltSuite, kept: Files) -> None:
    wrong = [str(one) for event in built.events for one in judge_samples(event, kept.samples(event))]
    assert wrong == []


def test_samples_meet_the_committed_schemas(built: BuiltSuite, kept: Files) -> None:
    for event in built.events:
        schema = json.loads(kept.text(schema_file(event)) or "")
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for sample in kept.samples(event):
            assert [error.message for error in validator.iter_errors(sample)] == [], event.event_type


def test_samples_are_of_their_own_event(built: BuiltSuite, kept: Files) -> None:
    for event in built.events:
        for sample in kept.samples(event):
            assert sample["type"] == str(event.event_type)
            assert sample["subject"] == sample["data"][event.key_field]
            assert sample["agency"] == sample["data"]["agency"]


def test_samples_have_ids_of_their_own(built: BuiltSuite, kept: Files) -> None:
    ids = [sample["id"] for event in built.events for sample in kept.samples(event)]
    assert len(ids) == len(set(ids))


def test_every_field_is_shown_by_some_fact_of_its_entity(built: BuiltSuite, kept: Files) -> None:
    hidden: dict[tuple[str, str, str], bool] = {}
    for event in built.events:
        kind, schema = event.event_type, schema_of(event)
        missing = set(unshown(schema, kept.samples(event)))
        for place in unshown(schema, ()):
            key = (kind.service, kind.entity, place)
            hidden[key] = hidden.get(key, True) and place in missing
    assert [".".join(key) for key, is_hidden in hidden.items() if is_hidden] == []


def test_files_hold_no_event_that_nobody_publishes(built: BuiltSuite, kept: Files) -> None:
    known = {schema_file(event) for event in built.events}
    assert set(kept.committed_schemas()) == known
    for folder in (kept.root / "services").glob("*/contracts/events/samples"):
        here = {path.relative_to(kept.root) for path in folder.iterdir()}
        assert here <= {samples_file(event) for event in built.events}


def heard(built: BuiltSuite) -> Iterator[tuple[Built, Subscription, type[Event]]]:
    """Every pair of a subscription and an event that reaches one of its handlers."""
    for listener in built.services.values():
        for subscription in listener.subscriptions:
            for event in built.events:
                kind = event.event_type
                if (kind.name, kind.version) in subscription.facts and kind.service == subscription.producer:
                    yield listener, subscription, event


def test_every_consumer_reads_every_sample_that_it_hears(built: BuiltSuite, kept: Files) -> None:
    read = 0
    for listener, subscription, event in heard(built):
        handler = subscription.handler_for(event.event_type)
        assert handler is not None
        samples = kept.samples(event)
        assert samples, f"{listener.name} listens to {event.event_type}, of which there is no sample"
        for sample in samples:
            data = handler.view.model_validate(Envelope.model_validate(sample).data)
            assert data.model_fields_set, f"{listener.name} reads nothing of {event.event_type}"
            read += 1
    assert read > len(built.events)


def test_nobody_waits_for_a_fact_that_is_never_published(built: BuiltSuite) -> None:
    published = {(event.event_type.service, event.event_type.name) for event in built.events}
    entities = {(event.event_type.service, event.event_type.entity) for event in built.events}
    for listener in built.services.values():
        for subscription in listener.subscriptions:
            for fact, _ in subscription.facts:
                assert (subscription.producer, fact) in published, (listener.name, fact)
            for entity in subscription.entities:
                assert (subscription.producer, entity) in entities, (listener.name, entity)


@pytest.mark.parametrize("service", ["personnel", "performance", "promotion", "training", "recruitment"])
def test_every_service_hears_somebody(built: BuiltSuite, service: str) -> None:
    assert built.services[service].subscriptions
    assert any(one.purpose == "directory" for one in built.services[service].subscriptions)


def test_schema_is_open_and_names_the_wire(built: BuiltSuite) -> None:
    for event in built.events:
        schema: dict[str, Any] = schema_of(event)
        jsonschema_rs.meta.validate(schema)
        assert 'additionalProperties": false' not in json.dumps(schema)
        assert schema["x-subject"] == subject_of(event)
        assert schema["properties"]["type"]["const"] == str(event.event_type)


def test_every_field_says_what_it_means(built: BuiltSuite) -> None:
    silent = [
        f"{event.event_type}: {place}"
        for event in built.events
        for place, text in meanings(schema_of(event))
        if not text and not place.startswith("reasons[]")  # a reason is told in the kit, for everybody
    ]
    assert silent == []
