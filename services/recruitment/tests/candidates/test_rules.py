"""Rules of the record, against published examples of NIP and NIK."""

from datetime import date, timedelta
from typing import Any

import pytest

from recruitment.candidates.rules import (
    STEPS,
    CandidateState,
    Declared,
    check_days,
    check_nik,
    check_nip,
    warn_about_nik,
    without_separators,
)


def declared(
    kind: Any, birth_date: tuple[int, int, int], sex: Any, effective_on: tuple[int, int, int]
) -> Declared:
    return Declared(kind, date(*birth_date), sex, date(*effective_on))


def failed(reasons: Any) -> list[str]:
    return [reason.rule for reason in reasons if not reason.passed]


@pytest.mark.parametrize(
    ("nip", "person"),
    [
        ("19660801 198803 1 001", declared("CPNS", (1966, 8, 1), "male", (1988, 3, 1))),
        ("19860926 201505 1 001", declared("CPNS", (1986, 9, 26), "male", (2015, 5, 1))),
        ("19840706 200604 2 020", declared("CPNS", (1984, 7, 6), "female", (2006, 4, 1))),
        ("19900913 2025 24 2 014", declared("PPPK", (1990, 9, 13), "female", (2025, 10, 1))),
    ],
)
def test_published_numbers_are_those_of_their_holders(nip: str, person: Declared) -> None:
    assert failed(check_nip(without_separators(nip), person)) == []


CPNS = declared("CPNS", (1986, 9, 26), "male", (2015, 5, 1))


@pytest.mark.parametrize(
    ("nip", "person", "rules"),
    [
        ("19860926201505100", CPNS, ["nip.length"]),
        ("1986092620150510O1", CPNS, ["nip.length"]),
        ("198609272015051001", CPNS, ["nip.agrees_with_birth_date"]),
        ("198609262015061001", CPNS, ["nip.agrees_with_appointment"]),
        ("198609262015211001", CPNS, ["nip.agrees_with_appointment"]),
        ("198609262015053001", CPNS, ["nip.agrees_with_sex"]),
        ("198609262015052001", CPNS, ["nip.agrees_with_sex"]),
        ("198609262015051000", CPNS, ["nip.serial"]),
        (
            "198609262015051001",
            declared("PPPK", (1986, 9, 26), "male", (2015, 5, 1)),
            ["nip.agrees_with_appointment"],
        ),
        (
            "198609272014052000",
            CPNS,
            [
                "nip.agrees_with_birth_date",
                "nip.agrees_with_appointment",
                "nip.agrees_with_sex",
                "nip.serial",
            ],
        ),
    ],
)
def test_a_mistyped_number_is_told_by_its_part(nip: str, person: Declared, rules: list[str]) -> None:
    reasons = check_nip(nip, person)
    assert failed(reasons) == rules
    assert all(reason.remedy for reason in reasons if not reason.passed)


def test_nik_needs_sixteen_digits_and_a_serial() -> None:
    assert failed(check_nik("1671010508900001")) == []
    assert failed(check_nik("167101050890000")) == ["nik.length"]
    assert failed(check_nik("1671010508900000")) == ["nik.serial"]


@pytest.mark.parametrize(
    ("nik", "rules"),
    [
        ("1671013108900001", []),
        ("1671017108900001", []),
        ("9671010112900001", []),
        ("1071010508900001", ["nik.province"]),
        ("2271010508900001", ["nik.province"]),
        ("1671010008900001", ["nik.birth_date"]),
        ("1671013208900001", ["nik.birth_date"]),
        ("1671014008900001", ["nik.birth_date"]),
        ("1671017208900001", ["nik.birth_date"]),
        ("1671010500900001", ["nik.birth_date"]),
        ("1671010513900001", ["nik.birth_date"]),
        ("0071019913900000", ["nik.province", "nik.birth_date", "nik.serial"]),
    ],
)
def test_a_nik_that_cannot_be_is_refused_by_its_part(nik: str, rules: list[str]) -> None:
    assert failed(check_nik(nik)) == rules


@pytest.mark.parametrize(
    ("code", "is_right"), [("19", False), ("20", True), ("29", True), ("30", False), ("99", False)]
)
def test_the_agreements_of_a_pppk_count_from_twenty_to_twenty_nine(code: str, *, is_right: bool) -> None:
    person = declared("PPPK", (1990, 9, 13), "female", (2025, 10, 1))
    expected = [] if is_right else ["nip.agrees_with_appointment"]
    assert failed(check_nip(f"199009132025{code}2014", person)) == expected


@pytest.mark.parametrize(
    ("nik", "birth_date", "sex", "rules"),
    [
        ("3602041211870001", (1987, 11, 12), "male", []),
        ("1671014508900002", (1990, 8, 5), "female", []),
        ("6171056010900009", (1990, 10, 20), "female", []),
        ("1671010508900001", (1990, 8, 6), "male", ["nik.agrees_with_birth_date"]),
        ("1671010508900001", (1990, 8, 5), "female", ["nik.agrees_with_sex"]),
    ],
)
def test_a_nik_that_says_otherwise_warns(
    nik: str, birth_date: tuple[int, int, int], sex: str, rules: list[str]
) -> None:
    assert failed(warn_about_nik(nik, declared("CPNS", birth_date, sex, (2020, 1, 1)))) == rules


def test_no_reason_holds_the_nik() -> None:
    person = declared("CPNS", (1991, 1, 1), "female", (2020, 1, 1))
    said = str([*check_nik("1671010508900000"), *warn_about_nik("1671010508900000", person)])
    assert "1671010508900000" not in said
    assert "050890" not in said


TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("graduated_on", "decree_on", "effective_on", "rules"),
    [
        (date(2022, 8, 20), date(2026, 2, 20), date(2026, 3, 1), []),
        (date(2026, 3, 2), TODAY, TODAY, []),
        (date(2022, 8, 20), date(2026, 2, 20), date(2026, 3, 3), ["appointment.not_in_future"]),
        (date(2026, 3, 2), date(2026, 2, 20), date(2026, 3, 1), ["education.before_appointment"]),
        (date(2022, 8, 20), date(2026, 3, 3), date(2026, 3, 1), ["decree.not_in_future"]),
    ],
)
def test_days_follow_each_other(
    graduated_on: date, decree_on: date, effective_on: date, rules: list[str]
) -> None:
    person = Declared("CPNS", date(1999, 8, 5), "male", effective_on)
    days = {"graduated_on": graduated_on, "decree_on": decree_on, "today": TODAY}
    assert failed(check_days(person, **days)) == rules


def test_an_appointment_to_come_says_from_when_it_can_be_recorded() -> None:
    person = Declared("CPNS", date(1999, 8, 5), "male", TODAY + timedelta(days=30))
    reasons = check_days(person, graduated_on=date(2022, 8, 20), decree_on=TODAY, today=TODAY)
    assert reasons[0].turns_on == date(2026, 4, 1)


def test_nothing_follows_the_end() -> None:
    assert STEPS[CandidateState.REGISTERED] == STEPS[CandidateState.WITHDRAWN] == frozenset()
    assert STEPS.keys() == set(CandidateState)
