from typing import Any

import pytest

from gateway.documentation.merging import merge, resource_of

Document = dict[str, Any]


def document(schema: dict[str, Any], path: str, **operation: Any) -> Document:
    reference = {"schema": {"$ref": "#/components/schemas/Row"}}
    schemas = {"Row": schema, "Unused": {"type": "null"}}
    return {"paths": {path: {"get": reference | operation}}, "components": {"schemas": schemas}}


def merged(documents: dict[str, Document], hidden: str = "") -> Document:
    return merge(documents, title="t", version="1", is_public=lambda _, path: path != hidden)


def test_equal_schemas_are_kept_once() -> None:
    one = {"type": "object"}
    whole = merged({"a": document(one, "/v1/a"), "b": document(one, "/v1/b")})
    assert list(whole["components"]["schemas"]) == ["Row"]
    assert whole["paths"]["/v1/b"]["get"]["schema"]["$ref"] == "#/components/schemas/Row"


def test_name_with_two_meanings_gets_the_service_in_front() -> None:
    whole = merged({"a": document({"type": "object"}, "/v1/a"), "b": document({"type": "array"}, "/v1/b")})
    assert sorted(whole["components"]["schemas"]) == ["ARow", "BRow"]
    assert whole["paths"]["/v1/a"]["get"]["schema"]["$ref"] == "#/components/schemas/ARow"
    assert whole["paths"]["/v1/b"]["get"]["schema"]["$ref"] == "#/components/schemas/BRow"


def test_internal_paths_and_what_only_they_use_are_left_out() -> None:
    own = document({"type": "object", "properties": {"deep": {"$ref": "#/components/schemas/Deep"}}}, "/v1/a")
    own["components"]["schemas"]["Deep"] = {"type": "string"}
    other = {
        "paths": {"/v1/reads": {"get": {"schema": {"$ref": "#/components/schemas/Unused"}}}, "/livez": {}}
    }
    whole = merged({"a": own, "b": other | {"components": own["components"]}}, hidden="/v1/reads")
    assert list(whole["paths"]) == ["/v1/a"]
    assert list(whole["components"]["schemas"]) == ["Deep", "Row"]


def test_operation_name_that_two_services_use_gets_the_service_in_front() -> None:
    one = {"type": "object"}
    documents = {
        "a": document(one, "/v1/a", operationId="list_rows"),
        "b": document(one, "/v1/b", operationId="list_rows"),
        "c": document(one, "/v1/c", operationId="list_others"),
    }
    names = [item["get"]["operationId"] for item in merged(documents)["paths"].values()]
    assert names == ["a_list_rows", "b_list_rows", "list_others"]


def test_operations_are_filed_under_their_resource() -> None:
    one = {"type": "object"}
    documents = {"a": document(one, "/v1/rows/{id}"), "b": document(one, "/v1/rows:batch", tags=["other"])}
    whole = merged(documents)
    assert [item["get"]["tags"] for item in whole["paths"].values()] == [["rows"], ["rows"]]
    assert whole["tags"] == [{"name": "rows", "description": "Answered by a and b"}]


@pytest.mark.parametrize("path", ["/v1/rows", "/v1/rows/{id}/parts", "/v1/rows:batch"])
def test_resource_is_the_first_word_of_the_path(path: str) -> None:
    assert resource_of(path) == "rows"
