"""What an agency's people look like: shares, ranks, ages, the named people."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from abdi_demo import DEMO_DAY, Person, Population, Post, people
from abdi_demo.lists import agencies
from abdi_demo.ranks import CEILING, INDEX, SPAN, START

SCHOOL = {"SD", "SMP", "SMP_KEJURUAN", "SMA"}
RETIREMENT_AGE = {"jpt_pratama": 60, "administrator": 58, "pengawas": 58, "pelaksana": 58}
PROMOTION_MONTHS_UNTIL_2023 = {4, 10}


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(people(7, "5101", 6000))


def share(crowd: list[Person], found: int) -> float:
    return round(100 * found / len(crowd), 1)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert list(people(1, "5671", 200)) == list(people(1, "5671", 200))
    first = {person.nip for person in people(1, "5671", 200)}
    second = {person.nip for person in people(2, "5671", 200)}
    assert len(first & second) < 20


@pytest.mark.parametrize("count", [3, 40, 100, 300, 601, 2500])
@pytest.mark.parametrize("code", ["5671", "6671", "8001"])
def test_an_agency_has_exactly_the_people_asked_for(code: str, count: int) -> None:
    assert sum(1 for _ in people(1, code, count)) == count


def test_too_few_people_for_an_agency_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        next(people(1, "5671", 1))


def test_every_local_government_can_be_filled() -> None:
    for code in agencies():
        assert sum(1 for _ in people(1, code, 30)) == 30


def test_shares_are_near_the_national_figures(crowd: list[Person]) -> None:
    women = share(crowd, sum(person.sex == "female" for person in crowd))
    assert 50 <= women <= 56
    levels = Counter(person.educations[-1][0] for person in crowd)
    school = sum(levels[level] for level in SCHOOL)
    assert 15 <= share(crowd, school) <= 21
    assert 12 <= share(crowd, levels["D3"]) <= 18
    assert 62 <= share(crowd, len(crowd) - school - levels["D3"]) <= 71
    ranked = [person for person in crowd if person.employment_type != "PPPK"]
    groups = Counter(person.ranks[-1][0].split("/")[0] for person in ranked)
    assert share(ranked, groups["I"]) <= 3
    assert 12 <= share(ranked, groups["II"]) <= 20
    assert 8 <= share(crowd, len(crowd) - len(ranked)) <= 12


def test_most_people_hold_general_posts(crowd: list[Person]) -> None:
    kinds = Counter(person.post.kind for person in crowd)
    assert share(crowd, kinds["pelaksana"]) > 50
    assert 27 <= share(crowd, kinds["fungsional"]) <= 33
    leading = kinds["jpt_pratama"] + kinds["administrator"] + kinds["pengawas"]
    assert 9 <= share(crowd, leading) <= 13


def test_ranks_fit_education_post_and_time(crowd: list[Person]) -> None:
    for person in crowd:
        if person.employment_type == "PPPK":
            assert len(person.ranks) == 1
            continue
        ranks = [INDEX[rank] for rank, *_ in person.ranks]
        entry, highest = person.educations[0][0], person.educations[-1][0]
        assert ranks[0] == INDEX[START[entry]]
        assert ranks == list(range(ranks[0], ranks[0] + len(ranks)))
        if person.post.kind == "pelaksana":
            assert ranks[-1] <= INDEX[CEILING[highest]]
        if person.post.level in SPAN:
            low, high = SPAN[person.post.level]
            assert INDEX[low] <= ranks[-1] <= INDEX[high]


def test_four_years_lie_between_ranks_and_each_starts_on_an_allowed_day(crowd: list[Person]) -> None:
    for person in crowd:
        days = [date.fromisoformat(since) for _, since, *_ in person.ranks]
        assert days[-1] <= DEMO_DAY
        for earlier, later in pairwise(days):
            assert later >= earlier.replace(year=earlier.year + 4)
            assert later.day == 1
            if later.year <= 2023:
                assert later.month in PROMOTION_MONTHS_UNTIL_2023
            elif later < date(2025, 10, 1):
                assert later.month % 2 == 0


def test_nobody_is_past_retirement_and_some_are_near_it(crowd: list[Person]) -> None:
    near = 0
    for person in crowd:
        born = date.fromisoformat(person.birth_date)
        age = (DEMO_DAY - born).days / 365.25
        limit = RETIREMENT_AGE.get(person.post.kind, 60)
        assert age < limit + 0.1
        near += age > limit - 1
        appointed = date.fromisoformat(person.appointed_on)
        assert 18 <= (appointed - born).days / 365.25 <= (51 if person.employment_type == "PPPK" else 36)
        assert date.fromisoformat(person.educations[0][4]) < appointed
        assert date.fromisoformat(person.educations[-1][4]) <= DEMO_DAY
    assert near > len(crowd) / 200


def test_most_evaluations_are_good_and_a_few_are_not(crowd: list[Person]) -> None:
    ratings = Counter(
        (result, behaviour) for person in crowd for _, result, behaviour, _ in person.evaluations
    )
    total = sum(ratings.values())
    below = sum(count for pair, count in ratings.items() if "below" in pair)
    assert 0.03 < below / total < 0.10
    assert 0.05 < ratings["above", "above"] / total < 0.15


def test_some_posts_are_empty_among_them_the_head_of_an_office() -> None:
    empty = [entry for entry in Population(1, "5671", 600).entries() if isinstance(entry, Post)]
    assert len(empty) >= 5
    assert any(post.is_head and post.kind == "jpt_pratama" for post in empty)
