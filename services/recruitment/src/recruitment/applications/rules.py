"""What an application must be before somebody judges it, and the steps of its owner; pure.

Only what the data prove stands here. What a document says, and whether it is genuine, a verifier finds.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.selections.rules.ages import check_age
from recruitment.selections.rules.standard import CpnsSelection

_CONDITIONS: Final = "PP 11/2017 art. 23(1)"
_NOTICE: Final = "PermenPANRB 6/2024 art. 22"
DISABILITY: Final = "disability"
SELECTION_CANCELLED: Final = "selection.cancelled"
"""The rule of the reason for which an application ends with its selection."""


class ApplicationState(StrEnum):
    """Drafted and submitted by the applicant; what the agency found; and the ways in which it ends."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    CANCELLED = "cancelled"
    RESIGNED = "resigned"
    DISQUALIFIED = "disqualified"
    APPOINTED = "appointed"


STEPS: Final[dict[ApplicationState, frozenset[str]]] = {state: frozenset() for state in ApplicationState} | {
    ApplicationState.DRAFT: frozenset({"cancellation", "change", "submission"}),
    ApplicationState.SUBMITTED: frozenset({"cancellation"}),
}
"""What the applicant may do in a state, as long as registration is open."""


class Declaration(StrEnum):
    """What every applicant declares; the letters of the article are a to h."""

    NO_IMPRISONMENT = "no_imprisonment"
    NO_DISMISSAL = "no_dismissal"
    NOT_IN_SERVICE = "not_in_service"
    NO_PARTY = "no_party"
    HEALTHY = "healthy"
    ANY_PLACEMENT = "any_placement"
    TRUTHFUL = "truthful"


DECLARATION_NAMES: Final = {
    Declaration.NO_IMPRISONMENT: Text(
        "Tidak pernah dipidana penjara dua tahun atau lebih", "Never sentenced to two years of prison or more"
    ),
    Declaration.NO_DISMISSAL: Text(
        "Tidak pernah diberhentikan tidak dengan hormat", "Never dismissed dishonourably"
    ),
    Declaration.NOT_IN_SERVICE: Text(
        "Tidak berkedudukan sebagai CPNS, PNS, prajurit TNI atau anggota Polri",
        "Neither in the civil service nor in the armed forces or the police",
    ),
    Declaration.NO_PARTY: Text(
        "Bukan anggota atau pengurus partai politik", "No member or officer of a political party"
    ),
    Declaration.HEALTHY: Text("Sehat jasmani dan rohani", "Of sound body and mind"),
    Declaration.ANY_PLACEMENT: Text(
        "Bersedia ditempatkan di mana pun instansi menentukan", "Ready to serve wherever the agency decides"
    ),
    Declaration.TRUTHFUL: Text("Seluruh data dan dokumen benar", "All data and documents are true"),
}


