"""What is signed by the true key and yet is no row, no formation or no rules."""

import csv
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.canonical import canonical_json, read_canonical
from recruitment.publications.differences import Difference

Check = Callable[[bytes], Difference | None]
Worlds = Callable[..., Any]


def with_row(made: Any, index: int, **values: Any) -> Any:
    rows = list(made.rows)
    rows[index] = replace(rows[index], **values)
    return replace(made, rows=tuple(rows))


@pytest.mark.parametrize(
    ("topic", "change"),
    [
        ("skb", {"decimals": -1}),
        ("skb", {"decimals": 10**6}),
        ("skb", {"caps": {}}),
        ("shortlist", {"multiple": 0}),
        ("paper", {"parts": {}}),
        ("paper", {"parts": {"twk": {"items": 1, "points": [0], "maximum": 0}}, "maximum": 0}),
        ("thresholds", {"general": {"total": 10**6}}),
        ("ranking", "age"),
    ],
)
def test_rules_that_nothing_can_be_computed_with_are_named(
    topic: str,
    change: Any,
    world: Worlds,
    checked: Check,
    key: Ed25519PrivateKey,
    resigned: Callable[..., bytes],
) -> None:
    def broken(content: bytes) -> bytes:
        rules = read_canonical(content)
        rules["values"][topic] = rules["values"][topic] | change if isinstance(change, dict) else change
        return canonical_json(rules)

    found = checked(resigned(world(8).packed(key), "rules.json", broken))
    assert found is not None
    assert (found.file, found.field) == ("rules.json", None)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("opening", "o99", "no such opening"),
        ("category", "papua", "not that of the opening"),
        ("standing", "asleep", "no such standing"),
        ("twk", 152, "no paper gives this"),
        ("tiu", 81, "no paper gives this"),
        ("tkp", 226, "no paper gives this"),
    ],
)
def test_a_row_that_cannot_be_is_named(
    field: str, value: Any, told: str, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(8)
    found = checked(with_row(made, 1, **{field: value}).packed(key))
    assert found is not None
    assert (found.line, found.field) == (3, field)
    assert told in found.what


@pytest.mark.parametrize("order", ["twice", "swapped", "alien", "short"])
def test_lines_that_are_out_of_order_twice_or_no_rows_are_named(
    order: str, world: Worlds, key: Ed25519PrivateKey, checked: Check, resigned: Callable[..., bytes]
) -> None:
    def change(content: bytes) -> bytes:
        header, first, second, *rest = content.split(b"\n")
        lines = {
            "twice": [header, first, first, second],
            "swapped": [header, second, first],
            "alien": [header, first, second.replace(b",o", b",!", 1)],
            "short": [header, first, second.rpartition(b",")[0]],
        }[order]
        return b"\n".join([*lines, *rest])

    found = checked(resigned(world(8).packed(key), "rows.csv", change))
    assert found is not None
    expected = {"twice": "is there twice", "swapped": "out of order", "alien": "'!0", "short": "fields"}
    assert (found.file, found.line) == ("rows.csv", 3)
    assert expected[order] in found.what


@pytest.mark.parametrize("count", ["0", "01", "2 ", "two", "99999999"])
def test_a_formation_that_is_not_of_the_form_is_named(
    count: str, world: Worlds, key: Ed25519PrivateKey, checked: Check, resigned: Callable[..., bytes]
) -> None:
    def change(content: bytes) -> bytes:
        header, first, *rest = content.decode().split("\n")
        (cells,) = csv.reader([first])
        line = ",".join(f'"{c}"' if "," in c else c for c in [*cells[:5], count, *cells[6:]])
        return "\n".join([header, line, *rest]).encode()

    found = checked(resigned(world(8).packed(key), "formations.csv", change))
    assert found is not None
    assert (found.file, found.line, found.field) == ("formations.csv", 2, "count")
