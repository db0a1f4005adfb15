"""Golden samples: events as they were published, kept for every version, which must parse for ever."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import to_json

from abdi.contracts.breaches import Breach, Breaches, Document
from abdi.contracts.event_schemas import data_schema, name_of
from abdi.contracts.shapes import alternatives
from abdi.messaging.event import Envelope, Event

MOST: Final = 6
"""Samples of one event that are worth a reader's time."""

Sample = Mapping[str, Any]


def judge_samples(event: type[Event], samples: Sequence[Sample]) -> Breaches:
    """What is wrong with the samples of an event: unreadable, none at all, or a field never shown."""
    name = f"{event.event_type.service} {name_of(event)}"
    for number, sample in enumerate(samples, start=1):
        try:
            envelope = Envelope.model_validate(sample)
            event.model_validate_json(to_json(envelope.data))
        except ValidationError as error:
            places = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
            yield Breach(f"{name} sample {number}", "sample", f"no longer parses: {places}")
    if not samples:
        yield Breach(name, "sample", "there is none: `make samples`, or write one by hand")


def unshown(schema: Document, samples: Iterable[Sample]) -> list[str]:
    """Fields of the data of which no sample shows a value."""
    shown = {place for sample in samples for place, kind in traits(sample["data"]) if kind == "value"}
    return sorted(place for place, _ in meanings(schema) if place not in shown)


def meanings(schema: Document) -> Iterator[tuple[str, str]]:
    """Each field of the data, nested ones with their way, and what the schema says that it means."""
    yield from _meanings(data_schema(schema), schema)


def pick(kept: Sequence[Sample], candidates: Iterable[Sample]) -> list[Sample]:
    """The kept samples, then those candidates that show something new, the most telling first."""
    chosen = list(kept)
    seen = {trait for sample in kept for trait in traits(sample["data"])}
    left = {trait_set(one): one for one in candidates}
    while left and len(chosen) < MOST:
        best = max(left, key=lambda found: len(found - seen))
        if not best - seen:
            break
        seen |= best
        chosen.append(left.pop(best))
    return chosen


def trait_set(sample: Sample) -> frozenset[tuple[str, str]]:
    """What one sample shows."""
    return frozenset(traits(sample["data"]))


def traits(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each place in `value` with what is there: a value, nothing, an empty list."""
    if isinstance(value, dict):
        yield place, "value"
        for name, part in value.items():
            yield from traits(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        yield place, "value" if value else "empty"
        for part in value:
            yield from traits(part, f"{place}[]")
    else:
        yield place, "null" if value is None else "value"


def _meanings(schema: Any, document: Document, place: str = "") -> Iterator[tuple[str, str]]:
    for shape in alternatives(schema, document).shapes:
        for name, part in shape.schema.get("properties", {}).items():
            here = f"{place}.{name}" if place else name
            yield here, str(part.get("description", ""))
            yield from _meanings(part, document, here)
        if "items" in shape.schema:
            yield from _meanings(shape.schema["items"], document, f"{place}[]")
