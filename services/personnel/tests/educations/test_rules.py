from personnel.educations.rules import LEVELS, height, highest
from personnel.ranks.rules import STARTING_GRADES, STARTING_RANKS, rank_of


def test_levels_rise_with_the_starting_ranks() -> None:
    ids = [rank_of(STARTING_RANKS[level]).bkn_id for level in LEVELS]
    assert ids == sorted(ids)


def test_every_level_has_a_starting_rank_and_grade() -> None:
    assert set(LEVELS) == set(STARTING_RANKS) == set(STARTING_GRADES)


def test_highest_of_none_is_none() -> None:
    assert highest([]) is None
    assert highest(["S1", "SMA", "S2", "D3"]) == "S2"


def test_doctor_stands_between_bachelor_and_master() -> None:
    assert height("S1") < height("PROFESI") < height("S2")
