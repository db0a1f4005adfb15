"""The named people are the cases that they stand for, on the day of the demo."""

from datetime import date

import pytest

from abdi_demo import DEMO_DAY, Person, people
from abdi_demo.ranks import CEILING

NEXT_MONTH = date(2026, 12, 1)


@pytest.fixture(scope="module")
def named() -> dict[str, Person]:
    everybody = [*people(1, "5671", 600), *people(1, "6671", 300)]
    return {person.name: person for person in everybody}


@pytest.fixture(scope="module")
def signed_in(named: dict[str, Person]) -> dict[str, Person]:
    return {person.sign_in: person for person in named.values() if person.sign_in}


def in_rank_since(person: Person) -> date:
    return date.fromisoformat(person.ranks[-1][1])


def years_in_rank(person: Person, day: date = DEMO_DAY) -> float:
    return (day - in_rank_since(person)).days / 365.25


def test_siti_completes_four_years_next_month_with_two_good_years(signed_in: dict[str, Person]) -> None:
    siti = signed_in["siti"]
    assert siti.ranks[-1][0] == "III/a"
    assert in_rank_since(siti).replace(year=in_rank_since(siti).year + 4) == NEXT_MONTH
    assert [evaluation[:3] for evaluation in siti.evaluations] == [
        (2024, "as_expected", "as_expected"),
        (2025, "as_expected", "as_expected"),
    ]


def test_budi_leads_the_unit_of_siti(signed_in: dict[str, Person]) -> None:
    siti, budi = signed_in["siti"], signed_in["budi"]
    assert siti.superior
    assert siti.superior[0] == budi.nip
    assert budi.post.is_head
    assert budi.post.unit_code == siti.post.unit_code


def test_tono_leads_the_office_of_budi(signed_in: dict[str, Person]) -> None:
    budi, tono = signed_in["budi"], signed_in["tono"]
    assert budi.superior
    assert budi.superior[0] == tono.nip
    assert tono.post.level == "II.b"


def test_dewi_has_no_evaluation_of_last_year_yet(signed_in: dict[str, Person]) -> None:
    assert [year for year, *_ in signed_in["dewi"].evaluations] == [2024]
    assert years_in_rank(signed_in["dewi"]) > 4


def test_one_officer_signs_in_for_each_city(signed_in: dict[str, Person]) -> None:
    assert (signed_in["rina"].agency, signed_in["agus"].agency) == ("5671", "6671")


def test_two_would_cross_into_the_third_group(named: dict[str, Person]) -> None:
    for name in ("Wulan Nirmala Baskara", "Maya Permatasari Kusnadi"):
        assert named[name].ranks[-1][0] == "II/d"
        assert years_in_rank(named[name]) > 4


def test_two_are_at_the_ceiling_of_their_diploma(named: dict[str, Person]) -> None:
    for name in ("Joko Pamungkas Tanjung", "Paulus Gumelar Akbar"):
        person = named[name]
        assert person.ranks[-1][0] == CEILING[person.educations[-1][0]]
        assert years_in_rank(person) > 4


def test_one_is_below_good_one_is_suspended_one_fulfils_everything(named: dict[str, Person]) -> None:
    assert named["Galih Cendana Utama"].evaluations[-1][1:3] == ("below", "as_expected")
    assert named["Taufik Danuarta Halim"].status == "suspended"
    ready = named["Kartika Puspita Sanjaya"]
    assert (ready.status, ready.ranks[-1][0]) == ("active", "III/c")
    assert years_in_rank(ready) > 4
    assert all("below" not in evaluation for evaluation in ready.evaluations)


def test_one_reaches_retirement_next_month(named: dict[str, Person]) -> None:
    born = date.fromisoformat(named["Umar Laksmana Fathoni"].birth_date)
    assert (born.year + 58, born.month) == (DEMO_DAY.year, DEMO_DAY.month)
