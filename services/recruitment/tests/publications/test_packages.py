"""What the builder refuses, and that others read what it writes."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from recruitment.publications.packages import FILES, Content, begin_package

Worlds = Callable[..., Any]


def test_any_zip_program_reads_a_package(world: Worlds, key: Ed25519PrivateKey) -> None:
    with ZipFile(io.BytesIO(world(8).packed(key))) as archive:
        assert archive.testzip() is None
        assert tuple(archive.namelist()) == FILES
        assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}


def test_a_stage_begun_twice_has_one_entry(world: Worlds, key: Ed25519PrivateKey) -> None:
    made = world(8)
    content = Content(made.facts, made.rules, made.openings, made.rows)
    first, second = (begin_package(io.BytesIO(), content, key) for _ in range(2))
    assert first.entry == second.entry
    assert first.manifest_sha256.encode() in first.entry


def test_rows_are_taken_as_they_come_and_not_kept(world: Worlds, key: Ed25519PrivateKey) -> None:
    made = world(8)
    content = Content(made.facts, made.rules, iter(made.openings), iter(made.rows))
    assert begin_package(io.BytesIO(), content, key).selection.rows.count == len(made.rows)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"participant": "1,2"}, "cannot be written"),
        ({"participant": "24\n"}, "cannot be written"),
        ({"code": "=1+1"}, "cannot be written"),
        ({"twk": -5}, "cannot be written"),
        ({"gpa": Decimal("3.505")}, "more decimals"),
        ({"final_score": Decimal("1000.000")}, "cannot be written"),
        ({"tests": {"guessing": Decimal(1)}}, "a score of guessing"),
        ({"birth_date_commitment": "0" * 63}, "cannot be written"),
    ],
)
def test_a_row_that_cannot_be_written_exactly_is_refused(
    values: dict[str, Any], told: str, world: Worlds, key: Ed25519PrivateKey
) -> None:
    made = world(8)
    with pytest.raises(ValueError, match=told):
        replace(made, rows=(replace(made.rows[0], **values),)).packed(key)


def test_what_is_out_of_order_or_twice_is_refused(world: Worlds, key: Ed25519PrivateKey) -> None:
    made = world(8)
    for rows in (made.rows[::-1], (made.rows[0], made.rows[0])):
        with pytest.raises(ValueError, match="does not follow"):
            replace(made, rows=rows).packed(key)
    with pytest.raises(ValueError, match="does not follow"):
        replace(made, openings=made.openings[::-1]).packed(key)
    with pytest.raises(ValueError, match="post is not of the form"):
        replace(made, openings=(replace(made.openings[0], post="a\nb"),)).packed(key)


def test_rules_that_the_selection_does_not_name_are_refused(world: Worlds, key: Ed25519PrivateKey) -> None:
    made = world(8)
    with pytest.raises(ValueError, match="not those that the selection names"):
        replace(made, rules=made.rules.model_copy(update={"version": "2023"})).packed(key)


@pytest.mark.parametrize(
    "values",
    [
        {"title": "bad\x1b"},
        {"title": "right to left \u202e"},
        {"published_at": "2025-13-01T00:00:00Z"},
        {"log": "with space"},
        {"stage": "skd"},
        {"agency_kind": "national"},
        {"version": 0},
        {"selection": "../x"},
    ],
)
def test_facts_of_a_selection_that_cannot_be_are_refused(values: dict[str, Any], world: Worlds) -> None:
    facts = world(8).facts
    with pytest.raises(ValidationError):
        type(facts).model_validate(dict(facts) | values)
