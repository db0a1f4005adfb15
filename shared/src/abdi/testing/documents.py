"""Judging an OpenAPI document: is it one, does every operation show an example, is every example true."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing.exceptions import PointerToNowhere

from abdi.examples import list_operations_without_examples, shown_examples

__all__ = ["list_breaches", "list_operations_without_examples", "list_wrong_examples"]


def list_wrong_examples(document: Mapping[str, Any]) -> list[str]:
    """One line for each example that its own schema refuses, formats included."""
    wrong = []
    validators: dict[str, jsonschema_rs.Draft202012Validator] = {}  # most operations share a few schemas
    for name, schema, example in shown_examples(document):
        key = json.dumps(schema, sort_keys=True)
        if key not in validators:
            whole = {**schema, "components": document.get("components", {})}
            validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        validator = validators[key]
        wrong += [
            f"{name}: /{'/'.join(map(str, error.instance_path))} {error.message}"
            for error in validator.iter_errors(example)
        ]
    return wrong


def list_breaches(document: Mapping[str, Any]) -> list[str]:
    """One line for each place where `document` is no OpenAPI 3.1."""
    breaches = []
    try:
        for error in OpenAPIV31SpecValidator(dict(document)).iter_errors():
            breaches.append(f"/{'/'.join(map(str, error.absolute_path))} {error.message}")  # noqa: PERF401 - it may raise
    except PointerToNowhere as nowhere:
        breaches.append(f"{nowhere.ref} is referred to and not there")
    return breaches
