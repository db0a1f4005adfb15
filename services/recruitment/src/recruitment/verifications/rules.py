"""The pre-check of an application: what its data alone can show, requirement by requirement.

Nobody is refused by it: what it finds is a proposal to those who verify.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from pydantic import JsonValue

from abdi.i18n import Text
from recruitment.selections.rules.ages import check_age
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.selections.rules.standard import GENERAL, CpnsSelection

ARTICLE: Final = "PermenPANRB 6/2024"
"""What an announced selection asks for binds whoever applies."""
DISABILITY: Final = "disability"
EDUCATION: Final = "requirement.education"
GPA: Final = "requirement.gpa"
NEED: Final = "requirement.need"
DOCUMENT: Final = "requirement.document."
OTHER: Final = "requirement.other"
"""What a verifier finds beside everything that is asked for by name."""


class CheckStanding(StrEnum):
    """What the data say of one requirement."""

    MET = "met"
    NOT_MET = "not_met"
    UNPROVEN = "unproven"


class CaseProposal(StrEnum):
    """What the data say of the whole application."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A document that somebody with `need` (None: everybody) must hand in."""

    code: str
    name: Text
    need: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a formation of a selection asks for; `age_maximum` in years, `gpa_minimum` as written."""

    education_level: str
    education_codes: frozenset[str]
    documents: tuple[AskedDocument, ...] = ()
    post_group: str | None = None
    age_maximum: int | None = None
    gpa_minimum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application says; `applied_on` is the agency's day, `documents` the codes handed in."""

    birth_date: date
    applied_on: date
    education_level: str
    education_code: str
    need: str
    documents: frozenset[str]
    has_disability: bool = False
    gpa: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement: where it stands, and why."""

    standing: CheckStanding
    reason: SelectionReason

    @property
    def requirement(self) -> str:
        """Stable id of the requirement."""
        return self.reason.rule


def pre_check(applied: Applied, asked: Asked, standard: CpnsSelection) -> list[Check]:
    """Every requirement of a formation, as far as the application's data show it.

    Age counts on the day of application. A special need is never proven by data: somebody looks.
    Source: `ages.check_age`; PermenPANRB 6/2024 for what the announcement asks.
    """
    ages = check_age(
        applied.birth_date,
        applied.applied_on,
        standard,
        post_group=asked.post_group,
        formation_maximum=asked.age_maximum,
    )
    checks = [_by(reason) for reason in ages]
    checks.append(_education(applied, asked))
    if asked.gpa_minimum is not None:
        checks.append(_gpa(applied.gpa, asked.gpa_minimum))
    if applied.need != GENERAL:
        checks.append(_need(applied))
    wanted = (one for one in asked.documents if one.need in {None, applied.need})
    return [*checks, *(_document(one, applied.documents) for one in wanted)]


def propose(checks: Iterable[Check]) -> CaseProposal:
    """What follows from the checks: one that is not met is enough to propose a refusal."""
    standings = {check.standing for check in checks}
    if CheckStanding.NOT_MET in standings:
        return CaseProposal.NOT_ELIGIBLE
    return CaseProposal.UNCLEAR if CheckStanding.UNPROVEN in standings else CaseProposal.ELIGIBLE


def standings_of(kept: Sequence[dict[str, object]]) -> dict[str, CheckStanding]:
    """Of checks as a case keeps them: where each requirement stands."""
    return {str(check["rule"]): CheckStanding(str(check["standing"])) for check in kept}


def as_kept(checks: Iterable[Check]) -> list[dict[str, object]]:
    """The checks as a case keeps them."""
    return [check.reason.model_dump(mode="json") | {"standing": check.standing.value} for check in checks]


def _by(reason: SelectionReason) -> Check:
    return Check(CheckStanding.MET if reason.passed else CheckStanding.NOT_MET, reason)


def _education(applied: Applied, asked: Asked) -> Check:
    is_met = applied.education_code in asked.education_codes
    return _by(
        _reason(
            EDUCATION,
            passed=is_met and applied.education_level == asked.education_level,
            required={"level": asked.education_level, "codes": [*sorted(asked.education_codes)]},
            found={"level": applied.education_level, "code": applied.education_code},
            message=Text(
                "Kualifikasi pendidikan sesuai dengan yang diminta formasi.",
                "The education is one that the formation asks for.",
            ),
            remedy=Text(
                "Pilih formasi yang meminta pendidikan ini.",
                "Choose a formation that asks for it.",
            ),
        )
    )


def _gpa(gpa: Decimal | None, minimum: Decimal) -> Check:
    reason = _reason(
        GPA,
        passed=gpa is not None and gpa >= minimum,
        required=str(minimum),
        found=None if gpa is None else str(gpa),
        message=Text(
            f"IPK atau nilai rata-rata paling rendah {minimum}.", f"A grade average of {minimum} at least."
        ),
        remedy=Text("Periksa transkrip nilai.", "Look at the transcript."),
    )
    return replace(_by(reason), standing=CheckStanding.UNPROVEN) if gpa is None else _by(reason)


def _need(applied: Applied) -> Check:
    is_contradicted = applied.need == DISABILITY and not applied.has_disability
    reason = _reason(
        NEED,
        passed=False,
        required=applied.need,
        found={"has_disability": applied.has_disability} if applied.need == DISABILITY else None,
        message=Text(
            "Pelamar termasuk dalam kebutuhan khusus yang dilamar.",
            "The applicant belongs to the special need applied for.",
        ),
        remedy=Text("Periksa dokumen kebutuhan khusus.", "Look at the papers about the special need."),
    )
    return Check(CheckStanding.NOT_MET if is_contradicted else CheckStanding.UNPROVEN, reason)


def _document(asked: AskedDocument, given: frozenset[str]) -> Check:
    return _by(
        _reason(
            DOCUMENT + asked.code,
            passed=asked.code in given,
            required=asked.code,
            found=asked.code if asked.code in given else None,
            message=Text(f"{asked.name.id} diunggah.", f"{asked.name.en} is handed in."),
            remedy=Text(
                "Setelah pendaftaran ditutup dokumen tidak dapat ditambah.",
                "After the registration no document can be added.",
            ),
        )
    )


def _reason(
    rule: str, *, passed: bool, required: JsonValue, found: JsonValue, message: Text, remedy: Text
) -> SelectionReason:
    return SelectionReason(
        rule=rule,
        article=ARTICLE,
        passed=passed,
        required=required,
        found=found,
        message=message,
        remedy=None if passed else remedy,
    )
