"""Age on the day of application, to the very day."""

from datetime import date

import pytest

from recruitment.selections.rules.ages import check_age
from recruitment.selections.rules.standard import CpnsSelection

APPLIED = date(2024, 9, 1)


def failed(born: date, standard: CpnsSelection, **facts: object) -> list[str]:
    return [r.rule for r in check_age(born, APPLIED, standard, **facts) if not r.passed]  # type: ignore[arg-type]  # facts of one case


@pytest.mark.parametrize(
    ("born", "facts", "rules"),
    [
        (date(2006, 9, 1), {}, []),
        (date(2006, 9, 2), {}, ["age.minimum"]),
        (date(1989, 9, 1), {}, []),
        (date(1989, 8, 31), {}, ["age.maximum"]),
        (date(1984, 9, 1), {"post_group": "specialist_doctor"}, []),
        (date(1984, 8, 31), {"post_group": "specialist_doctor"}, ["age.maximum"]),
        (date(1984, 9, 1), {"post_group": "nurse"}, ["age.maximum"]),
        (date(1996, 9, 1), {"formation_maximum": 28}, []),
        (date(1996, 8, 31), {"formation_maximum": 28}, ["age.maximum"]),
        (date(1984, 9, 1), {"formation_maximum": 45}, ["age.maximum"]),
    ],
)
def test_age_at_the_day_of_application(
    born: date, facts: dict[str, object], rules: list[str], standard: CpnsSelection
) -> None:
    assert failed(born, standard, **facts) == rules


def test_the_other_reading_allows_a_year_but_for_a_day(standard: CpnsSelection) -> None:
    age = standard.age.model_copy(update={"reading": "until_next_birthday"})
    other = standard.model_copy(update={"age": age})
    assert failed(date(1988, 9, 2), other) == []
    assert failed(date(1988, 9, 1), other) == ["age.maximum"]


def test_who_is_too_young_hears_from_when_to_apply(standard: CpnsSelection) -> None:
    reason = check_age(date(2006, 9, 2), APPLIED, standard)[0]
    assert reason.turns_on == date(2024, 9, 2)


def test_a_birthday_on_the_29th_of_february_is_kept_on_the_first_of_march(standard: CpnsSelection) -> None:
    reasons = check_age(date(1988, 2, 29), date(2023, 3, 1), standard)
    assert all(reason.passed for reason in reasons)
    assert not check_age(date(1988, 2, 29), date(2023, 3, 2), standard)[1].passed
