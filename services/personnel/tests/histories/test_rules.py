from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.histories.rules import PeriodTaken, Span, place

JAN, MAR, JUN, SEP = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def test_new_entry_ends_the_one_before() -> None:
    placed = place([Span(JAN)], Span(MAR))
    assert (placed.span, placed.ended) == (Span(MAR), 0)


def test_backdated_entry_lasts_until_the_next_one() -> None:
    placed = place([Span(JAN, JUN), Span(JUN)], Span(MAR))
    assert (placed.span, placed.ended) == (Span(MAR, JUN), 0)


def test_entry_before_all_others_ends_nothing() -> None:
    assert place([Span(JUN)], Span(JAN)) == place([Span(JUN)], Span(JAN, JUN))
    assert place([Span(JUN)], Span(JAN)).ended is None


def test_same_first_day_is_taken() -> None:
    with pytest.raises(PeriodTaken):
        place([Span(JAN)], Span(JAN))


def test_given_end_may_not_reach_into_the_next_entry() -> None:
    with pytest.raises(PeriodTaken):
        place([Span(JUN)], Span(JAN, SEP))


def test_given_end_inside_an_entry_would_leave_a_remainder() -> None:
    with pytest.raises(PeriodTaken):
        place([Span(JAN)], Span(MAR, JUN))


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.lists(days, min_size=1, max_size=12, unique=True))
def test_entries_in_any_order_never_overlap_and_leave_no_gap(starts: list[date]) -> None:
    present: list[Span] = []
    for start in starts:
        placed = place(present, Span(start))
        if placed.ended is not None:
            present[placed.ended] = Span(present[placed.ended].starts, start)
        present = sorted([*present, placed.span], key=lambda span: span.starts)
    assert [span.starts for span in present] == sorted(starts)
    assert [span.ends for span in present] == [*sorted(starts)[1:], None]


@given(days, st.integers(1, 900), days, st.integers(1, 900))
def test_overlap_is_a_common_day(first: date, length: int, second: date, other_length: int) -> None:
    one = Span(first, first + timedelta(days=length))
    two = Span(second, second + timedelta(days=other_length))
    latest = max(first, second)
    assert one.overlaps(two) == two.overlaps(one) == (one.covers(latest) and two.covers(latest))
