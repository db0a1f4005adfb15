"""The age of applicants on the day of application."""

from datetime import date, timedelta

from abdi.dates import in_words
from abdi.i18n import Text
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection


def check_age(
    birth_date: date,
    applied_on: date,
    standard: CpnsSelection,
    *,
    post_group: str | None = None,
    formation_maximum: int | None = None,
) -> list[SelectionReason]:
    """Whether somebody is old enough and not too old to apply on that day.

    In: `post_group` names a group with a higher maximum (such as "specialist_doctor"), `formation_maximum` is
    the agency's own, lower one in years. Out: `age.minimum` (with the day it turns) and `age.maximum`.
    Source: PP 11/2017 art. 23(1)a; Keppres 17/2019 for the groups.
    """
    rule = standard.age
    higher = {exception.post_group: exception.maximum for exception in rule.exceptions}
    legal = higher.get(post_group or "", rule.maximum)
    maximum = legal if formation_maximum is None else min(legal, formation_maximum)
    return [
        _minimum(birth_date, applied_on, standard),
        _maximum(birth_date, applied_on, standard, years=maximum),
    ]


def _minimum(birth_date: date, applied_on: date, standard: CpnsSelection) -> SelectionReason:
    years = standard.age.minimum
    turns = _birthday(birth_date, years)
    passed = turns <= applied_on
    day = in_words(turns)
    return SelectionReason(
        **source("age.minimum", standard, detail="minimum"),
        passed=passed,
        required={"years": years},
        found=birth_date.isoformat(),
        message=Text(
            f"Paling rendah {years} tahun pada saat melamar; genap pada {day.id}.",
            f"At least {years} years old when applying; reached on {day.en}.",
        ),
        remedy=None if passed else Text(f"Melamar sejak {day.id}.", f"Apply from {day.en} on."),
        turns_on=None if passed else turns,
    )


def _maximum(birth_date: date, applied_on: date, standard: CpnsSelection, *, years: int) -> SelectionReason:
    if standard.age.reading == "exact_day":
        last = _birthday(birth_date, years)
    else:
        last = _birthday(birth_date, years + 1) - timedelta(days=1)
    day = in_words(last)
    return SelectionReason(
        **source("age.maximum", standard, detail="maximum"),
        passed=applied_on <= last,
        required={"years": years, "reading": standard.age.reading},
        found=birth_date.isoformat(),
        message=Text(
            f"Paling tinggi {years} tahun pada saat melamar, yaitu sampai {day.id}.",
            f"At most {years} years old when applying, which is until {day.en}.",
        ),
        remedy=None
        if applied_on <= last
        else Text(
            "Pilih jabatan dengan batas usia lebih tinggi.", "Choose a post with a higher maximum age."
        ),
    )


def _birthday(birth_date: date, years: int) -> date:
    """The civil birthday; 29 February is 1 March in a year without it."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)
