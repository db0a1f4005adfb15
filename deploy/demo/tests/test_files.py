"""The written files: stable, complete, and consistent with each other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from abdi_demo import DEMO_SIZES, sizes_for_scale, write_demo
from abdi_demo.__main__ import main
from abdi_demo.writing import HEADERS

Table = Callable[[str], list[dict[str, str]]]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_runs_are_equal_byte_for_byte(demo_folder: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, DEMO_SIZES)
    assert content(tmp_path) == content(demo_folder)


def test_an_agency_alone_has_the_same_people_as_beside_others(demo_folder: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, {"6671": 300})
    alone = (tmp_path / "employees.csv").read_text(encoding="utf-8").splitlines()[1:]
    beside = (demo_folder / "employees.csv").read_text(encoding="utf-8").splitlines()
    assert beside[-300:] == alone


def test_every_file_has_its_header_and_rows(table: Table) -> None:
    for name, header in HEADERS.items():
        rows = table(name)
        assert rows
        assert tuple(rows[0]) == header
    assert len(table("employees")) == 900


def test_units_form_one_tree_for_each_agency(table: Table) -> None:
    for agency in DEMO_SIZES:
        parents = {row["code"]: row["parent_code"] for row in table("units") if row["agency_code"] == agency}
        assert [code for code, parent in parents.items() if not parent] == ["00"]
        for start in parents:
            code, steps = start, 0
            while code != "00":
                code, steps = parents[code], steps + 1
                assert steps < 10


def test_parents_come_before_children_and_superiors_before_their_people(table: Table) -> None:
    seen: set[tuple[str, str]] = set()
    for row in table("units"):
        assert not row["parent_code"] or (row["agency_code"], row["parent_code"]) in seen
        seen.add((row["agency_code"], row["code"]))
    order = {row["nip"]: place for place, row in enumerate(table("employees"))}
    for row in table("superiors"):
        assert order[row["superior_nip"]] < order[row["nip"]]


def test_everything_refers_to_something_that_exists(table: Table) -> None:
    nips = {row["nip"] for row in table("employees")}
    units = {(row["agency_code"], row["code"]) for row in table("units")}
    positions = {(row["agency_code"], row["code"]) for row in table("positions")}
    assert len(positions) == len(table("positions"))
    assert all((row["agency_code"], row["unit_code"]) in units for row in table("positions"))
    for name in ("ranks", "educations", "appointments", "superiors", "evaluations"):
        assert {row["nip"] for row in table(name)} <= nips
    for row in table("appointments"):
        assert (row["agency_code"], row["position_code"]) in positions


def test_everybody_holds_one_post_and_no_post_has_two_holders_at_a_time(table: Table) -> None:
    current = [row for row in table("appointments") if not row["effective_to"]]
    assert len({row["nip"] for row in current}) == len(current) == 900
    assert len({(row["agency_code"], row["position_code"]) for row in current}) == len(current)
    filled = {(row["agency_code"], row["position_code"]) for row in current}
    ended = [row for row in table("appointments") if row["effective_to"]]
    assert ended
    for row in ended:
        assert row["effective_from"] < row["effective_to"]
        assert (row["agency_code"], row["position_code"]) not in filled


def test_only_the_secretaries_have_no_superior(table: Table) -> None:
    under_somebody = {row["nip"] for row in table("superiors")}
    free = {row["nip"] for row in table("employees")} - under_somebody
    posts = {row["nip"]: row["position_code"] for row in table("appointments") if not row["effective_to"]}
    assert sorted(posts[nip] for nip in free) == ["01-001", "01-001"]


def test_evaluations_cover_two_years_and_nobody_twice(table: Table) -> None:
    rows = table("evaluations")
    assert {row["year"] for row in rows} == {"2024", "2025"}
    assert len({(row["nip"], row["year"]) for row in rows}) == len(rows)
    assert all(row["completed_on"][:4] == str(int(row["year"]) + 1) for row in rows)


def test_the_sign_ins_are_people_of_the_files(demo_folder: Path, table: Table) -> None:
    people = json.loads((demo_folder / "people.json").read_text(encoding="utf-8"))
    agencies = {row["nip"]: row["agency_code"] for row in table("employees")}
    assert {person["name"] for person in people} == {
        *("siti", "dewi", "rina", "budi", "tono", "agus", "maya", "journey"),
        *("wulan", "kartika", "joko", "hasan", "bkn-sync"),
    }
    for person in people:
        if person["kind"] == "person":
            assert agencies[person["nip"]] == person["agency"]
        elif person["kind"] == "agency_system":
            assert (person["nip"], person["agency"]) == (None, "5671")
            assert "personnel.employees.read" in person["scopes"]
        else:
            assert person["nip"] is person["agency"] is None
            assert person["roles"] == ["service"]


def test_scale_spreads_people_over_many_governments() -> None:
    sizes = sizes_for_scale(1_000_003)
    assert sum(sizes.values()) == 1_000_003
    assert len(sizes) == 545
    assert list(sizes)[:2] == ["5671", "6671"]


def test_the_command_takes_names_and_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--out", str(tmp_path), "--agencies", "pontianak", "--people", "6671=120", "--seed", "9"])
    assert "120 people" in capsys.readouterr().out
    assert (tmp_path / "employees.csv").read_text(encoding="utf-8").count("\n") == 121


def test_the_command_refuses_an_unknown_agency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path), "--agencies", "atlantis"])
    assert "atlantis" in capsys.readouterr().err
