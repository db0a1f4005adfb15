"""The AsyncAPI document: whole in itself, every event in it, nobody listens to what is not there."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from abdi.contracts.asyncapi import key_of
from abdi.contracts.built import BuiltSuite
from abdi.contracts.files import ASYNCAPI, Files
from abdi.contracts.shapes import resolve

SECTIONS = {"asyncapi", "info", "defaultContentType", "servers", "channels", "operations", "components"}


@pytest.fixture
def document(kept: Files) -> dict[str, Any]:
    """As it is committed."""
    found: dict[str, Any] = json.loads(kept.text(ASYNCAPI) or "")
    return found


def references(value: Any) -> Iterator[str]:
    """Every `$ref` in `value`, examples apart."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for name, part in value.items():
            if name != "examples":
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_document_has_the_sections_of_asyncapi_3(document: dict[str, Any]) -> None:
    assert document["asyncapi"] == "3.0.0"
    assert set(document) == SECTIONS
    assert set(document["info"]) >= {"title", "version"}
    for server in document["servers"].values():
        assert set(server) >= {"host", "protocol"}
    for operation in document["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert set(operation) == {"action", "channel"}


def test_every_reference_leads_somewhere(document: dict[str, Any], kept: Files) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        if reference.startswith("#/"):
            # A JSON pointer; our names hold neither ~ nor /.
            assert resolve(reference, document), reference
        else:
            assert (kept.root / ASYNCAPI.parent / reference).is_file(), reference


def test_every_event_has_channel_message_and_sender(document: dict[str, Any], built: BuiltSuite) -> None:
    names = {key_of(event) for event in built.events}
    assert set(document["channels"]) == set(document["components"]["messages"]) == names
    sent = {one["channel"]["$ref"] for one in document["operations"].values() if one["action"] == "send"}
    assert sent == {f"#/channels/{name}" for name in names}


def test_parameters_of_every_address_are_described(document: dict[str, Any]) -> None:
    for channel in document["channels"].values():
        assert channel["address"].endswith(".{agency}")
        assert set(channel["parameters"]) == {"agency"}


def test_examples_meet_the_schema_that_the_message_names(document: dict[str, Any], kept: Files) -> None:
    for name, message in document["components"]["messages"].items():
        schema = json.loads((kept.root / ASYNCAPI.parent / message["payload"]["schema"]["$ref"]).read_text())
        (example,) = message["examples"]
        jsonschema_rs.Draft202012Validator(schema).validate(example["payload"])
        assert example["payload"]["type"] == message["name"], name


def test_listeners_are_those_of_the_code(document: dict[str, Any], built: BuiltSuite) -> None:
    heard = {name.partition(".hears.")[0] for name in document["operations"] if ".hears." in name}
    durables = {
        subscription.durable(name)
        for name, one in built.services.items()
        for subscription in one.subscriptions
    }
    assert heard == durables
