"""When a holder retires, and which posts are open to beginners."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from recruitment.posts.bkn_lists import agency_kinds, field_of, functional_posts, named_retirement_age
from recruitment.posts.rules import PostRules, check_open_to_cpns, retirement_age, retires_on

FILE = Path(__file__).parents[2] / "rulesets" / "posts" / "2017.toml"
RULES = PostRules.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8"))["values"])


@pytest.mark.parametrize(
    ("title", "kind", "level", "age"),
    [
        ("Penelaah Teknis Kebijakan", "pelaksana", None, 58),
        ("Kepala Bidang", "administrator", "III.b", 58),
        ("Sekretaris Daerah", "jpt_pratama", "II.a", 60),
        ("Guru Ahli Pertama", "fungsional", "PT", 60),
        ("Pranata Komputer Ahli Madya", "fungsional", "MA", 60),
        ("Jabatan Karangan Ahli Utama", "fungsional", "UT", 65),
        ("Jabatan Karangan Ahli Muda", "fungsional", "MU", 58),
        ("Rahasia", "unknown", None, None),
    ],
)
def test_the_age_of_retirement_follows_kind_level_and_title(
    title: str, kind: str, level: str | None, age: int | None
) -> None:
    assert retirement_age(kind, level, RULES, named=named_retirement_age(title, kind)) == age


@pytest.mark.parametrize(
    ("born", "first_day"),
    [
        (date(1968, 3, 15), date(2026, 4, 1)),
        (date(1968, 3, 1), date(2026, 4, 1)),
        (date(1968, 12, 31), date(2027, 1, 1)),
        (date(1968, 2, 29), date(2026, 3, 1)),
    ],
)
def test_somebody_retires_on_the_first_of_the_following_month(born: date, first_day: date) -> None:
    assert retires_on(born, 58) == first_day


@pytest.mark.parametrize(
    ("kind", "level", "is_head", "is_open"),
    [
        ("pelaksana", None, False, True),
        ("fungsional", "PM", False, True),
        ("fungsional", "TR", False, True),
        ("fungsional", "PT", False, True),
        ("fungsional", "MU", False, True),
        ("fungsional", "MH", False, False),
        ("fungsional", "UT", False, False),
        ("fungsional", "PT", True, False),
        ("pengawas", "IV.a", False, False),
    ],
)
def test_beginners_enter_general_posts_and_the_first_functional_levels(
    kind: str, level: str | None, *, is_head: bool, is_open: bool
) -> None:
    reason = check_open_to_cpns(kind, level, RULES, is_head=is_head)
    assert reason.passed is is_open
    assert (reason.remedy is None) is is_open


def test_the_field_of_a_post_is_its_group_without_the_level() -> None:
    assert field_of("Guru Ahli Pertama", "fungsional") == field_of("guru  ahli MUDA", "fungsional")
    assert field_of("Jabatan Karangan Ahli Muda", "fungsional") == "Jabatan Karangan"
    assert field_of("Pengelola Keuangan", "pelaksana") == "pelaksana"


def test_the_lists_are_whole() -> None:
    assert (agency_kinds()["5671"], agency_kinds()["6671"], agency_kinds()["1010"]) == (
        "regional",
        "regional",
        "central",
    )
    assert len(functional_posts()) == 1464
