"""Who may have an account, and when a code may be sent."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from recruitment.applicants.rules import Person, address_of, check_person, code_of, may_send

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SITI: dict[str, Any] = {"nik": "6171056010900009", "birth_date": date(1990, 10, 20), "sex": "female"}


def broken(**facts: Any) -> list[str]:
    reasons = check_person(Person(**(SITI | facts)), today=TODAY)
    return [reason.rule for reason in reasons if not reason.passed]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({}, id="a woman: day plus 40"),
        pytest.param({"nik": "1671010508900001", "birth_date": date(1990, 8, 5), "sex": "male"}, id="a man"),
        pytest.param(
            {"nik": "1671014508900002", "birth_date": date(1990, 8, 5), "sex": "female"}, id="his sister"
        ),
        pytest.param(
            {"nik": "3602041211870001", "birth_date": date(1987, 11, 12), "sex": "male"}, id="published"
        ),
    ],
)
def test_a_nik_agrees_with_its_person(facts: dict[str, Any]) -> None:
    assert broken(**facts) == []


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({"nik": "61710560109000"}, ["nik.length"]),
        ({"nik": "6171057210900009"}, ["nik.birth_date"]),
        ({"nik": "6171053510900009"}, ["nik.birth_date"]),
        ({"nik": "6171056000900009"}, ["nik.birth_date"]),
        ({"nik": "6171056010900000"}, ["nik.serial"]),
        ({"nik": "9971056010900009"}, ["nik.province"]),
        ({"sex": "male"}, ["nik.agrees_with_sex"]),
        ({"birth_date": date(1991, 10, 20)}, ["nik.agrees_with_birth_date"]),
        ({"birth_date": date(1890, 10, 20)}, ["person.born"]),
    ],
)
def test_what_a_nik_contradicts_is_named(facts: dict[str, Any], rules: list[str]) -> None:
    found = broken(**facts)
    assert [rule for rule in found if not rule.startswith("nik.agrees") or rule in rules] == rules


def test_no_reason_holds_any_of_the_number() -> None:
    for facts in ({}, {"sex": "male"}, {"nik": "61710560109000"}):
        told = str(check_person(Person(**(SITI | facts)), today=TODAY))
        assert SITI["nik"][:14] not in told


@pytest.mark.parametrize(
    ("ages", "allowed"),
    [
        ([], True),
        ([59], False),
        ([60], True),
        ([60, 120, 180, 240, 300], True),
        ([60, 120, 180, 240, 300, 360], False),
        ([60, 120, 180, 240, 300, 3600], True),
    ],
)
def test_codes_have_a_pause_and_an_hourly_limit(ages: list[int], *, allowed: bool) -> None:
    assert may_send([NOW - timedelta(seconds=age) for age in ages], NOW) is allowed


def test_what_people_type_is_compared_without_its_form() -> None:
    assert address_of(" Siti@Contoh.ID ") == "siti@contoh.id"
    assert {code_of(typed) for typed in ("1234 5678", "1234-5678", " 12345678 ")} == {"12345678"}
