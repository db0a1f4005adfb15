"""The envelope is CloudEvents 1.0; types, subjects and sources follow from the event's name."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from pydantic import ValidationError

from abdi.clock import new_id
from abdi.messaging import Envelope, Event, EventType, published_events
from abdi.testing.toy import NoteWritten

REQUIRED_BY_CLOUDEVENTS = {"specversion", "id", "source", "type"}


def make_envelope(**changes: object) -> Envelope:
    given = {
        "id": new_id(),
        "source": "//asn/toy",
        "type": str(NoteWritten.event_type),
        "subject": new_id(),
        "time": datetime(2026, 3, 2, tzinfo=UTC),
        "sequence": 3,
        "agency": "5671",
        "actor": "test",
        "data": {"text": "x"},
    }
    return Envelope.model_validate(given | changes)


def test_name_gives_type_and_subject() -> None:
    kind = NoteWritten.event_type
    assert str(kind) == "id.go.asn.toy.note.written.v1"
    assert kind.subject("5671") == "asn.toy.note.written.v1.5671"
    assert EventType.parse(str(kind)) == kind


def test_envelope_is_a_structured_cloudevent() -> None:
    content = orjson.loads(make_envelope().to_json())
    assert content.keys() >= REQUIRED_BY_CLOUDEVENTS
    assert content["specversion"] == "1.0"
    assert all(name.isalnum() and name.islower() for name in content), (
        "attribute names: lower case, no separators"
    )
    assert datetime.fromisoformat(content["time"]).tzinfo is not None


def test_envelope_survives_the_wire() -> None:
    envelope = make_envelope(correlationid="j", causationid=new_id(), dataclass="personal")
    assert Envelope.model_validate_json(envelope.to_json()) == envelope


def test_reader_tolerates_attributes_that_come_later() -> None:
    content = orjson.loads(make_envelope().to_json()) | {"newattribute": 1}
    assert Envelope.model_validate(content).sequence == 3


@pytest.mark.parametrize(
    "broken", [{"sequence": 0}, {"subject": "siti"}, {"specversion": "0.3"}, {"source": "x"}]
)
def test_envelope_refuses_what_breaks_order_or_identity(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make_envelope(**broken)


@pytest.mark.parametrize(
    "text", ["", "id.go.asn.toy.note.written", "com.example.toy.note.written.v1", "id.go.asn.T.n.w.v1"]
)
def test_foreign_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an event type"):
        EventType.parse(text)


def test_event_class_needs_a_good_name_and_key() -> None:
    with pytest.raises(TypeError, match=r"service\.entity\.fact"):

        class Misnamed(Event, name="Toy.NoteWritten", key="note_id"):
            note_id: UUID

    with pytest.raises(TypeError, match="key="):

        class Keyless(Event, name="toy.note.lost", key="note_id"):
            text: str


def test_producer_refuses_fields_that_it_did_not_declare() -> None:
    with pytest.raises(ValidationError):
        NoteWritten.model_validate({"agency": "5671", "note_id": new_id(), "text": "x", "nik": "1"})


def test_agency_is_safe_in_a_subject() -> None:
    with pytest.raises(ValidationError):
        NoteWritten(agency="5671.>", note_id=new_id(), text="x")


def test_registry_knows_the_published_events() -> None:
    assert NoteWritten in published_events("toy")
    assert NoteWritten not in published_events("other")
