from dataclasses import replace
from datetime import date

import pytest

from personnel.identifiers.rules import (
    Declared,
    EmploymentType,
    age_on,
    check_appointed,
    cross_check,
    errors_of,
    first_appointment_on,
    parse_nik,
    parse_nip,
    warnings_of,
)

NIP = parse_nip("19900805 201505 1 001")
NIK = parse_nik("1671010508900001")
DECLARED = Declared(
    employment_type="PNS", birth_date=date(1990, 8, 5), sex="male", appointed_on=date(2015, 5, 1)
)


def outcome(
    declared: Declared, nip: str | None = None, nik: str | None = None
) -> tuple[list[str], list[str]]:
    checks = cross_check(parse_nip(nip) if nip else NIP, parse_nik(nik) if nik else NIK, declared)
    return [r.rule for r in errors_of(checks)], [r.rule for r in warnings_of(checks)]


def test_agreeing_numbers_pass_every_rule() -> None:
    assert outcome(DECLARED) == ([], [])


def test_nip_of_another_birth_date_is_an_error_and_the_nik_warns() -> None:
    errors, warnings = outcome(replace(DECLARED, birth_date=date(1990, 8, 6)))
    assert errors == ["nip.agrees_with_birth_date"]
    assert warnings == ["nik.agrees_with_birth_date"]


def test_nip_of_another_sex_is_an_error_and_the_nik_warns() -> None:
    assert outcome(replace(DECLARED, sex="female")) == (["nip.agrees_with_sex"], ["nik.agrees_with_sex"])


def test_nik_that_predates_a_correction_only_warns() -> None:
    assert outcome(DECLARED, nik="1671014609900001") == (
        [],
        ["nik.agrees_with_birth_date", "nik.agrees_with_sex"],
    )


def test_appointment_in_another_month_is_an_error() -> None:
    assert outcome(replace(DECLARED, appointed_on=date(2015, 6, 1)))[0] == ["nip.agrees_with_appointment"]


def test_pppk_number_says_only_the_year_of_appointment() -> None:
    declared = replace(DECLARED, employment_type="PPPK", appointed_on=date(2022, 7, 15))
    assert outcome(declared, nip="19900805 2022 21 1 001") == ([], [])
    assert outcome(replace(declared, appointed_on=date(2023, 7, 15)), nip="19900805 2022 21 1 001")[0] == [
        "nip.agrees_with_appointment"
    ]


@pytest.mark.parametrize(
    ("employment_type", "nip"),
    [
        ("PPPK", "19900805 201505 1 001"),
        ("PNS", "19900805 2015 21 1 001"),
        ("CPNS", "19900805 2015 21 1 001"),
    ],
)
def test_pns_and_pppk_numbers_are_not_exchanged(employment_type: EmploymentType, nip: str) -> None:
    assert "nip.kind" in outcome(replace(DECLARED, employment_type=employment_type), nip=nip)[0]


def test_age_below_18_at_appointment_is_an_error() -> None:
    young = replace(DECLARED, appointed_on=date(2008, 8, 1))
    broken, _ = outcome(young, nip="19900805 200808 1 001")
    assert broken == ["appointment.possible_age"]


def test_appointment_in_the_future_waits_for_its_day() -> None:
    check = check_appointed(date(2026, 4, 1), today=date(2026, 3, 31))
    assert (check.reason.passed, check.reason.turns_on) == (False, date(2026, 4, 1))
    assert check_appointed(date(2026, 4, 1), today=date(2026, 4, 1)).reason.passed


def test_age_above_35_at_appointment_only_warns() -> None:
    old = replace(DECLARED, appointed_on=date(2026, 9, 1))
    assert outcome(old, nip="19900805 202609 1 001") == ([], ["appointment.age"])
    just = replace(DECLARED, appointed_on=date(2026, 8, 1))
    assert outcome(just, nip="19900805 202608 1 001") == ([], [])


def test_cpns_appointment_on_another_day_than_the_first_is_an_error() -> None:
    assert outcome(replace(DECLARED, appointed_on=date(2015, 5, 2)))[0] == ["appointment.first_of_month"]


def test_appointment_follows_the_nip_on_the_first_of_the_next_month() -> None:
    assert first_appointment_on(date(2026, 3, 17)) == date(2026, 4, 1)
    assert first_appointment_on(date(2026, 3, 1)) == date(2026, 4, 1)


def test_nip_given_in_the_last_budget_month_counts_from_its_first_day() -> None:
    assert first_appointment_on(date(2026, 12, 20)) == date(2026, 12, 1)


def test_age_counts_completed_years() -> None:
    assert age_on(date(1990, 8, 5), date(2026, 8, 4)) == 35
    assert age_on(date(1990, 8, 5), date(2026, 8, 5)) == 36
