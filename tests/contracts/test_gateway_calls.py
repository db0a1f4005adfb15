"""What the gateway asks of the services, and reads of them, stands in their documents."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest

from abdi.contracts.breaches import Document
from abdi.dev.suite import GATEWAY
from abdi.testing.principals import ServiceClient, employee
from abdi.testing.service import ServiceUnderTest, named_service
from tests.contracts.answering import MODES, PERSON, ByDocument, answer_of

AGENCY = "5671"
COMPOSED = (
    "/v1/me",
    f"/v1/employees/{PERSON}/profile",
    f"/v1/units/{PERSON}/overview",
    f"/v1/employees/{PERSON}/readers",
)
OF_ITS_OWN = {"page.next_cursor", "page.synced_until", "data.token.scopes[]"}
"""What no service is asked for: where the readers' list goes on, the scopes of a person's token."""
SUMMARY = "/v1/performance-summaries/{employee_id}"
ASKED = 20


@pytest.fixture
def service() -> ServiceUnderTest:
    """The gateway."""
    return named_service(GATEWAY)


@pytest.fixture
async def services(documents: Mapping[str, Document]) -> AsyncIterator[dict[str, ByDocument]]:
    """Every service as its document describes it."""
    made = {name: ByDocument(name, document) for name, document in documents.items() if name != GATEWAY}
    for one in made.values():
        await one.start()
    yield made
    for one in made.values():
        await one.stop()


@pytest.fixture
def settings_overrides(services: dict[str, ByDocument]) -> dict[str, Any]:
    """The gateway finds them."""
    return {"upstream_timeout": 10.0} | {f"{name}_url": one.url for name, one in services.items()}


@pytest.fixture
def caller(client: ServiceClient) -> ServiceClient:
    """The person about whom every answer is."""
    return client.as_(employee(PERSON, AGENCY))


def nulls(value: Any, place: str = "") -> Iterator[str]:
    """Where `value` has nothing."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from nulls(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        yield from ([f"{place}[]"] if not value else [])
        for part in value:
            yield from nulls(part, f"{place}[]")
    elif value is None:
        yield place


@pytest.mark.parametrize("mode", MODES)
async def test_composed_answers_ask_and_read_what_the_documents_promise(
    caller: ServiceClient, services: dict[str, ByDocument], mode: str
) -> None:
    for one in services.values():
        one.mode = mode
    for address in COMPOSED:
        answer = await caller.get(address)
        assert answer.status_code == 200, (address, answer.text)
        missing = {part["reason"] for part in answer.json()["meta"]["missing"]}
        assert missing <= ({"not_permitted"} if mode == "empty" else set()), (address, answer.text)
    assert [line for one in services.values() for line in one.complaints] == []


async def test_every_field_that_is_shown_is_in_a_document(
    caller: ServiceClient, services: dict[str, ByDocument]
) -> None:
    for address in COMPOSED:
        answer = await caller.get(address)
        empty = set(nulls({key: part for key, part in answer.json().items() if key != "meta"}))
        assert empty <= OF_ITS_OWN, (address, empty)
    assert sum(len(one.asked) for one in services.values()) >= ASKED


async def test_labels_are_asked_of_every_service(
    client: ServiceClient, services: dict[str, ByDocument]
) -> None:
    answer = await client.get("/v1/labels")
    assert answer.json()["missing"] == []
    assert [line for one in services.values() for line in one.complaints] == []
    assert {name for name, one in services.items() if "GET /v1/labels" in one.asked} == set(services)


async def test_call_that_no_document_knows_is_complained_of(
    caller: ServiceClient, services: dict[str, ByDocument], documents: Mapping[str, Document]
) -> None:
    paths = documents["performance"]["paths"]
    kept = paths.pop(SUMMARY)
    try:
        await caller.get(f"/v1/employees/{PERSON}/profile")
    finally:
        paths[SUMMARY] = kept
    assert services["performance"].complaints == [
        f"performance knows no GET {SUMMARY.format(employee_id=PERSON)}"
    ]


async def test_field_that_no_answer_has_is_noticed(
    caller: ServiceClient, services: dict[str, ByDocument], documents: Mapping[str, Document]
) -> None:
    members = documents["training"]["components"]["schemas"]["HoursSummary"]["properties"]
    kept = members.pop("remaining")
    try:
        answer = await caller.get(f"/v1/employees/{PERSON}/profile")
    finally:
        members["remaining"] = kept
    assert "data.training.hours.remaining" in set(nulls(answer.json()))


def test_answers_of_every_mode_are_true_to_the_document(documents: Mapping[str, Document]) -> None:
    page = documents["personnel"]["paths"]["/v1/employees"]["get"]["responses"]["200"]
    schema = page["content"]["application/json"]["schema"]
    full, least, empty = (answer_of(schema, documents["personnel"], mode) for mode in MODES)
    assert full["data"][0]["rank"]["code"]
    assert least["data"][0].keys() < full["data"][0].keys() or least["data"][0] != full["data"][0]
    assert empty["data"] == []
