from datetime import date
from uuid import UUID

from personnel.histories.rules import Span
from personnel.units.rules import PlacedUnit, day_of_cycle, is_below

A, B, C = (UUID(int=number) for number in (1, 2, 3))
FROM = date(2020, 1, 1)


def test_below_reaches_through_all_levels() -> None:
    parents = {C: B, B: A, A: None}
    assert is_below(parents, C, A)
    assert is_below(parents, A, A)
    assert not is_below(parents, A, C)


def test_circle_in_old_data_comes_to_an_end() -> None:
    assert not is_below({A: B, B: A}, A, C)


def test_move_below_itself_is_found_on_its_first_day() -> None:
    placed = [PlacedUnit(B, A, Span(FROM)), PlacedUnit(C, B, Span(FROM))]
    assert day_of_cycle(placed, PlacedUnit(A, C, Span(date(2026, 1, 1)))) == date(2026, 1, 1)


def test_circle_that_closes_later_is_found_too() -> None:
    later = date(2026, 6, 1)
    placed = [PlacedUnit(B, None, Span(FROM, later)), PlacedUnit(B, A, Span(later))]
    assert day_of_cycle(placed, PlacedUnit(A, B, Span(date(2026, 1, 1)))) == later


def test_circle_that_would_start_after_the_period_is_none() -> None:
    later = date(2026, 6, 1)
    placed = [PlacedUnit(B, None, Span(FROM, later)), PlacedUnit(B, A, Span(later))]
    assert day_of_cycle(placed, PlacedUnit(A, B, Span(date(2026, 1, 1), later))) is None


def test_top_of_the_tree_is_never_a_circle() -> None:
    assert day_of_cycle([PlacedUnit(B, A, Span(FROM))], PlacedUnit(A, None, Span(FROM))) is None
