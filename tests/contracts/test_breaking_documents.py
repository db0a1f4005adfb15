"""Edits of a real OpenAPI document: what breaks a client is found and named, what does not passes."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from abdi.contracts.breaches import Document
from abdi.contracts.operations import compare_documents

Edit = Callable[[Document], None]
EMPLOYEES = "/v1/employees"
EMPLOYEE = "/v1/employees/{employee_id}"


def asked(document: Document) -> Any:
    """What registers an employee."""
    return schema(document, "EmployeeCreate")


def answered(document: Document) -> Any:
    """An employee as it is read."""
    return schema(document, "EmployeeRead")


def schema(document: Document, name: str) -> Any:
    return document["components"]["schemas"][name]


def operation(document: Document, path: str, method: str = "get") -> Any:
    return document["paths"][path][method]


def parameter(document: Document, name: str) -> Any:
    found = [one for one in operation(document, EMPLOYEES)["parameters"] if one["name"] == name]
    return found[0]


def remove_field(document: Document) -> None:
    del answered(document)["properties"]["name"]


def rename_field(document: Document) -> None:
    members = answered(document)["properties"]
    members["full_name"] = members.pop("name")


def remove_asked_field(document: Document) -> None:
    del asked(document)["properties"]["front_title"]


def need_what_was_optional(document: Document) -> None:
    asked(document)["required"].append("front_title")


def need_a_new_field(document: Document) -> None:
    asked(document)["properties"]["blood_group"] = {"type": "string"}
    asked(document)["required"].append("blood_group")


def leave_out_what_was_given(document: Document) -> None:
    answered(document)["required"].remove("id")


def narrow_a_type(document: Document) -> None:
    asked(document)["properties"]["name"] = {"type": "integer"}


def shorten(document: Document) -> None:
    asked(document)["properties"]["name"]["maxLength"] = 5


def answer_null(document: Document) -> None:
    members = answered(document)["properties"]
    members["id"] = {"anyOf": [members["id"], {"type": "null"}]}


def refuse_null(document: Document) -> None:
    members = asked(document)["properties"]
    (members["front_title"],) = [one for one in members["front_title"]["anyOf"] if one["type"] != "null"]


def close_values_asked(document: Document) -> None:
    asked(document)["properties"]["sex"]["enum"] = ["male"]


def answer_another_value(document: Document) -> None:
    answered(document)["properties"]["masked"]["items"] = {"type": "string", "enum": ["nik"]}


def remove_operation(document: Document) -> None:
    del document["paths"][EMPLOYEES]["post"]


def move_operation(document: Document) -> None:
    document["paths"]["/v1/people"] = document["paths"].pop(EMPLOYEES)


def rename_operation(document: Document) -> None:
    operation(document, EMPLOYEES)["operationId"] = "find_people"


def remove_status(document: Document) -> None:
    del operation(document, EMPLOYEE)["responses"]["404"]


def succeed_otherwise(document: Document) -> None:
    answers = operation(document, EMPLOYEES, "post")["responses"]
    answers["202"] = {"description": "later"}


def ask_for_another_permission(document: Document) -> None:
    operation(document, EMPLOYEE)["security"] = [{"bearer": ["personnel.secrets.read"]}]


def close_a_public_address(document: Document) -> None:
    operation(document, "/v1/labels")["security"] = [{"bearer": ["personnel.employees.read"]}]


def remove_parameter(document: Document) -> None:
    found = operation(document, EMPLOYEES)["parameters"]
    found.remove(parameter(document, "limit"))


def need_a_parameter(document: Document) -> None:
    parameter(document, "cursor")["required"] = True


def need_a_new_parameter(document: Document) -> None:
    found = operation(document, EMPLOYEES)["parameters"]
    found.append({"name": "region", "in": "query", "required": True, "schema": {"type": "string"}})


def lower_the_limit(document: Document) -> None:
    parameter(document, "limit")["schema"]["maximum"] = 20


def change_the_default(document: Document) -> None:
    parameter(document, "limit")["schema"]["default"] = 10


BREAKING: list[tuple[Edit, str, str]] = [
    (remove_field, ".name", "removed"),
    (rename_field, ".name", "removed: gone; renamed to full_name?"),
    (remove_asked_field, "body.front_title", "removed"),
    (need_what_was_optional, "body.front_title", "required"),
    (need_a_new_field, "body.blood_group", "required"),
    (leave_out_what_was_given, ".id", "optional"),
    (narrow_a_type, "body.name", "type: type string -> integer"),
    (shorten, "body.name", "tightened: maxLength"),
    (answer_null, ".id", "loosened: it may now be null"),
    (refuse_null, "body.front_title", "tightened: it may no longer be null"),
    (close_values_asked, "body.sex", "enum: removed"),
    (remove_operation, "POST /v1/employees", "removed"),
    (move_operation, "GET /v1/employees", "removed"),
    (rename_operation, "GET /v1/employees", "renamed"),
    (remove_status, "404", "removed"),
    (succeed_otherwise, "202", "added"),
    (ask_for_another_permission, "GET /v1/employees/{employee_id}", "permission"),
    (close_a_public_address, "GET /v1/labels", "permission"),
    (remove_parameter, "query limit", "removed"),
    (need_a_parameter, "query cursor", "required"),
    (need_a_new_parameter, "query region", "required"),
    (lower_the_limit, "query limit", "tightened: maximum 200 -> 20"),
    (change_the_default, "query limit", "default"),
]


@pytest.mark.parametrize(
    ("edit", "place", "rule"), BREAKING, ids=lambda value: getattr(value, "__name__", "")
)
def test_breaking_edit_is_named_with_place_and_rule(
    personnel: Document, edit: Edit, place: str, rule: str
) -> None:
    before = deepcopy(personnel)
    edit(personnel)
    told = [str(breach) for breach in compare_documents(before, personnel)]
    assert any(place in line and rule in line for line in told), told


def answer_more(document: Document) -> None:
    answered(document)["properties"]["nickname"] = {"type": "string"}


def take_more(document: Document) -> None:
    asked(document)["properties"]["nickname"] = {"type": "string"}


def take_another_value(document: Document) -> None:
    asked(document)["properties"]["sex"].setdefault("enum", ["male", "female"]).append("unknown")


def need_less(document: Document) -> None:
    asked(document)["required"].remove("name")


def take_longer(document: Document) -> None:
    asked(document)["properties"]["name"]["maxLength"] = 5_000


def always_answer(document: Document) -> None:
    names = answered(document)["properties"]
    answered(document)["required"] = sorted(names)


def add_operation(document: Document) -> None:
    document["paths"]["/v1/people"] = deepcopy(document["paths"][EMPLOYEES])


def add_parameter(document: Document) -> None:
    found = operation(document, EMPLOYEES)["parameters"]
    found.append({"name": "region", "in": "query", "schema": {"type": "string"}})


def add_problem(document: Document) -> None:
    answers = operation(document, EMPLOYEE)["responses"]
    answers["410"] = {"description": "gone for ever"}


def describe_better(document: Document) -> None:
    answered(document)["description"] = "Somebody"
    answered(document)["properties"]["name"] |= {"title": "Name", "examples": ["Siti"]}
    operation(document, EMPLOYEE)["summary"] = "One person"


ADDITIVE: list[Edit] = [
    answer_more,
    take_more,
    take_another_value,
    need_less,
    take_longer,
    always_answer,
    add_operation,
    add_parameter,
    add_problem,
    describe_better,
]


@pytest.mark.parametrize("edit", ADDITIVE, ids=lambda edit: edit.__name__)
def test_additive_edit_passes(personnel: Document, edit: Edit) -> None:
    before = deepcopy(personnel)
    edit(personnel)
    assert before != personnel
    assert compare_documents(before, personnel) == []


def test_closed_values_of_an_answer_stay_as_they_are(personnel: Document) -> None:
    answer_another_value(personnel)
    before = deepcopy(personnel)
    values = answered(personnel)["properties"]["masked"]["items"]["enum"]
    values.append("name")
    added = {(breach.rule, breach.change.split()[0]) for breach in compare_documents(before, personnel)}
    gone = {(breach.rule, breach.change.split()[0]) for breach in compare_documents(personnel, before)}
    assert (added, gone) == ({("enum", "added")}, {("enum", "removed")})


def test_same_document_breaks_nothing(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        assert compare_documents(document, deepcopy(document)) == [], name
