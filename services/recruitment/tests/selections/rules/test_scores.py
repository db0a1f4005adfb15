"""Scores that no test can give."""

from decimal import Decimal

import pytest

from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.scores import check_skb, check_skd
from recruitment.selections.rules.standard import CpnsSelection


@pytest.mark.parametrize(
    ("scores", "wrong"),
    [
        ((0, 0, 0), []),
        ((150, 175, 225), []),
        ((65, 80, 166), []),
        ((152, 80, 166), ["paper.twk"]),
        ((155, 80, 166), ["paper.twk"]),
        ((-5, 80, 166), ["paper.twk"]),
        ((66, 80, 166), ["paper.twk"]),
        ((65, 81, 166), ["paper.tiu"]),
        ((65, 180, 166), ["paper.tiu"]),
        ((65, 80, 226), ["paper.tkp"]),
        ((65, 80, -1), ["paper.tkp"]),
        ((152, 81, 226), ["paper.twk", "paper.tiu", "paper.tkp"]),
    ],
)
@pytest.mark.parametrize("stated", [None, 311])
def test_impossible_points_are_named_by_their_part(
    scores: tuple[int, int, int], wrong: list[str], stated: int | None, standard: CpnsSelection
) -> None:
    reasons = check_skd(SkdScores(*scores), standard, stated_total=stated)
    assert [r.rule for r in reasons if not r.passed and r.rule != "paper.total"] == wrong
    assert all(r.remedy and r.article == "KepmenPANRB 321/2024" for r in reasons if not r.passed)
    assert len(reasons) == (3 if stated is None else 4)


def test_the_stated_total_is_the_sum(standard: CpnsSelection) -> None:
    assert check_skd(SkdScores(65, 80, 166), standard, stated_total=311)[-1].passed
    wrong = check_skd(SkdScores(65, 80, 166), standard, stated_total=312)[-1]
    assert (wrong.rule, wrong.passed, wrong.required, wrong.found) == ("paper.total", False, 311, 312)


@pytest.mark.parametrize(
    ("skb", "is_possible"),
    [
        ("0", True),
        ("100", True),
        ("79.92", True),
        ("67.713", True),
        ("67.7130", True),
        ("67.7131", False),
        ("100.001", False),
        ("-0.001", False),
        ("480", False),
    ],
)
def test_skb_lies_on_its_scale(skb: str, *, is_possible: bool, standard: CpnsSelection) -> None:
    assert check_skb(Decimal(skb), standard).passed is is_possible
