"""Whom regular promotion is for, and how the answer speaks to others."""

import re
from datetime import date

import pytest

from abdi.i18n import Text
from promotion.eligibilities.rules.assessment import OF_THE_STEP, assess
from promotion.eligibilities.rules.facts import Assessment, CareerFacts
from promotion.eligibilities.rules.reasons import RuleReason
from promotion.eligibilities.rules.standard import RegularPromotion

DECEMBER = date(2026, 12, 1)
CODE = re.compile(r"\b[a-z]+_[a-z0-9_]+\b|\b[A-Z]+_[A-Z]+\b|\d{4}-\d{2}-\d{2}")


def changed(fit: CareerFacts, **facts: object) -> CareerFacts:
    return CareerFacts.model_validate(fit.model_dump() | facts)


def reason_of(assessment: Assessment, rule: str) -> RuleReason:
    return next(reason for reason in assessment.reasons if reason.rule == rule)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("fungsional", "angka kredit"),
        ("pengawas", "struktural"),
        ("administrator", "struktural"),
        ("jpt_pratama", "struktural"),
    ],
)
def test_holders_of_other_posts_are_told_their_promotion_and_not_asked_about_the_step(
    kind: str, path: str, fit: CareerFacts, standard: RegularPromotion
) -> None:
    poor = changed(fit, post_kind=kind, education_level="SMA", predicates={}, rank_since=None)
    assessment = assess(poor, DECEMBER, standard)
    assert assessment.failed_rules == ["post"]
    assert assessment.next_rank is None
    assert [reason.rule for reason in assessment.reasons if not reason.applies] == list(OF_THE_STEP)
    for rule in ("post", *OF_THE_STEP):
        reason = reason_of(assessment, rule)
        assert path in f"{reason.message.id} {reason.remedy.id if reason.remedy else ''}"


def test_a_pppk_is_told_that_there_is_no_rank_to_rise_in(
    fit: CareerFacts, standard: RegularPromotion
) -> None:
    pppk = changed(fit, employment_type="PPPK", rank="IX", post_kind="fungsional")
    assessment = assess(pppk, DECEMBER, standard)
    assert (assessment.failed_rules, assessment.next_rank) == (["employment"], None)
    assert not reason_of(assessment, "post").applies
    remedy = reason_of(assessment, "employment").remedy
    assert remedy is not None
    assert "golongan" in remedy.id


@pytest.mark.parametrize("kind", ["pelaksana", None])
def test_holders_of_a_pelaksana_post_and_of_none_are_asked_everything(
    kind: str | None, fit: CareerFacts, standard: RegularPromotion
) -> None:
    assert all(reason.applies for reason in assess(changed(fit, post_kind=kind), DECEMBER, standard).reasons)


def test_without_any_recorded_sanction_the_rule_passes_and_says_that_nobody_looked(
    fit: CareerFacts, standard: RegularPromotion
) -> None:
    reason = reason_of(assess(fit, DECEMBER, standard), "discipline")
    assert reason.passed
    assert reason.caveat is not None
    assert "belum" in reason.message.id
    known = changed(fit, sanctions=[{"level": "light"}])
    assert reason_of(assess(known, DECEMBER, standard), "discipline").message.id.startswith("Tidak sedang")


@pytest.mark.parametrize("status", ["leave", "suspended", "retired", "left", "deceased"])
def test_the_remedy_fits_the_status(status: str, fit: CareerFacts, standard: RegularPromotion) -> None:
    remedy = reason_of(assess(changed(fit, status=status), DECEMBER, standard), "status").remedy
    assert remedy is not None
    assert ("telah berakhir" in remedy.id) is (status in {"retired", "left", "deceased"})


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"post_kind": "jpt_pratama"},
        {"status": "left", "employment_type": "CPNS"},
        {"education_level": "SMP_KEJURUAN", "rank": "II/d"},
        {"rank": "III/d", "education_level": "S2", "rank_since": date(2024, 3, 17)},
        {"predicates": {2024: "very_poor", 2025: "needs_improvement"}},
        {"predicates": {}, "appointed_on": date(2026, 8, 1)},
    ],
)
def test_sentences_have_neither_codes_nor_iso_dates(
    facts: dict[str, object], fit: CareerFacts, standard: RegularPromotion
) -> None:
    for reason in assess(changed(fit, **facts), DECEMBER, standard).reasons:
        for words in (reason.message, reason.remedy or Text("", ""), reason.caveat or Text("", "")):
            assert not CODE.search(f"{words.id} {words.en}"), words


def test_time_in_rank_is_told_in_years_and_months(fit: CareerFacts, standard: RegularPromotion) -> None:
    held = reason_of(assess(changed(fit, rank_since=date(2021, 4, 1)), DECEMBER, standard), "time_in_rank")
    assert held.found == {"since": "2021-04-01", "years": 5, "months": 8}
    assert held.message.id.endswith("pada 1 Desember 2026; sejak 1 April 2021, yaitu 5 tahun 8 bulan.")
    assert held.message.en.endswith("held since 1 April 2021, which is 5 years 8 months.")
    short = reason_of(assess(changed(fit, rank_since=date(2024, 6, 1)), DECEMBER, standard), "time_in_rank")
    assert short.remedy is not None
    assert "mulai 1 Juni 2028" in short.remedy.id
    assert "from 1 June 2028" in short.remedy.en


def test_every_value_marked_unverified_has_words_for_the_reader(standard: RegularPromotion) -> None:
    assert set(standard.caveats) == {"discipline", "predicate", "service_exam", "superior_rank"}
