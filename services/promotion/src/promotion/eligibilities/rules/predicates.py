"""The performance of the last years, as regular promotion asks for it."""

from collections.abc import Mapping
from datetime import date

from abdi.i18n import Text
from promotion.eligibilities.rules.facts import CareerFacts
from promotion.eligibilities.rules.labels import PREDICATES, label
from promotion.eligibilities.rules.reasons import RuleReason, source
from promotion.eligibilities.rules.standard import RegularPromotion

_MISSING = Text("belum dinilai", "not evaluated")


def last_years(effective_on: date, standard: RegularPromotion) -> list[int]:
    """The years that count on `effective_on`, ascending: up to the last one whose evaluation is due by then.

    An evaluation that exists earlier waits until its year is due, so that it never displaces one that is.
    """
    due = standard.evaluation_due
    is_due = effective_on > date(effective_on.year, due.month, due.day)
    last = effective_on.year - (1 if is_due else 2)
    return list(range(last - standard.predicate_years + 1, last + 1))


def predicate(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> RuleReason:
    """A predicate of at least "Baik" in each of the last two years; a year not evaluated does not pass.

    Source: PP 99/2000 (two years), PermenPANRB 6/2022 (the predicates).
    """
    years = last_years(effective_on, standard)
    found = {year: facts.predicates.get(year) for year in years}
    minimum = standard.predicates.index(standard.minimum_predicate)
    short = [
        year
        for year, value in found.items()
        if value not in standard.predicates or standard.predicates.index(value) < minimum
    ]
    return RuleReason(
        **source("predicate", standard),
        passed=not short,
        required={"at_least": standard.minimum_predicate, "years": list(years)},
        found={str(year): value for year, value in found.items()},
        message=_message(found, standard.minimum_predicate),
        remedy=_remedy(short, facts, standard) if short else None,
    )


def _message(found: Mapping[int, str | None], minimum: str) -> Text:
    named = {year: _MISSING if value is None else label(PREDICATES, value) for year, value in found.items()}
    listed_id = ", ".join(f"{year} {text.id}" for year, text in named.items())
    listed_en = ", ".join(f"{year} {text.en}" for year, text in named.items())
    least = label(PREDICATES, minimum)
    return Text(
        id=f"Predikat kinerja paling rendah {least.id} pada setiap tahun yang dihitung: {listed_id}.",
        en=f"Performance predicate of at least {least.en} in each counted year: {listed_en}.",
    )


def _remedy(short: list[int], facts: CareerFacts, standard: RegularPromotion) -> Text:
    predicates, appointed = facts.predicates, facts.appointed_on
    # No evaluation can be completed for a year before service began.
    if appointed is not None and short[0] < appointed.year:
        return _serve_first(appointed.year, standard.predicate_years)
    missing = [year for year in short if year not in predicates]
    if len(missing) == len(short):
        years = ", ".join(map(str, missing))
        return Text(id=f"Selesaikan penilaian tahun {years}.", en=f"Complete the evaluation of {years}.")
    last = max(year for year in short if year in predicates)
    return Text(
        id=f"Predikat memenuhi syarat untuk setiap tahun setelah {last}, atau koreksi penilaian {last}.",
        en=f"A sufficient predicate in each year after {last}, or a correction of the evaluation of {last}.",
    )


def _serve_first(began: int, count: int) -> Text:
    years = range(began, began + count)
    listed = ", ".join(map(str, years))
    return Text(
        id=f"Masa kerja dimulai tahun {began}: dapat dipenuhi mulai tahun penilaian {years[-1]}, "
        f"dengan predikat yang memenuhi syarat untuk setiap tahun ini: {listed}.",
        en=f"Service began in {began}: can be fulfilled from the evaluation year {years[-1]} on, "
        f"with a sufficient predicate in each of these years: {listed}.",
    )
