"""Days and moments as they are written."""

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from abdi.instants import Day, Instant

DAY: TypeAdapter[date] = TypeAdapter(Day)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Instant)


def test_day_is_written_in_one_way() -> None:
    assert DAY.validate_python("2026-02-28") == date(2026, 2, 28)
    assert DAY.validate_python(date(2026, 2, 28)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "given", [0, "0", "1700000000", "2026-02-30", "2026-2-3", "2026-02-28T00:00:00", 1.5]
)
def test_anything_else_is_no_day(given: object) -> None:
    with pytest.raises(ValidationError, match="date"):
        DAY.validate_python(given)


@pytest.mark.parametrize("given", ["2026-01-01T07:00:00+07:00", "2026-01-01T00:00:00Z"])
def test_moment_is_given_in_utc(given: str) -> None:
    found = MOMENT.validate_python(given)
    assert found == datetime(2026, 1, 1, tzinfo=UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "given",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1899-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01",
        "0",
        0,
    ],
)
def test_moment_out_of_bounds_or_without_offset_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(given)
