from datetime import date

import pytest

from personnel.identifiers.rules import IdentifierInvalid, check_nik, parse_nik

TODAY = date(2026, 11, 21)


def test_published_example_3602041211870001() -> None:
    nik = parse_nik("3602041211870001")
    assert (nik.province, nik.sex, nik.serial) == ("36", "male", 1)
    assert nik.birth_date(TODAY) == date(1987, 11, 12)


@pytest.mark.parametrize(
    ("text", "sex", "born", "serial"),
    [
        ("1671010508900001", "male", date(1990, 8, 5), 1),
        ("1671014508900002", "female", date(1990, 8, 5), 2),
        ("6171056010900009", "female", date(1990, 10, 20), 9),
    ],
)
def test_constructed_examples_of_palembang_and_pontianak(
    text: str, sex: str, born: date, serial: int
) -> None:
    nik = parse_nik(text)
    assert (nik.sex, nik.birth_date(TODAY), nik.serial) == (sex, born, serial)


def test_century_gives_an_age_up_to_110() -> None:
    nik = parse_nik("1671010508050001")
    assert nik.birth_date(date(2026, 1, 1)) == date(2005, 8, 5)
    assert nik.birth_date(date(2005, 1, 1)) == date(1905, 8, 5)


def test_declared_birth_date_decides_the_century() -> None:
    nik = parse_nik("1671010508200001")
    assert nik.birth_date(TODAY) == date(2020, 8, 5)
    assert nik.birth_date(TODAY, declared=date(1920, 8, 5)) == date(1920, 8, 5)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("167101050890001", "nik.length"),
        ("1.67101E+15", "nik.length"),
        ("1671013208900001", "nik.birth_date"),
        ("1671014008900001", "nik.birth_date"),
        ("1671017208900001", "nik.birth_date"),
        ("1671010008900001", "nik.birth_date"),
        ("1671010500900001", "nik.birth_date"),
        ("1671010513900001", "nik.birth_date"),
        ("1671013002900001", "nik.birth_date"),
        ("1671010508900000", "nik.serial"),
        ("2071010508900001", "nik.province"),
    ],
)
def test_impossible_numbers_name_the_broken_rule(text: str, rule: str) -> None:
    assert [check.reason.rule for check in check_nik(text) if not check.reason.passed] == [rule]
    with pytest.raises(IdentifierInvalid):
        parse_nik(text)


@pytest.mark.parametrize("province", ["91", "92", "93", "94", "95", "96"])
def test_papua_group_is_accepted(province: str) -> None:
    assert parse_nik(f"{province}71010508900001").province == province


def test_reasons_never_hold_the_number() -> None:
    for text in ("1671010508900001", "1671013208900001", "167101050890001"):
        assert text not in "".join(check.reason.model_dump_json() for check in check_nik(text))


def test_leap_day_is_known_without_its_century() -> None:
    assert parse_nik("1671012902000001").birth_date(TODAY) == date(2000, 2, 29)
    with pytest.raises(IdentifierInvalid):
        parse_nik("1671012902010001")
