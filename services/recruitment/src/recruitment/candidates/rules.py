"""What the record of an appointed candidate must be before it goes to the registry; pure.

The registry judges every number again by the whole regulation. Here stands only what tells a clerk at once
that a number was mistyped, written again on purpose: services do not import each other.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal

from abdi.i18n import Text
from abdi.reasons import Reason

Sex = Literal["male", "female"]
EmploymentType = Literal["CPNS", "PPPK"]
EducationLevel = Literal[
    "SD",
    "SMP",
    "SMP_KEJURUAN",
    "SMA",
    "D1",
    "D2",
    "SGPLB",
    "D3",
    "D4",
    "S1",
    "PROFESI",
    "S2",
    "S3",
]
NIP_LENGTH: Final = 18
NIK_LENGTH: Final = 16
MONTHS: Final = range(1, 13)
AGREEMENTS: Final = range(20, 30)
"""Digits 13-14 of an NI PPPK: how many work agreements the person had."""
LAST_DAY: Final = 31
PROVINCES: Final = frozenset(
    str(code)
    for group in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for code in range(group[0], group[1] + 1)
)
"""Home Affairs codes; regency codes differ between registers and are not looked up."""
FEMALE_DAY_OFFSET: Final = 40
_SEX_DIGITS: Final = {"male": "1", "female": "2"}
_NIP: Final = "Perka BKN 22/2007, 43/2007; Peraturan BKN 1/2019"
_NIK: Final = "UU 23/2006 jo. UU 24/2013; PP 37/2007 art. 37"


class CandidateState(StrEnum):
    """Appointed (handed to the registry), then registered there or refused by it; withdrawn before that."""

    APPOINTED = "appointed"
    REFUSED = "refused"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


STEPS: Final[dict[CandidateState, frozenset[str]]] = {
    CandidateState.APPOINTED: frozenset({"withdrawal"}),
    CandidateState.REFUSED: frozenset({"correction", "resubmission", "withdrawal"}),
    CandidateState.REGISTERED: frozenset(),
    CandidateState.WITHDRAWN: frozenset(),
}
"""What people may do in a state; that the registry answers is no step of theirs."""


@dataclass(frozen=True)
class Declared:
    """What the agency says of the candidate, beside the numbers."""

    employment_type: EmploymentType
    birth_date: date
    sex: Sex
    effective_on: date


def without_separators(number: str) -> str:
    """The number without the spaces and dots that people write into it."""
    return number.replace(" ", "").replace(".", "").strip()


def check_nip(nip: str, declared: Declared) -> list[Reason]:
    """Whether an NIP (CPNS) or NI PPPK of digits only is one, and that of this person.

    Source: Perka BKN 22/2007 and 43/2007 (birth date, TMT CPNS, sex, serial), Peraturan BKN 1/2019 (PPPK).
    """
    is_number = _is_number(nip, NIP_LENGTH)
    length = _reason(
        "nip.length",
        _NIP,
        passed=is_number,
        required=NIP_LENGTH,
        found=len(nip),
        message=Text("NIP terdiri atas 18 angka.", "A NIP has 18 digits."),
        remedy=Text("Salin NIP sebagai teks, bukan angka.", "Copy the NIP as text, not as a number."),
    )
    return [length, *_nip_days(nip, declared), *_nip_person(nip, declared)] if is_number else [length]


def _nip_days(nip: str, declared: Declared) -> list[Reason]:
    born, began = declared.birth_date, declared.effective_on
    is_pppk = declared.employment_type == "PPPK"
    fits_kind = int(nip[12:14]) in AGREEMENTS if is_pppk else nip[12:14] == f"{began:%m}"
    return [
        _reason(
            "nip.agrees_with_birth_date",
            _NIP,
            passed=nip[:8] == f"{born:%Y%m%d}",
            required=f"{born:%Y%m%d}",
            found=nip[:8],
            message=Text("Angka 1-8 NIP adalah tanggal lahir.", "Digits 1-8 of the NIP are the birth date."),
            remedy=Text("Perbaiki NIP atau tanggal lahir.", "Correct the NIP or the birth date."),
        ),
        _reason(
            "nip.agrees_with_appointment",
            _NIP,
            passed=nip[8:12] == f"{began:%Y}" and fits_kind,
            required=f"{began:%Y} + 20-29" if is_pppk else f"{began:%Y%m}",
            found=nip[8:14],
            message=Text(
                "Angka 9-14 NIP adalah tahun dan bulan TMT CPNS, atau tahun dan kode perjanjian PPPK.",
                "Digits 9-14 of the NIP are year and month of the TMT (CPNS), or year and agreement (PPPK).",
            ),
            remedy=Text("Perbaiki NIP, jenis kepegawaian atau TMT.", "Correct the NIP, the type or the TMT."),
        ),
    ]


def _nip_person(nip: str, declared: Declared) -> list[Reason]:
    return [
        _reason(
            "nip.agrees_with_sex",
            _NIP,
            passed=nip[14] == _SEX_DIGITS[declared.sex],
            required=_SEX_DIGITS[declared.sex],
            found=nip[14],
            message=Text(
                "Angka 15 NIP adalah 1 (pria) atau 2 (wanita).", "Digit 15 is 1 (male), 2 (female)."
            ),
            remedy=Text("Perbaiki NIP atau jenis kelamin.", "Correct the NIP or the sex."),
        ),
        _reason(
            "nip.serial",
            _NIP,
            passed=nip[15:] != "000",
            required="001-999",
            found=nip[15:],
            message=Text("Nomor urut 001-999.", "The serial is 001-999."),
            remedy=Text("Periksa tiga angka terakhir.", "Check the last three digits."),
        ),
    ]


def check_nik(nik: str) -> list[Reason]:
    """Whether a NIK of digits only can be one; no reason holds any of it. Source: PP 37/2007 art. 37."""
    is_number = _is_number(nik, NIK_LENGTH)
    length = _reason(
        "nik.length",
        _NIK,
        passed=is_number,
        required=NIK_LENGTH,
        found=len(nik),
        message=Text("NIK terdiri atas 16 angka.", "A NIK has 16 digits."),
        remedy=Text("Salin NIK sebagai teks, bukan angka.", "Copy the NIK as text, not as a number."),
    )
    return [length, *_nik_parts(nik)] if is_number else [length]


def _nik_parts(nik: str) -> list[Reason]:
    day, _ = _day_and_sex(nik)
    return [
        _reason(
            "nik.province",
            _NIK,
            passed=nik[:2] in PROVINCES,
            required="11-96",
            found=None,
            message=Text("Angka 1-2 NIK adalah kode provinsi.", "Digits 1-2 are a province code."),
            remedy=Text("Periksa dua angka pertama.", "Check the first two digits."),
        ),
        _reason(
            "nik.birth_date",
            _NIK,
            passed=1 <= day <= LAST_DAY and int(nik[8:10]) in MONTHS,
            required="01-31 | 41-71, 01-12",
            found=None,
            message=Text(
                "Angka 7-10 NIK adalah hari (wanita ditambah 40) dan bulan lahir.",
                "Digits 7-10 are day (of a woman plus 40) and month of birth.",
            ),
            remedy=Text("Periksa angka 7-10.", "Check digits 7-10."),
        ),
        _reason(
            "nik.serial",
            _NIK,
            passed=nik[12:] != "0000",
            required="0001-9999",
            found=None,
            message=Text("Nomor urut 0001-9999.", "The serial is 0001-9999."),
            remedy=Text("Periksa empat angka terakhir.", "Check the last four digits."),
        ),
    ]


def _day_and_sex(nik: str) -> tuple[int, Sex]:
    day = int(nik[6:8])
    return (day - FEMALE_DAY_OFFSET, "female") if day > FEMALE_DAY_OFFSET else (day, "male")


def warn_about_nik(nik: str, declared: Declared) -> list[Reason]:
    """Whether a NIK of 16 digits says the same birth date and sex; it may predate a correction: a warning.

    Source: PP 37/2007 art. 37 (day of a woman plus 40).
    """
    day, sex = _day_and_sex(nik)
    said = f"{day:02d}{nik[8:12]}"
    remedy = Text(
        "NIK mungkin terbit sebelum perbaikan data; periksa ke Dukcapil.",
        "The NIK may predate a correction; check with the population register.",
    )
    return [
        _reason(
            "nik.agrees_with_birth_date",
            _NIK,
            passed=said == f"{declared.birth_date:%d%m%y}",
            required=declared.birth_date.isoformat(),
            found=None,
            message=Text(
                "Tanggal lahir pada NIK sama dengan yang dinyatakan.",
                "The birth date in the NIK is the declared one.",
            ),
            remedy=remedy,
        ),
        _reason(
            "nik.agrees_with_sex",
            _NIK,
            passed=sex == declared.sex,
            required=declared.sex,
            found=sex,
            message=Text(
                "Jenis kelamin pada NIK sama dengan yang dinyatakan.",
                "The sex in the NIK is the declared one.",
            ),
            remedy=remedy,
        ),
    ]


def check_days(declared: Declared, *, graduated_on: date, decree_on: date, today: date) -> list[Reason]:
    """Whether the days follow each other: graduation before the TMT, decree and TMT not in the future.

    The registry takes people from their TMT on: its events carry the state of their day. Source: Abdi.
    """
    began = declared.effective_on
    begun = _reason(
        "appointment.not_in_future",
        "Abdi",
        passed=began <= today,
        required=f"<= {today.isoformat()}",
        found=began.isoformat(),
        message=Text(
            "Pengangkatan dicatat sejak TMT, tidak sebelumnya.", "Appointments are recorded from the TMT on."
        ),
        remedy=Text("Catat pada atau setelah TMT.", "Record it on or after that day."),
    )
    return [
        begun if begun.passed else begun.model_copy(update={"turns_on": began}),
        _reason(
            "education.before_appointment",
            "Abdi",
            passed=declared.birth_date < graduated_on <= began,
            required=[declared.birth_date.isoformat(), began.isoformat()],
            found=graduated_on.isoformat(),
            message=Text("Lulus setelah lahir dan sebelum TMT.", "Graduation lies between birth and TMT."),
            remedy=Text("Periksa tanggal lulus.", "Check the day of graduation."),
        ),
        _reason(
            "decree.not_in_future",
            "Abdi",
            passed=declared.birth_date < decree_on <= today,
            required=f"<= {today.isoformat()}",
            found=decree_on.isoformat(),
            message=Text("Tanggal SK tidak di masa depan.", "A decree is not dated in the future."),
            remedy=Text("Periksa tanggal SK.", "Check the date of the decree."),
        ),
    ]


def _is_number(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and digits.isdigit()


def _reason(rule: str, article: str, *, passed: bool, remedy: Text, **said: Any) -> Reason:
    return Reason(rule=rule, article=article, passed=passed, remedy=None if passed else remedy, **said)
