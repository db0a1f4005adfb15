"""Time and identity."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from abdi.clock import Clock, FixedClock, ShiftedClock, SystemClock, new_id


def test_day_depends_on_the_zone() -> None:
    clock = FixedClock(datetime(2026, 12, 31, 17, 30, tzinfo=UTC))

    assert clock.today() == date(2027, 1, 1)
    assert clock.today("UTC") == date(2026, 12, 31)
    assert clock.today("Asia/Jayapura") == date(2027, 1, 1)


def test_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    clock.advance(timedelta(days=1))

    assert clock.now() == clock.now() == datetime(2026, 1, 2, tzinfo=UTC)


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the naive time is the point


def test_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_ids_are_unique_and_in_order() -> None:
    made = [new_id() for _ in range(1000)]

    assert len(set(made)) == 1000
    assert made == sorted(made)
    assert {identity.version for identity in made} == {7}


LATE_IN_JAKARTA = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


def test_the_day_after_comes_two_hours_earlier_in_jayapura() -> None:
    assert FixedClock(LATE_IN_JAKARTA).today() == date(2026, 3, 1)
    assert FixedClock(LATE_IN_JAKARTA, "Asia/Jayapura").today() == date(2026, 3, 2)
    assert FixedClock(LATE_IN_JAKARTA, "Asia/Jayapura").today("Asia/Jakarta") == date(2026, 3, 1)


@pytest.mark.parametrize("kind", [SystemClock, partial(FixedClock, datetime(2020, 1, 1, tzinfo=UTC))])
def test_an_instant_lies_on_the_day_of_the_place(kind: Callable[..., Clock]) -> None:
    assert kind().day_of(LATE_IN_JAKARTA) == date(2026, 3, 1)
    assert kind(zone="Asia/Jayapura").day_of(LATE_IN_JAKARTA) == date(2026, 3, 2)


def test_shifted_clocks_of_one_file_live_on_the_same_day(tmp_path: Path) -> None:
    one, other = ShiftedClock(tmp_path / "shift"), ShiftedClock(tmp_path / "shift")
    assert abs(one.now() - SystemClock().now()) < timedelta(seconds=5)
    one.shift(timedelta(days=20))
    other.shift(timedelta(days=3))
    for clock in (one, other):
        ahead = clock.now() - SystemClock().now()
        assert timedelta(days=23) - timedelta(seconds=5) < ahead < timedelta(days=23, seconds=5)


def test_file_without_a_number_shifts_nothing(tmp_path: Path) -> None:
    file = tmp_path / "shift"
    file.write_text("besok")
    assert abs(ShiftedClock(file).now() - SystemClock().now()) < timedelta(seconds=5)
