from datetime import date

import pytest

from personnel.identifiers.rules import errors_of
from personnel.ranks.rules import (
    GRADES,
    RANKS,
    ProposedRank,
    RankChange,
    check_rank_change,
    next_rank,
    rank_of,
    starting_grade,
    starting_rank,
)


def test_official_table_of_seventeen_ranks() -> None:
    assert [(rank.bkn_id, rank.code, rank.name) for rank in RANKS] == [
        (11, "I/a", "Juru Muda"),
        (12, "I/b", "Juru Muda Tingkat I"),
        (13, "I/c", "Juru"),
        (14, "I/d", "Juru Tingkat I"),
        (21, "II/a", "Pengatur Muda"),
        (22, "II/b", "Pengatur Muda Tingkat I"),
        (23, "II/c", "Pengatur"),
        (24, "II/d", "Pengatur Tingkat I"),
        (31, "III/a", "Penata Muda"),
        (32, "III/b", "Penata Muda Tingkat I"),
        (33, "III/c", "Penata"),
        (34, "III/d", "Penata Tingkat I"),
        (41, "IV/a", "Pembina"),
        (42, "IV/b", "Pembina Tingkat I"),
        (43, "IV/c", "Pembina Utama Muda"),
        (44, "IV/d", "Pembina Utama Madya"),
        (45, "IV/e", "Pembina Utama"),
    ]


@pytest.mark.parametrize(
    ("code", "above"),
    [("I/d", "II/a"), ("II/d", "III/a"), ("III/d", "IV/a"), ("III/a", "III/b"), ("IV/d", "IV/e")],
)
def test_next_rank_is_the_next_in_the_list_also_across_groups(code: str, above: str) -> None:
    following = next_rank(code)
    assert following is not None
    assert following.code == above


def test_nothing_is_above_iv_e() -> None:
    assert next_rank("IV/e") is None
    assert rank_of("IV/e").group == "IV"


@pytest.mark.parametrize(
    ("level", "rank"),
    [
        ("SD", "I/a"),
        ("SMP", "I/c"),
        ("SMA", "II/a"),
        ("D1", "II/a"),
        ("D2", "II/b"),
        ("D3", "II/c"),
        ("D4", "III/a"),
        ("S1", "III/a"),
        ("PROFESI", "III/b"),
        ("S2", "III/b"),
        ("S3", "III/c"),
    ],
)
def test_official_starting_rank_by_education(level: str, rank: str) -> None:
    assert starting_rank(level).code == rank


@pytest.mark.parametrize(
    ("level", "grade"),
    [("SMP", "IV"), ("SMA", "V"), ("D1", "V"), ("D2", "VI"), ("D3", "VII"), ("S1", "IX"), ("S2", "X")],
)
def test_official_starting_grade_of_pppk_by_education(level: str, grade: str) -> None:
    assert starting_grade(level) == grade


def test_pppk_have_seventeen_grades() -> None:
    assert (len(GRADES), GRADES[0], GRADES[8], GRADES[-1]) == (17, "I", "IX", "XVII")


def broken(
    code: str, previous: str | None, change: RankChange = "regular", *, pppk: bool = False, day: int = 1
) -> list[str]:
    proposed = ProposedRank(code, change, date(2026, 4, day))
    checks = check_rank_change(proposed, previous=previous, appointed_on=date(2015, 5, 1), is_pppk=pppk)
    return [reason.rule for reason in errors_of(checks)]


def test_promotion_goes_one_rank_up() -> None:
    assert broken("III/b", "III/a") == []
    assert broken("III/c", "III/a") == ["rank.step"]
    assert broken("III/a", "III/a") == ["rank.step"]
    assert broken("II/d", "III/a") == ["rank.step"]


def test_diploma_adjustment_may_go_further_up_but_never_down() -> None:
    assert broken("III/a", "II/c", "diploma_adjustment") == []
    assert broken("II/b", "II/c", "diploma_adjustment") == ["rank.step"]


def test_only_lowering_goes_down() -> None:
    assert broken("II/d", "III/a", "lowered") == []
    assert broken("III/b", "III/a", "lowered") == ["rank.step"]


def test_first_rank_comes_by_appointment_and_only_once() -> None:
    assert broken("III/a", None, "appointment") == []
    assert broken("III/a", None, "regular") == ["rank.step"]
    assert broken("III/b", "III/a", "appointment") == ["rank.step"]


def test_rank_takes_effect_on_the_first_of_a_month() -> None:
    assert broken("III/b", "III/a", day=2) == ["rank.first_of_month"]
    assert broken("X", "IX", "functional", pppk=True, day=2) == []


def test_pns_hold_ranks_and_pppk_grades() -> None:
    assert broken("IX", "III/a") == ["rank.known"]
    assert broken("III/a", "IX", pppk=True) == ["rank.known"]
    assert broken("V/a", None, "appointment") == ["rank.known"]


def test_no_rank_before_the_first_appointment() -> None:
    proposed = ProposedRank("III/a", "appointment", date(2015, 4, 1))
    checks = check_rank_change(proposed, previous=None, appointed_on=date(2015, 5, 1), is_pppk=False)
    assert [reason.rule for reason in errors_of(checks)] == ["rank.not_before_appointment"]
