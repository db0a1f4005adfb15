"""Roles and delegations of the demo: of people who are there, for units that exist, on its day."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from abdi_demo import DEMO_DAY, Person, people, write_demo

Table = Callable[[str], list[dict[str, str]]]
TODAY = DEMO_DAY.isoformat()


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Person]:
    everybody = [*people(1, "5671", 600), *people(1, "6671", 300)]
    return {person.sign_in: person for person in everybody if person.sign_in}


def roles_of(table: Table, person: Person) -> list[str]:
    return [row["role"] for row in table("roles") if row["nip"] == person.nip]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("rina", "agency_officer"),
        ("agus", "agency_officer"),
        ("hasan", "decision_maker"),
        ("wulan", "unit_officer"),
        ("kartika", "auditor"),
        ("tono", "committee_member"),
    ],
)
def test_named_people_hold_the_role_that_their_note_says(
    table: Table, signed_in: dict[str, Person], name: str, role: str
) -> None:
    assert role in roles_of(table, signed_in[name])


def test_everybody_else_of_the_cast_holds_none(table: Table, signed_in: dict[str, Person]) -> None:
    for name in ("siti", "dewi", "budi", "joko", "maya"):
        assert roles_of(table, signed_in[name]) == []


def test_every_agency_has_one_officer_and_one_decision_maker(table: Table) -> None:
    held = Counter((row["agency_code"], row["role"]) for row in table("roles"))
    for agency in ("5671", "6671"):
        assert (held[agency, "agency_officer"], held[agency, "decision_maker"]) == (1, 1)
        assert held[agency, "unit_officer"] > 5


def test_roles_are_of_people_and_units_of_the_agency(table: Table) -> None:
    agencies = {row["nip"]: row["agency_code"] for row in table("employees")}
    units = {(row["agency_code"], row["code"]) for row in table("units")}
    for row in table("roles"):
        assert agencies[row["nip"]] == row["agency_code"]
        assert (row["role"] == "unit_officer") == bool(row["unit_code"])
        assert not row["unit_code"] or (row["agency_code"], row["unit_code"]) in units


def test_one_auditor_inspects_now_and_one_is_done(table: Table) -> None:
    audits = [row for row in table("roles") if row["role"] == "auditor"]
    assert all(row["purpose"] and row["starts_on"] < row["ends_on"] for row in audits)
    assert [row["starts_on"] <= TODAY <= row["ends_on"] for row in audits] == [True, False]


def test_colleague_judges_for_budi_and_each_city_has_a_plt(
    table: Table, signed_in: dict[str, Person]
) -> None:
    superiors = {row["superior_nip"] for row in table("superiors")}
    rows = table("delegations")
    assert [(row["agency_code"], row["kind"]) for row in rows] == [
        ("5671", "delegation"),
        ("5671", "plt"),
        ("6671", "plt"),
    ]
    assert (rows[0]["from_nip"], rows[0]["to_nip"]) == (signed_in["budi"].nip, signed_in["joko"].nip)
    for row in rows:
        assert row["from_nip"] in superiors
        assert row["starts_on"] <= TODAY <= row["ends_on"]


def test_agency_without_named_people_has_an_officer_too(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    write_demo(folder, {"8001": 120})
    rows = (folder / "roles.csv").read_text(encoding="utf-8").splitlines()
    assert sum(",agency_officer," in row for row in rows) == 1
