"""A final list held against the SKD list before it."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from abdi.cli import build
from recruitment.publications.differences import Difference, NotVerified
from recruitment.publications.successions import check_after
from recruitment.publications.verification import verify_package

Follow = Callable[..., Difference | None]


@pytest.fixture
def stages(world: Callable[..., Any]) -> tuple[Any, Any]:
    """An SKD list, and a final list of those who went on by it."""
    final = world(8)
    openings = tuple(replace(one, tests="") for one in final.openings)
    rows = tuple(replace(row, standing="taking_part", tests={}) for row in final.rows)
    skd = replace(world(8, "skd"), openings=openings, rows=rows).judged()
    on = {row.participant for row in skd.rows if row.code == "P/L"}
    assert len(final.rows) > len(on) > 3
    return skd, replace(final, rows=tuple(row for row in final.rows if row.participant in on)).judged()


@pytest.fixture
def follow(key: Ed25519PrivateKey, trusted: str) -> Follow:
    """What differs between two stages, each of which is verified."""

    def check(skd: Any, final: Any) -> Difference | None:
        earlier, later = (
            verify_package(io.BytesIO(made.packed(key)), trusted, label="results.zip", say=lambda _: None)
            for made in (skd, final)
        )
        try:
            check_after(later, earlier, say=lambda _: None)
        except NotVerified as error:
            return error.difference
        return None

    return check


def test_exactly_those_who_went_on_are_verified(stages: tuple[Any, Any], follow: Follow) -> None:
    assert follow(*stages) is None


def test_who_is_missing_in_the_final_list_is_named(stages: tuple[Any, Any], follow: Follow) -> None:
    skd, final = stages
    found = follow(skd, replace(final, rows=final.rows[1:]).judged())
    assert found is not None
    assert (found.participant, found.what) == (
        final.rows[0].participant,
        "went on by the SKD list and is missing",
    )


def test_who_did_not_go_on_is_named(
    stages: tuple[Any, Any], follow: Follow, world: Callable[..., Any]
) -> None:
    skd, final = stages
    kept = {row.participant for row in final.rows}
    extra = next(row for row in world(8).rows if row.participant not in kept)
    rows = tuple(sorted((*final.rows, extra), key=lambda row: row.participant))
    found = follow(skd, replace(final, rows=rows).judged())
    assert found is not None
    assert (found.participant, found.what) == (extra.participant, "did not go on by the SKD list")


def test_another_score_opening_or_selection_is_named(stages: tuple[Any, Any], follow: Follow) -> None:
    skd, final = stages
    better = replace(final.rows[1], tkp=final.rows[1].tkp + 5)
    found = follow(skd, replace(final, rows=(final.rows[0], better, *final.rows[2:])).judged())
    assert found is not None
    assert (found.line, found.field, found.expected) == (3, "tkp", str(final.rows[1].tkp))
    more = replace(final.openings[0], count=final.openings[0].count + 1)
    found = follow(skd, replace(final, openings=(more, *final.openings[1:])).judged())
    assert found is not None
    assert (found.file, found.field) == ("formations.csv", "count")
    found = follow(skd, replace(final, facts=final.facts.model_copy(update={"selection": "other"})))
    assert found is not None
    assert (found.file, found.field) == ("selection.json", "selection")
    found = follow(final, final)
    assert found is not None
    assert "held against an SKD list" in found.what


def test_the_command_checks_both(
    stages: tuple[Any, Any], tmp_path: Path, key: Ed25519PrivateKey, trusted: str
) -> None:
    for name, made in zip(("skd.zip", "final.zip"), stages, strict=True):
        (tmp_path / name).write_bytes(made.packed(key))
    paths = [str(tmp_path / name) for name in ("final.zip", "skd.zip")]
    result = CliRunner().invoke(
        build(["verify"]), ["verify", paths[0], "--after", paths[1], "--key", trusted]
    )
    assert result.exit_code == 0, result.output
    assert "succession  exactly those who went on by version 1" in result.stdout
    turned = CliRunner().invoke(
        build(["verify"]), ["verify", paths[1], "--after", paths[0], "--key", trusted]
    )
    assert turned.exit_code == 1
