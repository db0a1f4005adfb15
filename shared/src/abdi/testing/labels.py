"""Finding the codes of an OpenAPI document that nobody gave a label."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

SHOWN_ONLY = frozenset({"example", "examples"})


def list_codes_without_label(
    document: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """One line for each code in an enum of `document` without a label.

    The set of a named enum has its name (`PlanState`: `plan_state`); that of a nameless one is any set that
    has all its codes.
    """
    named = document.get("components", {}).get("schemas", {})
    lacking = []
    for place, codes in _enums(document, ""):
        own = re.fullmatch(r"/components/schemas/(\w+)", place)
        if own and "enum" in named[own[1]]:
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", own[1]).lower()
            missing = codes - labels.get(name, {}).keys()
            lacking += [f"{place}: {name} has no label for {code}" for code in sorted(missing)]
        elif not any(codes <= known.keys() for known in labels.values()):
            lacking.append(f"{place}: no set has labels for {', '.join(sorted(codes))}")
    return lacking


def _enums(node: Any, place: str) -> Iterator[tuple[str, set[str]]]:
    if isinstance(node, Mapping):
        codes = {code for code in _codes(node) if isinstance(code, str)}
        if codes:
            yield place, codes
        for name, inner in node.items():
            if name not in SHOWN_ONLY:
                yield from _enums(inner, f"{place}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _enums(inner, f"{place}/{index}")


def _codes(schema: Mapping[str, Any]) -> list[Any]:
    # A property may itself be called "enum" or "const"; then it is a schema.
    listed, single = schema.get("enum"), schema.get("const")
    return [*(listed if isinstance(listed, list) else []), *([single] if isinstance(single, str) else [])]
