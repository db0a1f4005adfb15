"""What is signed by the true key and yet is no row, no formation or no rules."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.canonical import canonical_json, read_canonical
from recruitment.publications.differences import Difference, NotVerified
from recruitment.publications.selection_files import read_selection

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
        ("ranking", []),
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


@pytest.mark.parametrize("odd", [[], {}, 0, "", "9" * 4000], ids=["list", "object", "0", "empty", "large"])
@pytest.mark.parametrize("stage", ["skd", "final"])
def test_whatever_rules_are_signed_there_is_a_verdict(
    stage: str,
    odd: Any,
    world: Worlds,
    *,
    checked: Check,
    key: Ed25519PrivateKey,
    resigned: Callable[..., bytes],
) -> None:
    made = world(8, stage)
    facts = made.facts.model_copy(update={"rules": made.facts.rules.model_copy(update={"version": "odd"})})
    rules = made.rules.model_copy(update={"version": "odd"})
    data = replace(made, facts=facts, rules=rules).packed(key)
    verdicts = []
    for topic, value in rules.values.items():
        for name in value if isinstance(value, dict) else [None]:
            changed = odd if name is None else value | {name: odd}
            values = rules.values | {topic: changed}
            content = rules.model_copy(update={"values": values}).to_bytes()
            verdicts.append(checked(resigned(data, "rules.json", lambda _, content=content: content)))
    named = [found for found in verdicts if found is not None]
    assert len(verdicts) > 40
    assert len(named) > len(verdicts) / 2
    assert all(len(str(found)) < 1500 for found in named)


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


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x85", "\u2028", "\x1b"], ids=ascii)
@pytest.mark.parametrize("field", ["post", "education", "placement"])
def test_a_formation_has_the_same_signs_as_every_text(
    field: str,
    sign: str,
    world: Worlds,
    key: Ed25519PrivateKey,
    checked: Check,
    resigned: Callable[..., bytes],
) -> None:
    made = world(8)
    honest = getattr(made.openings[0], field)
    turned = f"X{sign}{honest}"
    with pytest.raises(ValueError, match=f"{field} is not of the form"):
        replace(made, openings=(replace(made.openings[0], **{field: turned}), *made.openings[1:])).packed(key)

    def change(content: bytes) -> bytes:
        header, first, *rest = content.decode().split("\n")
        (cells,) = csv.reader([first])
        cells[header.split(",").index(field)] = turned
        return "\n".join([header, ",".join(f'"{c}"' if "," in c else c for c in cells), *rest]).encode()

    found = checked(resigned(made.packed(key), "formations.csv", change))
    assert found is not None
    assert (found.file, found.line, found.field) == ("formations.csv", 2, field)


def test_an_opening_of_a_final_list_without_tests_is_named(
    world: Worlds, key: Ed25519PrivateKey, checked: Check
) -> None:
    made = world(8)
    found = checked(
        replace(made, openings=tuple(replace(one, tests="") for one in made.openings)).packed(key)
    )
    assert found is not None
    assert (found.file, found.line, found.field) == ("formations.csv", 2, "tests")


def test_a_long_value_is_repeated_shortly(world: Worlds) -> None:
    long = "1" + "0" * 3000
    facts = world(8).facts.model_dump(mode="json")
    facts["skb"][0]["tests"][0]["weight"] = int(long)
    told = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(NotVerified, match=r"selection\.json") as caught:
        read_selection(told)
    assert len(str(caught.value)) < 500
    found = str(Difference(long, long, 1, long, long, long, long))
    assert len(found) < 2500
    assert "... (3001 characters)" in found