@dataclass(frozen=True, slots=True)
class Education:
    """The education on which somebody applies; `gpa` is a grade point average, or a mean mark."""

    level: str
    code: str
    graduated_on: date
    gpa: Decimal | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the formation asks for."""

    level: str
    codes: Collection[str]
    gpa_minimum: Decimal | None
    post_group: str | None
    age_maximum: int | None
    need: str


@dataclass(frozen=True, slots=True)
class Applying:
    """Who applies, as declared."""

    birth_date: date
    has_disability: bool
    education: Education
    declared: Collection[str]


def check_application(
    applying: Applying, wanted: Wanted, standard: CpnsSelection, *, applied_on: date
) -> list[Reason]:
    """Whether what somebody declares meets what the formation asks for, on the day of application.

    Out: `age.minimum`, `age.maximum`, `education.code`, `education.graduated`, `declarations.complete`, and
    where they are asked for `education.gpa` and `need.disability`. The sex is asked nowhere.
    Source: PP 11/2017 art. 23(1); the rule set for the ages.
    """
    ages = check_age(
        applying.birth_date,
        applied_on,
        standard,
        post_group=wanted.post_group,
        formation_maximum=wanted.age_maximum,
    )
    reasons = [*ages, _code(applying.education, wanted), _graduated(applying, applied_on)]
    if wanted.gpa_minimum is not None:
        reasons.append(_gpa(applying.education.gpa, wanted.gpa_minimum))
    if wanted.need == DISABILITY:
        reasons.append(_disability(applying))
    return [*reasons, _declarations(applying.declared)]


def check_test_location(chosen: str | None, offered: Collection[str]) -> Reason:
    """Whether somebody chose where to sit SKD among the codes that the selection offers, if it offers any."""
    return _reason(
        "test.location",
        _NOTICE,
        passed=chosen in offered if offered else chosen is None,
        required=sorted(offered),
        found=chosen,
        message=Text(
            "Titik lokasi tes dipilih dari yang ditawarkan seleksi ini.",
            "The test location is one of those that this selection offers.",
        ),
        remedy=Text("Pilih salah satu titik lokasi.", "Choose one of the locations.")
        if offered
        else Text(
            "Kosongkan; seleksi ini tidak menawarkan pilihan.", "Leave it out; this selection offers none."
        ),
    )


def check_visual_impairment(*, has_visual_impairment: bool, has_disability: bool) -> Reason:
    """Whether a visual impairment, which gives longer time, goes with a declared disability."""
    return _reason(
        "disability.visual",
        _NOTICE,
        passed=has_disability or not has_visual_impairment,
        required={"has_disability": True},
        found={"has_disability": has_disability, "has_visual_impairment": has_visual_impairment},
        message=Text(
            "Disabilitas netra dinyatakan bersama status penyandang disabilitas.",
            "A visual impairment is declared together with a disability.",
        ),
        remedy=Text("Nyatakan juga disabilitas.", "Declare the disability as well."),
    )


def check_documents(asked: Sequence[str], given: Mapping[str, str]) -> Reason:
    """Whether every document that is asked for is there and clean; `given` has the states by code."""
    lacking = {code: given.get(code, "missing") for code in asked if given.get(code) != "clean"}
    return _reason(
        "documents.complete",
        _NOTICE,
        passed=not lacking,
        required=sorted(asked),
        found=dict(sorted(lacking.items())),
        message=Text(
            "Semua dokumen wajib sudah diunggah dan selesai diperiksa.",
            "Every required document was uploaded and found clean.",
        ),
        remedy=Text(
            "Unggah dokumen yang belum ada; tunggu yang masih diperiksa; ganti yang ditolak.",
            "Upload what is missing, wait for what is being scanned, replace what was rejected.",
        ),
    )


def _code(education: Education, wanted: Wanted) -> Reason:
    return _reason(
        "education.code",
        _CONDITIONS,
        passed=education.level == wanted.level and education.code in wanted.codes,
        required={"level": wanted.level, "codes": sorted(wanted.codes)},
        found={"level": education.level, "code": education.code},
        message=Text(
            "Kualifikasi pendidikan sesuai dengan yang diminta formasi.",
            "The education is one of those that the formation asks for.",
        ),
        remedy=Text(
            "Pilih formasi yang meminta pendidikan Anda.", "Choose a formation that asks for your education."
        ),
    )


def _graduated(applying: Applying, applied_on: date) -> Reason:
    graduated_on, day = applying.education.graduated_on, in_words(applied_on)
    return _reason(
        "education.graduated",
        _CONDITIONS,
        passed=applying.birth_date < graduated_on <= applied_on,
        required={"until": applied_on.isoformat()},
        found=graduated_on.isoformat(),
        message=Text(f"Sudah lulus pada saat melamar, {day.id}.", f"Graduated when applying, on {day.en}."),
        remedy=Text("Periksa tanggal lulus pada ijazah.", "Check the day of graduation on the certificate."),
    )


def _gpa(gpa: Decimal | None, minimum: Decimal) -> Reason:
    return _reason(
        "education.gpa",
        _NOTICE,
        passed=gpa is not None and gpa >= minimum,
        required=str(minimum),
        found=None if gpa is None else str(gpa),
        message=Text(
            f"IPK atau nilai rata-rata paling rendah {minimum}.", f"A mean mark of {minimum} at least."
        ),
        remedy=Text("Periksa IPK, atau pilih formasi lain.", "Check the mark, or choose another formation."),
    )


def _disability(applying: Applying) -> Reason:
    return _reason(
        "need.disability",
        _NOTICE,
        passed=applying.has_disability,
        required=True,
        found=applying.has_disability,
        message=Text(
            "Kebutuhan khusus ini untuk penyandang disabilitas.",
            "This special need is for people with a disability.",
        ),
        remedy=Text(
            "Nyatakan disabilitas, atau pilih kebutuhan umum.", "Declare it, or choose the general need."
        ),
    )


def _declarations(declared: Collection[str]) -> Reason:
    missing = [one.value for one in Declaration if one not in declared]
    return _reason(
        "declarations.complete",
        _CONDITIONS,
        passed=not missing,
        required=[one.value for one in Declaration],
        found={"missing": list(missing)},
        message=Text("Semua pernyataan sudah dinyatakan.", "Every declaration was made."),
        remedy=Text("Baca dan nyatakan semuanya.", "Read and make all of them."),
    )


def _reason(rule: str, article: str, *, passed: bool, remedy: Text, **said: Any) -> Reason:
    return Reason(rule=rule, article=article, passed=passed, remedy=None if passed else remedy, **said)
