"""Regular promotion in rank (kenaikan pangkat reguler): every rule asked, every answer explained.

Pure functions over `CareerFacts` and one version of the rule set. Each returns a Reason whether it passed or
not; what is unknown does not pass.
"""

from datetime import date
from typing import Final

from abdi.dates import in_words
from abdi.i18n import Text
from promotion.eligibilities.rules.facts import Assessment, CareerFacts
from promotion.eligibilities.rules.periods import elapsed, years_later
from promotion.eligibilities.rules.predicates import predicate
from promotion.eligibilities.rules.ranks import education_ceiling, service_exam, successor, superior_rank
from promotion.eligibilities.rules.reasons import RuleReason, not_applicable, source
from promotion.eligibilities.rules.standard import RegularPromotion, RuleId
from promotion.eligibilities.rules.standing import CONTRACT, discipline, employment, other_path, post, status

OF_THE_STEP: Final[tuple[RuleId, ...]] = (
    "next_rank",
    "time_in_rank",
    "predicate",
    "education_ceiling",
    "service_exam",
    "superior_rank",
)
"""The rules about the next rank, asked only of people whom regular promotion is for."""


def assess(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> Assessment:
    """All rules of regular promotion for one person on `effective_on`, in the order a reader expects.

    Whoever is promoted by other rules is told so, and not asked about the step to the next rank.

    Source: PP 99/2000 as amended by PP 12/2002; Peraturan BKN 2/2025.
    """
    rank = successor(facts.rank, standard)
    because = other_path(facts, standard)
    is_contract = facts.employment_type == CONTRACT
    first = (
        employment(facts, standard),
        status(facts, standard),
        discipline(facts, effective_on, standard),
        not_applicable("post", standard, because=because)
        if because and is_contract
        else post(facts, standard),
    )
    further = (
        [not_applicable(rule, standard, because=because) for rule in OF_THE_STEP]
        if because
        else [
            next_rank(facts, standard),
            time_in_rank(facts, effective_on, standard),
            predicate(facts, effective_on, standard),
            education_ceiling(facts, rank, standard),
            service_exam(facts, rank, standard),
            superior_rank(facts, rank, standard),
        ]
    )
    return Assessment(
        effective_on=effective_on,
        next_rank=None if because else rank,
        reasons=(*first, *further),
    )


def next_rank(facts: CareerFacts, standard: RegularPromotion) -> RuleReason:
    """There is a rank above the present one."""
    rank = successor(facts.rank, standard)
    passed = rank is not None
    return RuleReason(
        **source("next_rank", standard),
        passed=passed,
        required={"rank_below": standard.ladder[-1]},
        found=facts.rank,
        message=Text(
            id=f"Pangkat berikutnya setelah {facts.rank}: {rank}."
            if passed
            else f"Tidak ada pangkat berikutnya; pangkat tercatat: {facts.rank or 'tidak ada'}.",
            en=f"The rank after {facts.rank} is {rank}."
            if passed
            else f"No rank follows; recorded rank: {facts.rank or 'none'}.",
        ),
        remedy=None
        if passed or facts.rank is not None
        else Text(id="Catat riwayat pangkat.", en="Record the rank history."),
    )


def time_in_rank(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> RuleReason:
    """At least four full years in the last rank on the effective date (the day of the anniversary counts).

    Source: PP 99/2000.
    """
    since, years = facts.rank_since, standard.years_in_rank
    turns_on = None if since is None else years_later(since, years)
    passed = turns_on is not None and turns_on <= effective_on
    held = None if since is None else elapsed(since, effective_on)
    return RuleReason(
        **source("time_in_rank", standard),
        passed=passed,
        required={"years": years, "on": effective_on.isoformat()},
        found=None
        if since is None or held is None
        else {"since": since.isoformat(), "years": held[0], "months": held[1]},
        message=_message_of_time(facts, effective_on, years),
        remedy=None if passed else _wait(turns_on),
        turns_on=None if passed else turns_on,
    )


def _message_of_time(facts: CareerFacts, effective_on: date, years: int) -> Text:
    on = in_words(effective_on)
    if facts.rank_since is None:
        return Text(
            id=f"Paling sedikit {years} tahun dalam pangkat terakhir pada {on.id}; awalnya tidak tercatat.",
            en=f"At least {years} years in the last rank on {on.en}; its beginning is not recorded.",
        )
    since, held = in_words(facts.rank_since), _span(facts.rank_since, effective_on)
    return Text(
        id=f"Paling sedikit {years} tahun dalam pangkat terakhir pada {on.id}; sejak {since.id}, "
        f"yaitu {held.id}.",
        en=f"At least {years} years in the last rank on {on.en}; held since {since.en}, which is {held.en}.",
    )


def _span(since: date, on: date) -> Text:
    years, months = elapsed(since, on)
    parts_id = [f"{years} tahun"] * bool(years) + [f"{months} bulan"] * bool(months or not years)
    parts_en = [_counted(years, "year")] * bool(years) + [_counted(months, "month")] * bool(
        months or not years
    )
    return Text(id=" ".join(parts_id), en=" ".join(parts_en))


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _wait(turns_on: date | None) -> Text:
    if turns_on is None:
        return Text(id="Catat riwayat pangkat.", en="Record the rank history.")
    day = in_words(turns_on)
    return Text(
        id=f"Terpenuhi mulai {day.id}, untuk periode kenaikan pangkat pertama sejak hari itu.",
        en=f"Fulfilled from {day.en} on, for the first promotion period since that day.",
    )
