from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from abdi.examples import example, give_examples, list_operations_without_examples
from abdi.http.documents import install_documents, operation_id
from abdi.paging import Page
from abdi.testing.documents import list_breaches, list_wrong_examples


class Row(BaseModel):
    model_config = ConfigDict(json_schema_extra=example({"name": "Siti"}, born=None))

    name: str
    born: int | None


class Bare(BaseModel):
    name: str


class Nested(BaseModel):
    row: Row
    kind: bool = True
    remark: str | None = None


def document_of(answer: Any, body: Any = None) -> dict[str, Any]:
    app = FastAPI(generate_unique_id_function=operation_id)
    install_documents(app)

    async def asked() -> Any: ...

    async def asked_with_body(sent: Any) -> Any: ...

    asked_with_body.__annotations__["sent"] = body
    app.post("/v1/rows", response_model=answer, name="ask")(asked if body is None else asked_with_body)
    return app.openapi()


def shown(document: dict[str, Any]) -> Any:
    return document["paths"]["/v1/rows"]["post"]["responses"]["200"]["content"]["application/json"]["example"]


def test_example_of_the_model_is_shown_with_its_nulls() -> None:
    document = document_of(Row, body=Row)
    assert shown(document) == {"name": "Siti", "born": None}
    sent = document["paths"]["/v1/rows"]["post"]["requestBody"]["content"]["application/json"]
    assert sent["example"] == {"name": "Siti", "born": None}
    assert list_operations_without_examples(document) == list_wrong_examples(document) == []
    assert list_breaches(document) == []


def test_page_is_put_together_from_its_row() -> None:
    document = document_of(Page[Row])
    assert shown(document) == {
        "data": [{"name": "Siti", "born": None}],
        "page": {
            "next_cursor": "gAAAAABpZr0vQ2k1b3Bh",
            "has_more": True,
            "synced_until": "2026-03-01T02:14:00Z",
        },
    }
    assert list_wrong_examples(document) == []


def test_members_and_defaults_make_an_example() -> None:
    assert shown(document_of(list[Nested])) == [
        {"row": {"name": "Siti", "born": None}, "kind": True, "remark": None}
    ]


def test_operation_without_an_example_is_named() -> None:
    assert list_operations_without_examples(document_of(Row, body=Bare)) == ["POST /v1/rows"]
    assert list_operations_without_examples(document_of(Page[Bare])) == ["POST /v1/rows"]


def test_example_that_its_schema_refuses_is_named() -> None:
    document = document_of(Row)
    document["components"]["schemas"]["Row"]["properties"]["name"]["maxLength"] = 3
    named = [wrong.partition(":")[0] for wrong in list_wrong_examples(document)]
    assert named == ["Row", "POST /v1/rows"]


def test_breach_of_the_specification_is_named() -> None:
    document = document_of(Row)
    document["paths"]["/v1/rows"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "$ref": "#/components/schemas/Nowhere"
    }
    assert list_breaches(document) == ["/components/schemas/Nowhere is referred to and not there"]
    del document["info"]["title"]
    assert any("title" in breach for breach in list_breaches(document))


def test_example_that_is_there_stays() -> None:
    document = document_of(Row)
    content = document["paths"]["/v1/rows"]["post"]["responses"]["200"]["content"]["application/json"]
    content["example"] = {"name": "Rina", "born": 1990}
    give_examples(document)
    assert content["example"]["name"] == "Rina"


def test_schema_that_contains_itself_ends() -> None:
    class Node(BaseModel):
        children: list["Node"]

    assert list_operations_without_examples(document_of(Node)) == ["POST /v1/rows"]
