"""An independent reading of the numbering rules: regular expressions and the calendar."""

import re
from datetime import date
from itertools import chain

import pytest

from abdi_demo import people
from abdi_demo.identifiers import Registrar
from abdi_demo.lists import agencies
from abdi_demo.records import Person

NIP = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{4})(0[1-9]|1[0-2])([12])(\d{3})")
NI_PPPK = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{4})(2[0-9])([12])(\d{3})")
NIK = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{4})")
PROVINCES = {
    *range(11, 20),
    21,
    *range(31, 37),
    *range(51, 54),
    *range(61, 66),
    *range(71, 77),
    81,
    82,
    *range(91, 97),
}


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    codes = ("5671", "6671", "8001")
    return list(chain.from_iterable(people(3, code, 1500) for code in codes))


def test_every_nip_says_birth_appointment_and_sex(crowd: list[Person]) -> None:
    for person in crowd:
        pattern = NI_PPPK if person.employment_type == "PPPK" else NIP
        read = pattern.fullmatch(person.nip)
        assert read, person.nip
        year, month, day = map(int, read.group(1, 2, 3))
        assert date(year, month, day).isoformat() == person.birth_date
        assert read[4] == person.appointed_on[:4]
        assert person.employment_type == "PPPK" or read[5] == person.appointed_on[5:7]
        assert read[6] == ("1" if person.sex == "male" else "2")
        assert read[7] != "000"


def test_every_nik_agrees_with_the_person(crowd: list[Person]) -> None:
    for person in crowd:
        read = NIK.fullmatch(person.nik)
        assert read, person.nik
        province, _, district, day, month, year, serial = map(int, read.groups())
        born = date.fromisoformat(person.birth_date)
        assert province in PROVINCES
        assert district > 0
        assert serial > 0
        assert (day, month, year) == (
            born.day + (40 if person.sex == "female" else 0),
            born.month,
            born.year % 100,
        )


def test_palembang_and_pontianak_register_in_their_own_province(crowd: list[Person]) -> None:
    assert {person.nik[:4] for person in crowd if person.agency == "5671"} == {"1671"}
    assert {person.nik[:4] for person in crowd if person.agency == "6671"} == {"6171"}


def test_no_number_is_given_twice_even_across_agencies(crowd: list[Person]) -> None:
    assert len({person.nip for person in crowd}) == len(crowd)
    assert len({person.nik for person in crowd}) == len(crowd)


def test_a_full_month_moves_birthdays_and_then_refuses() -> None:
    registrar = Registrar(agencies()["5671"])
    month = 1990 * 12
    given = {
        registrar.number(month=month, day=28, appointed=2015 * 12, female=True, contract=False)
        for _ in range(28)
    }
    assert len(given) == 28
    assert {day for _, day in given} == set(range(1, 29))
    with pytest.raises(ValueError, match="no free number"):
        registrar.number(month=month, day=1, appointed=2015 * 12, female=True, contract=False)


def test_a_birthday_shared_by_many_keeps_their_niks_apart() -> None:
    registrar = Registrar(agencies()["6671"])
    niks = [registrar.nik(month=1990 * 12 + 9, day=20, female=True) for _ in range(180)]
    assert len(set(niks)) == 180
    assert {nik[6:12] for nik in niks} == {"601090"}
    with pytest.raises(ValueError, match="no free NIK"):
        registrar.nik(month=1990 * 12 + 9, day=20, female=True)
