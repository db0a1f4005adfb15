"""Every list reads, has labels, and keeps the numbers that BKN's systems use."""

import pytest

from personnel.code_lists.catalogue import CODE_LISTS
from personnel.code_lists.files import entries_of


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_list_has_codes_and_tidy_labels(name: str) -> None:
    entries = entries_of(name)
    assert len(entries) >= 2
    assert len({entry.code for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.code
        assert entry.label_id == " ".join(entry.label_id.split()) != ""
        assert entry.label_en


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("golongan", 17),
        ("jabatan-fungsional", 1466),
        ("instansi", 643),
        ("pendidikan", 23616),
        ("kuadran-kinerja", 5),
        ("rating-ekspektasi", 3),
    ],
)
def test_lists_are_complete(name: str, size: int) -> None:
    assert len(entries_of(name)) == size


def test_ranks_keep_their_order_and_have_both_labels() -> None:
    ranks = entries_of("golongan")
    assert [entry.code for entry in ranks][:5] == ["11", "12", "13", "14", "21"]
    assert ranks[8].label_id == "III/a Penata Muda"
    assert ranks[8].label_en == "Rank III/a (Penata Muda)"


def test_predicates_and_ratings_are_labelled_in_english() -> None:
    predicates = {entry.code: entry.label_en for entry in entries_of("kuadran-kinerja")}
    assert predicates == {
        "1": "Very good",
        "2": "Good",
        "3": "Needs improvement",
        "4": "Poor",
        "5": "Very poor",
    }
    assert entries_of("rating-ekspektasi")[2].label_en == "Below expectation"


def test_a_functional_post_tells_its_level_and_retirement_age() -> None:
    posts = {entry.label_id: entry for entry in entries_of("jabatan-fungsional")}
    attributes = posts["Guru Ahli Madya"].attributes
    assert (attributes["jenjang"], attributes["usiaBup"]) == ("MA", "60")


def test_both_cities_of_the_demo_are_in_the_list_of_agencies() -> None:
    codes = {entry.attributes.get("kodeCepat"): entry.label_id for entry in entries_of("instansi")}
    assert codes["5671"] == "Pemerintah Kota Palembang"
    assert codes["6671"] == "Pemerintah Kota Pontianak"


def test_a_code_that_came_twice_keeps_its_later_name() -> None:
    names = [entry.label_id for entry in entries_of("instansi") if "elevisi" in entry.label_id.casefold()]
    assert names == ["Lembaga Penyiaran Publik Televisi Republik Indonesia"]
