"""Good packages are verified, whoever ties or is away; they are the same bytes each time."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.publications.differences import Difference, NotUsable
from recruitment.publications.verification import verify_package

Check = Callable[[bytes], Difference | None]
SEEDS = st.integers(min_value=0, max_value=10**6)
STAGES = st.sampled_from(["skd", "final"])


@settings(deadline=None, max_examples=60)
@given(seed=SEEDS, stage=STAGES)
def test_what_an_honest_publisher_publishes_is_verified(
    seed: int, stage: str, world: Callable[..., Any], checked: Check, key: Ed25519PrivateKey
) -> None:
    assert checked(world(seed, stage).packed(key)) is None


def test_the_random_worlds_hold_what_is_hard(world: Callable[..., Any]) -> None:
    rows = [row for seed in range(60) for row in world(seed).rows]
    decided = Counter(row.decided_by for row in rows)
    steps = Counter(row.step for row in rows)
    assert min(decided[by] for by in ("final_score", "tkp", "gpa", "age", "equal")) > 4
    assert len(steps) > 3
    assert Counter(row.code for row in rows)[None] > 2
    assert {"absent", "knocked_out", "not_eligible", "resigned", "disqualified"} < {r.standing for r in rows}


def test_a_tie_between_people_of_two_openings_has_an_age_order(world: Callable[..., Any]) -> None:
    tied = [
        (one, other)
        for seed in range(40)
        for rows in [world(seed).rows]
        for one in rows
        for other in rows
        if one.age_order == 1 and other.age_order == 2 and one.opening != other.opening
    ]
    assert tied


def test_a_package_is_the_same_bytes_each_time(world: Callable[..., Any], key: Ed25519PrivateKey) -> None:
    assert world(3).packed(key) == world(3).packed(key)


def test_a_package_without_rows_is_verified(
    world: Callable[..., Any], checked: Check, key: Ed25519PrivateKey
) -> None:
    assert checked(replace(world(5), rows=()).packed(key)) is None


def test_no_birth_date_stands_in_a_package(world: Callable[..., Any], key: Ed25519PrivateKey) -> None:
    for seed in range(20):
        made = world(seed)
        data = made.packed(key)
        assert not any(born.isoformat().encode() in data for born in made.births.values())


def test_what_was_checked_is_said(world: Callable[..., Any], key: Ed25519PrivateKey, trusted: str) -> None:
    told: list[str] = []
    made = world(8)
    verify_package(io.BytesIO(made.packed(key)), trusted, label="results.zip", say=told.append)
    text = "\n".join(told)
    for part in ("entry 2 of 4", "cpns-selection 2024, the same", f"rows        {len(made.rows)};", trusted):
        assert part in text


@pytest.mark.parametrize("written", ["", "abc", "g" * 64, "0" * 63, "0" * 65])
def test_what_is_no_fingerprint_cannot_be_used(written: str) -> None:
    with pytest.raises(NotUsable, match="64 hex digits"):
        verify_package(io.BytesIO(b""), written, label="results.zip", say=print)


def test_a_fingerprint_copied_with_colons_and_capitals_is_taken(
    world: Callable[..., Any], key: Ed25519PrivateKey, trusted: str
) -> None:
    copied = ":".join(trusted[place : place + 2] for place in range(0, 64, 2)).upper()
    verify_package(io.BytesIO(world(1).packed(key)), copied, label="results.zip", say=lambda _: None)
