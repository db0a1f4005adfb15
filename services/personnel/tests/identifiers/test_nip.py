from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.identifiers.rules import (
    FIRST_AGREEMENT,
    IdentifierInvalid,
    SerialsExhausted,
    Sex,
    check_nip,
    next_nip,
    nip_prefix,
    parse_nip,
)

SEXES: list[Sex] = ["male", "female"]


def failed_rules(text: str) -> list[str]:
    return [check.reason.rule for check in check_nip(text) if not check.reason.passed]


def test_published_example_19860926_201505_1_001() -> None:
    nip = parse_nip("19860926 201505 1 001")
    assert (nip.kind, nip.birth_date, nip.appointed_on) == ("pns", date(1986, 9, 26), date(2015, 5, 1))
    assert (nip.sex, nip.serial, nip.display) == ("male", 1, "19860926 201505 1 001")


def test_published_example_19840706_200604_2_020() -> None:
    nip = parse_nip("198407062006042020")
    assert (nip.sex, nip.birth_date, nip.serial) == ("female", date(1984, 7, 6), 20)
    assert nip.display == "19840706 200604 2 020"


def test_bkn_worked_example_19660801_198803_1_001() -> None:
    nip = parse_nip("19660801.198803.1.001")
    assert (nip.birth_date, nip.appointed_on, nip.sex) == (date(1966, 8, 1), date(1988, 3, 1), "male")


def test_published_ni_pppk_19900913_2025_24_2_014() -> None:
    nip = parse_nip("19900913 2025 24 2 014")
    assert (nip.kind, nip.agreement, nip.appointed_on) == ("pppk", 24, None)
    assert (nip.birth_date, nip.sex, nip.serial) == (date(1990, 9, 13), "female", 14)
    assert nip.display == "19900913 2025 24 2 014"


@pytest.mark.parametrize("text", ["19960818 2022 21 1 001", "20010405 2024 21 2 003"])
def test_constructed_ni_pppk_are_told_from_nip(text: str) -> None:
    assert parse_nip(text).kind == "pppk"
    assert parse_nip(text).display == text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1986092620150510", "nip.length"),
        ("19860926201505100", "nip.length"),
        ("1986092620150510012", "nip.length"),
        ("19860926201505100x", "nip.length"),
        ("1.98609E+17", "nip.length"),
        ("198609262015131001", "nip.appointment"),
        ("198609262015001001", "nip.appointment"),
        ("198609262015191001", "nip.appointment"),
        ("198609260000051001", "nip.appointment"),
        ("198609262015053001", "nip.sex"),
        ("198609262015050001", "nip.sex"),
        ("199902302015051001", "nip.birth_date"),
        ("198613012015051001", "nip.birth_date"),
        ("198609262015051000", "nip.serial"),
    ],
)
def test_impossible_numbers_name_the_broken_rule(text: str, rule: str) -> None:
    assert failed_rules(text) == [rule]
    with pytest.raises(IdentifierInvalid):
        parse_nip(text)


def test_every_outcome_names_its_article() -> None:
    checks = check_nip("198609262015051001")
    assert [check.reason.passed for check in checks] == [True] * 5
    assert all(check.reason.article and check.reason.remedy is None for check in checks)


def test_lowest_serial_never_given_is_next_where_fifteen_digits_are_equal() -> None:
    prefix = nip_prefix(date(1986, 9, 26), date(2015, 5, 1), "male")
    other = nip_prefix(date(1986, 9, 26), date(2015, 5, 1), "female")
    assert next_nip(prefix, []) == "198609262015051001"
    assert next_nip(prefix, [f"{prefix}001", f"{prefix}007", f"{other}040"]) == f"{prefix}002"
    assert next_nip(other, [f"{prefix}001"]) == f"{other}001"


def test_serials_end_at_999() -> None:
    prefix = nip_prefix(date(1986, 9, 26), date(2015, 5, 1), "male")
    given = [f"{prefix}{serial:03d}" for serial in range(1, 999)]
    assert next_nip(prefix, [f"{prefix}999"]) == f"{prefix}001"
    assert next_nip(prefix, given) == f"{prefix}999"
    with pytest.raises(SerialsExhausted):
        next_nip(prefix, [*given, f"{prefix}999"])


@given(
    st.dates(date(1940, 1, 1), date(2010, 12, 31)),
    st.dates(date(1970, 1, 1), date(2040, 12, 31)),
    st.sampled_from(SEXES),
    st.sampled_from([None, FIRST_AGREEMENT, 24]),
)
def test_assigned_numbers_are_valid_and_say_what_they_were_made_of(
    born: date, appointed: date, sex: Sex, agreement: int | None
) -> None:
    nip = parse_nip(next_nip(nip_prefix(born, appointed, sex, agreement=agreement), []))
    assert (nip.birth_date, nip.sex, nip.appointed_year) == (born, sex, appointed.year)
    assert (nip.agreement, nip.serial) == (agreement, 1)
