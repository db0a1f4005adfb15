"""The table of routes and roles: complete, true to the rules, and noticed when it is old."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from abdi.dev import access_pages
from abdi.dev.access_matrix import CALLERS, RouteUndecided, Row, ServiceMatrix, decision_of, read_app
from abdi.dev.access_pages import DATA, PAGE, pages_of, run_matrix
from abdi.policy import Permission, below, everywhere, in_agency, own

SEEN = Permission(
    name="toy.seen", rules=(own(), below(masked=["nik"]), in_agency("auditor", masked=["nik"]), everywhere())
)


@pytest.fixture
def matrix(app: FastAPI) -> ServiceMatrix:
    return read_app("toy", app, [SEEN])


def row_of(matrix: ServiceMatrix, method: str, path: str) -> Row:
    (found,) = [row for row in matrix.routes if (row.method, row.path) == (method, path)]
    return found


def test_every_route_is_listed_with_its_decisions(matrix: ServiceMatrix, app: FastAPI) -> None:
    documented = {(method.upper(), path) for path, at in app.openapi()["paths"].items() for method in at}
    assert documented <= {(row.method, row.path) for row in matrix.routes}
    assert matrix.counts.total() == len(CALLERS) * len(matrix.routes)


def test_role_that_a_rule_names_is_let_in_and_no_other(matrix: ServiceMatrix) -> None:
    cells = row_of(matrix, "GET", "/v1/notes/{note_id}").cells
    assert {caller for caller, cell in cells.items() if cell} == {"agency_officer", "auditor"}
    assert row_of(matrix, "POST", "/v1/notes").permission == "note.write"


def test_public_route_is_open_to_everybody(matrix: ServiceMatrix) -> None:
    assert all(row_of(matrix, "GET", "/livez").cells.values())


def test_permission_that_no_route_names_is_listed_apart(matrix: ServiceMatrix) -> None:
    (inside,) = matrix.inside
    assert inside.permission == "toy.seen"
    # Every person has the own case; what a role adds keeps its mask.
    nothing: frozenset[str] = frozenset()
    assert inside.cells["superior"] == {"own": nothing, "below": frozenset({"nik"})}
    assert [decision_of(inside.cells[role]) for role in ("employee", "auditor", "service", "public")] == [
        "allowed",
        "masked",
        "allowed",
        "denied",
    ]


def test_route_that_says_nothing_is_refused(app: FastAPI) -> None:
    async def forgotten() -> None: ...

    app.add_api_route("/v1/forgotten", forgotten)
    with pytest.raises(RouteUndecided, match="/v1/forgotten"):
        read_app("toy", app)


def test_rule_for_a_role_that_does_not_exist_is_refused(app: FastAPI) -> None:
    with pytest.raises(RouteUndecided, match="agency_offcer"):
        read_app("toy", app, [Permission(name="toy.typo", rules=(in_agency("agency_offcer"),))])


def test_pages_are_the_same_twice_and_readable_as_data(matrix: ServiceMatrix, app: FastAPI) -> None:
    pages = pages_of([matrix])
    assert pages == pages_of([read_app("toy", app, [SEEN])])
    data: Any = json.loads(pages[DATA])
    assert data["services"]["toy"]["counts"] == {
        "routes": len(matrix.routes),
        "allowed": matrix.counts["allowed"],
        "masked": 0,
        "denied": matrix.counts["denied"],
    }
    assert "| own; below without nik |" in pages[PAGE]


def test_difference_from_the_code_is_told(
    matrix: ServiceMatrix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_pages, "read_suite", lambda: [matrix])
    said: list[str] = []
    assert run_matrix(said.append, is_check=False, folder=tmp_path) == 0
    assert run_matrix(said.append, is_check=True, folder=tmp_path) == 0
    page = tmp_path / PAGE
    page.write_text(page.read_text().replace("`note.read`", "`note.gone`"))
    assert run_matrix(said.append, is_check=True, folder=tmp_path) == 1
    assert any("note.gone" in line for line in said)
    page.unlink()
    assert run_matrix(said.append, is_check=True, folder=tmp_path) == 1
