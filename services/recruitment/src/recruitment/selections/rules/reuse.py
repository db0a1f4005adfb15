"""Using the SKD score of an earlier intake again."""

from dataclasses import dataclass
from datetime import date

from abdi.dates import in_words
from abdi.i18n import Text
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import GENERAL, CpnsSelection
from recruitment.selections.rules.thresholds import check_thresholds


@dataclass(frozen=True, slots=True)
class ReuseClaim:
    """What an applicant brings from an earlier intake.

    `is_same_person` says that the NIK is the same; `confirmed_on` is the day on which the applicant chose the
    earlier score in SSCASN; `category` is the threshold of the need applied for now.
    """

    intake: int
    skd: SkdScores
    is_same_person: bool
    education_then: str
    education_now: str
    has_passed_administration: bool
    confirmed_on: date | None
    category: str = GENERAL


def check_reuse(claim: ReuseClaim, standard: CpnsSelection) -> list[SelectionReason]:
    """Whether the earlier score counts in this intake; the post may be another one.

    Out: `reuse.intake`, and where a decree allows it at all `reuse.person`, `reuse.education`,
    `reuse.administration`, `reuse.confirmed` and this intake's thresholds. Raises UnknownCategory.
    Source: KepmenPANRB 344/2024.
    """
    rule = standard.reuse
    allowed = sorted(rule.from_intakes) if rule else []
    intake = SelectionReason(
        **source("reuse.intake", standard),
        passed=claim.intake in allowed,
        required={"intakes": list(allowed)},
        found=claim.intake,
        message=Text(
            f"Nilai SKD yang dapat digunakan kembali: {_listed(allowed).id}.",
            f"SKD scores that may be used again: {_listed(allowed).en}.",
        ),
        remedy=None if claim.intake in allowed else Text("Ikuti SKD tahun ini.", "Sit this year's SKD."),
    )
    if rule is None:
        return [intake]
    return [
        intake,
        _fact("person", standard, required=True, found=claim.is_same_person),
        _fact("education", standard, required=claim.education_then, found=claim.education_now),
        _fact("administration", standard, required=True, found=claim.has_passed_administration),
        _confirmed(claim.confirmed_on, rule.confirmed_from, rule.confirmed_until, standard=standard),
        *check_thresholds(claim.skd, claim.category, standard),
    ]


def _listed(intakes: list[int]) -> Text:
    years = ", ".join(str(year) for year in intakes)
    return Text(years or "tidak ada", years or "none")


_MESSAGES = {
    "person": Text("NIK sama dengan tahun sebelumnya.", "The NIK is that of the earlier intake."),
    "education": Text("Jenjang pendidikan sama.", "The education level is the same."),
    "administration": Text(
        "Lulus seleksi administrasi tahun ini.", "Has passed this year's administrative selection."
    ),
}


def _fact(name: str, standard: CpnsSelection, *, required: bool | str, found: bool | str) -> SelectionReason:
    passed = required == found
    return SelectionReason(
        **source(f"reuse.{name}", standard),
        passed=passed,
        required=required,
        found=found,
        message=_MESSAGES[name],
        remedy=None if passed else Text("Ikuti SKD tahun ini.", "Sit this year's SKD."),
    )


def _confirmed(on: date | None, first: date, last: date, *, standard: CpnsSelection) -> SelectionReason:
    passed = on is not None and first <= on <= last
    opens, closes = in_words(first), in_words(last)
    return SelectionReason(
        **source("reuse.confirmed", standard),
        passed=passed,
        required={"from": first.isoformat(), "until": last.isoformat()},
        found=on.isoformat() if on else None,
        message=Text(
            f"Peserta memilih nilai lama di SSCASN pada {opens.id} sampai {closes.id}.",
            f"The applicant chose the earlier score in SSCASN from {opens.en} to {closes.en}.",
        ),
        remedy=None if passed else Text("Ikuti SKD tahun ini.", "Sit this year's SKD."),
    )
