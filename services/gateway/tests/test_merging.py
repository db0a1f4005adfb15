from typing import Any

from gateway.documentation.merging import merge


def document(schema: dict[str, Any], path: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Row"}
    return {"paths": {path: {"get": {"schema": reference}}}, "components": {"schemas": {"Row": schema}}}


def test_equal_schemas_are_kept_once() -> None:
    one = {"type": "object"}
    merged = merge({"a": document(one, "/v1/a"), "b": document(one, "/v1/b")}, title="t", version="1")
    assert list(merged["components"]["schemas"]) == ["Row"]
    assert merged["paths"]["/v1/b"]["get"]["schema"]["$ref"] == "#/components/schemas/Row"


def test_name_with_two_meanings_gets_the_service_in_front() -> None:
    documents = {"a": document({"type": "object"}, "/v1/a"), "b": document({"type": "array"}, "/v1/b")}
    merged = merge(documents, title="t", version="1")
    assert sorted(merged["components"]["schemas"]) == ["ARow", "BRow"]
    assert merged["paths"]["/v1/a"]["get"]["schema"]["$ref"] == "#/components/schemas/ARow"
    assert merged["paths"]["/v1/b"]["get"]["schema"]["$ref"] == "#/components/schemas/BRow"
