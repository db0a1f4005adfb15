"""The one document over all services: valid, complete with examples, and nothing internal in it."""

import base64
import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from cryptography.fernet import Fernet

from abdi.dev.clients import AGENCY_SYSTEMS
from abdi.dev.suite import ALL, GATEWAY, WITH_DATABASE
from abdi.examples import operations
from abdi.i18n import LocaleCode
from abdi.labels import Labels, picked
from abdi.labels import merged as merged_labels
from abdi.testing.documents import list_breaches, list_operations_without_examples, list_wrong_examples
from abdi.testing.service import named_service
from abdi.tokens import DevKeys, new_signing_key, public_key_set
from gateway.documentation.merging import PREFIX, Document, merge
from gateway.documentation.security import add_security
from gateway.labels.catalogue import LABELS
from gateway.resources import service_for
from gateway.settings import Settings

KEYS = ("NIK_KEY", "NIK_INDEX_KEY", "EXCHANGE_KEY", "PUBLICATION_KEY")
OPEN = {"list_labels"}
LOCALES: tuple[LocaleCode, ...] = ("id", "en")
INTERNAL = ("/v1/unit-summaries", "/v1/reads", "/v1/abilities")


@pytest.fixture(scope="module")
def documents(token_keys: DevKeys) -> Iterator[dict[str, Document]]:
    """What each service says of itself; nothing is started, no database is asked."""
    with pytest.MonkeyPatch.context() as environment:
        for name in KEYS:
            environment.setenv(name, base64.b64encode(os.urandom(32)).decode())
        signing = new_signing_key()
        environment.setenv("APPLICANT_SIGNING_KEY", signing)
        environment.setenv("APPLICANT_KEYS", public_key_set(signing))
        yield _documents(token_keys)


def _documents(token_keys: DevKeys) -> dict[str, Document]:
    common: dict[str, Any] = {"env": "test", "token_keys_file": token_keys.public}
    stored = {
        "database_url": "postgresql://nobody@127.0.0.1:1/none",
        "cursor_key": Fernet.generate_key().decode(),
        "nats_url": None,
    }
    found = {}
    for name in ALL:
        service = named_service(name)
        values = common | (stored if name in WITH_DATABASE else {})
        found[name] = service.create_app(service.settings(**values)).openapi()
    return found


@pytest.fixture(scope="module")
def merged(documents: dict[str, Document], token_keys: DevKeys) -> Document:
    whole = merge(
        documents,
        title="Abdi",
        version="1",
        is_public=lambda service, path: service in {GATEWAY, service_for(path.removeprefix(PREFIX))},
    )
    settings = Settings(
        env="development", token_keys_file=token_keys.public, dev_issuer_key_file=token_keys.private
    )
    add_security(whole, settings)
    return whole


def test_document_is_openapi_with_true_examples_everywhere(merged: Document) -> None:
    assert list_breaches(merged) == []
    assert list_operations_without_examples(merged) == []
    assert list_wrong_examples(merged) == []


def test_every_service_is_in_it_under_unique_names(documents: dict[str, Document], merged: Document) -> None:
    names = [operation["operationId"] for _, operation in operations(merged)]
    assert len(names) == len(set(names))
    for document in documents.values():
        assert any(path in merged["paths"] for path in document["paths"])


def test_internal_addresses_are_left_out(documents: dict[str, Document], merged: Document) -> None:
    everything = {path for document in documents.values() for path in document["paths"]}
    internal = {path for path in everything if path.startswith(INTERNAL)}
    assert internal
    assert internal.isdisjoint(merged["paths"])


def test_every_operation_is_filed_and_says_what_it_needs(merged: Document) -> None:
    tags = {tag["name"] for tag in merged["tags"]}
    schemes = set(merged["components"]["securitySchemes"])
    for name, operation in operations(merged):
        assert set(operation["tags"]) <= tags, name
        is_open = operation["operationId"] in OPEN or name.partition(" ")[2].startswith("/v1/public/")
        needed = set() if is_open else schemes
        assert {scheme for need in operation["security"] for scheme in need} == needed, name


@pytest.fixture
def catalogues() -> dict[str, Labels]:
    """What each service calls its codes."""
    own = {name: import_module(f"{name}.labels").LABELS for name in WITH_DATABASE}
    return {**own, GATEWAY: LABELS}


def test_services_call_no_code_differently(catalogues: dict[str, Labels]) -> None:
    for locale in LOCALES:
        by_service = {name: picked(labels, locale) for name, labels in catalogues.items()}
        assert not [name for name in merged_labels(by_service) if "." in name]


def test_agency_systems_of_the_demo_ask_for_scopes_that_exist(merged: Document) -> None:
    flow = merged["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"]
    for system in AGENCY_SYSTEMS:
        assert set(system.scopes) <= flow["scopes"].keys()
