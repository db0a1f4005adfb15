"""In which years somebody served."""

from datetime import date

import pytest

from performance.employees.rules import Service, served_in

APPOINTED = date(2020, 3, 1)


@pytest.mark.parametrize(
    ("year", "status", "left_on", "passed"),
    [
        pytest.param(2019, "active", None, False, id="before-appointment"),
        pytest.param(2020, "active", None, True, id="year-of-appointment"),
        pytest.param(2025, "suspended", None, True, id="suspended-but-not-gone"),
        pytest.param(2024, "retired", date(2025, 6, 1), True, id="retired-after-the-year"),
        pytest.param(2025, "retired", date(2025, 6, 1), True, id="retired-during-the-year"),
        pytest.param(2025, "retired", date(2025, 1, 1), False, id="left-on-its-first-day"),
        pytest.param(2025, "left", date(2023, 6, 1), False, id="left-before-the-year"),
        pytest.param(2025, "retired", None, False, id="left-on-an-unknown-day"),
        pytest.param(2025, "active", date(2023, 6, 1), True, id="came-back"),
    ],
)
def test_a_person_is_judged_for_years_of_service_only(
    year: int, status: str, left_on: date | None, passed: bool
) -> None:
    reason = served_in(year, Service(appointed_on=APPOINTED, status=status, left_on=left_on))
    assert reason.passed is passed
    assert (reason.remedy is None) is passed


def test_the_reason_names_the_day_in_words() -> None:
    reason = served_in(2025, Service(appointed_on=APPOINTED, status="retired", left_on=date(2024, 6, 1)))
    assert reason.message.id == "Pegawai sudah berhenti sejak 1 Juni 2024, sebelum tahun 2025 dijalani."
    assert "1 June 2024" in reason.message.en
