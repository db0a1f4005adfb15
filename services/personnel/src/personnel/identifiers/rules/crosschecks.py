"""Whether NIP, NIK and what the person declared agree with each other."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from abdi.i18n import Text
from personnel.identifiers.rules.checks import Check, Rule, Sex
from personnel.identifiers.rules.nik import Nik
from personnel.identifiers.rules.nip import Nip

EmploymentType = Literal["PNS", "CPNS", "PPPK"]
YOUNGEST_AT_APPOINTMENT = 18
OLDEST_AT_APPOINTMENT = 35
OLDEST_POSSIBLE = 70
_BKN = "Perka BKN 22/2007"
_NIK = "PP 37/2007 art. 37"

NIP_KIND = Rule(
    "nip.kind",
    f"{_BKN}; Peraturan BKN 1/2019",
    Text(
        id="PNS dan CPNS memakai NIP, PPPK memakai NI PPPK",
        en="PNS and CPNS have a NIP, PPPK have an NI PPPK",
    ),
    Text(id="Periksa jenis kepegawaian dan angka 13-14", en="Check the employment type and digits 13-14"),
)
NIP_BIRTH = Rule(
    "nip.agrees_with_birth_date",
    _BKN,
    Text(
        id="Tanggal lahir pada NIP sama dengan yang dinyatakan",
        en="The birth date in the NIP is the declared one",
    ),
    Text(id="Perbaiki NIP atau tanggal lahir", en="Correct the NIP or the birth date"),
)
NIP_SEX = Rule(
    "nip.agrees_with_sex",
    _BKN,
    Text(
        id="Jenis kelamin pada NIP sama dengan yang dinyatakan", en="The sex in the NIP is the declared one"
    ),
    Text(id="Perbaiki NIP atau jenis kelamin", en="Correct the NIP or the sex"),
)
NIP_APPOINTED = Rule(
    "nip.agrees_with_appointment",
    _BKN,
    Text(
        id="Tahun (dan bulan, PNS) pengangkatan pada NIP sama dengan TMT",
        en="Year (and month, for PNS) of appointment in the NIP are those of the TMT",
    ),
    Text(id="Perbaiki NIP atau TMT", en="Correct the NIP or the appointment date"),
)
TMT_FIRST = Rule(
    "appointment.first_of_month",
    "Kepka BKN 11/2002",
    Text(id="TMT CPNS jatuh pada tanggal 1", en="A CPNS appointment starts on the first of a month"),
    Text(id="Isi tanggal 1 bulan tersebut", en="Enter the first day of that month"),
)
AGE = Rule(
    "appointment.age",
    "PP 11/2017 art. 23(1)a; Keppres 17/2019",
    Text(
        id="Usia saat diangkat 18-35 tahun (40 untuk jabatan tertentu)",
        en="Age at appointment is 18 to 35 (40 for some posts)",
    ),
    Text(
        id="Wajar untuk pengangkatan lama atau honorer; periksa bila tidak",
        en="Common for older intakes and honorary staff; check otherwise",
    ),
    severity="warning",
)
POSSIBLE_AGE = Rule(
    "appointment.possible_age",
    "PP 6/1976; PP 11/2017 art. 23(1)a; UU 14/2005 art. 67",
    Text(
        id="Tidak ada pengangkatan di bawah 18 tahun atau setelah batas usia pensiun tertinggi (70)",
        en="Nobody is appointed below 18, or beyond the highest age of retirement (70)",
    ),
    Text(id="Periksa tanggal lahir dan TMT", en="Check the birth date and the appointment date"),
)
APPOINTED = Rule(
    "appointment.not_in_future",
    "Abdi",
    Text(id="Pegawai dicatat sejak TMT, tidak sebelumnya", en="People are entered once appointed"),
    Text(id="Catat pada atau setelah TMT", en="Enter the person on or after that day"),
)
NIK_BIRTH = Rule(
    "nik.agrees_with_birth_date",
    _NIK,
    Text(
        id="Tanggal lahir pada NIK sama dengan yang dinyatakan",
        en="The birth date in the NIK is the declared one",
    ),
    Text(
        id="NIK mungkin terbit sebelum perbaikan data; periksa ke Dukcapil",
        en="The NIK may predate a correction; check with the population register",
    ),
    severity="warning",
)
NIK_SEX = Rule(
    "nik.agrees_with_sex",
    _NIK,
    Text(
        id="Jenis kelamin pada NIK sama dengan yang dinyatakan", en="The sex in the NIK is the declared one"
    ),
    NIK_BIRTH.remedy,
    severity="warning",
)


@dataclass(frozen=True)
class Declared:
    """What the person or the agency says."""

    employment_type: EmploymentType
    birth_date: date
    sex: Sex
    appointed_on: date


def age_on(birth_date: date, on: date) -> int:
    """Completed years of life on `on`."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def check_nip_against(nip: Nip, declared: Declared) -> list[Check]:
    """NIP against the declared facts: kind, birth date, sex and appointment are errors when they differ.

    Source: Perka BKN 22/2007 (what the digits mean), Peraturan BKN 1/2019 (PPPK).
    """
    wanted = "pppk" if declared.employment_type == "PPPK" else "pns"
    appointed = declared.appointed_on
    same_month = nip.appointed_month is None or nip.appointed_month == appointed.month
    return [
        NIP_KIND.outcome(passed=nip.kind == wanted, required=wanted, found=nip.kind),
        NIP_BIRTH.outcome(
            passed=nip.birth_date == declared.birth_date,
            required=declared.birth_date.isoformat(),
            found=nip.birth_date.isoformat(),
        ),
        NIP_SEX.outcome(passed=nip.sex == declared.sex, required=declared.sex, found=nip.sex),
        NIP_APPOINTED.outcome(
            passed=nip.appointed_year == appointed.year and same_month,
            required=f"{appointed:%Y-%m}" if nip.kind == "pns" else f"{appointed:%Y}",
            found=nip.digits[8:14] if nip.kind == "pns" else nip.digits[8:12],
        ),
    ]


def check_appointment(declared: Declared) -> list[Check]:
    """TMT of a first appointment: the first of a month for CPNS and PNS (error), age 18 to 35 (warning).

    Source: Kepka BKN 11/2002; PP 11/2017 art. 23(1)a. Older intakes and honorary conversions broke the ages.
    """
    age = age_on(declared.birth_date, declared.appointed_on)
    return [
        TMT_FIRST.outcome(
            passed=declared.employment_type == "PPPK" or declared.appointed_on.day == 1,
            required="day 1",
            found=declared.appointed_on.isoformat(),
        ),
        AGE.outcome(
            passed=YOUNGEST_AT_APPOINTMENT <= age <= OLDEST_AT_APPOINTMENT,
            required=[YOUNGEST_AT_APPOINTMENT, OLDEST_AT_APPOINTMENT],
            found=age,
        ),
        POSSIBLE_AGE.outcome(
            passed=YOUNGEST_AT_APPOINTMENT <= age <= OLDEST_POSSIBLE,
            required=[YOUNGEST_AT_APPOINTMENT, OLDEST_POSSIBLE],
            found=age,
        ),
    ]


def check_appointed(appointed_on: date, *, today: date) -> Check:
    """Whether the first appointment has come: every event carries the state of its day. Source: Abdi."""
    check = APPOINTED.outcome(
        passed=appointed_on <= today, required=f"<= {today.isoformat()}", found=appointed_on.isoformat()
    )
    if check.reason.passed:
        return check
    return Check(check.reason.model_copy(update={"turns_on": appointed_on}), check.severity)


def check_nik_against(nik: Nik, declared: Declared) -> list[Check]:
    """NIK against declared birth date and sex: warnings, since a NIK may predate a correction."""
    born = declared.birth_date
    agrees = (nik.day, nik.month, nik.year_in_century) == (born.day, born.month, born.year % 100)
    return [
        NIK_BIRTH.outcome(passed=agrees, required=born.isoformat(), found=None),
        NIK_SEX.outcome(passed=nik.sex == declared.sex, required=declared.sex, found=nik.sex),
    ]


def cross_check(nip: Nip, nik: Nik, declared: Declared) -> list[Check]:
    """Every agreement between NIP, NIK and the declared facts, each passed or not."""
    return [
        *check_nip_against(nip, declared),
        *check_appointment(declared),
        *check_nik_against(nik, declared),
    ]


def first_appointment_on(nip_given_on: date) -> date:
    """TMT CPNS for a NIP given on `nip_given_on`: the first of the next month, never back-dated.

    A NIP given in the last month of the budget year takes effect on the first of that month.
    Source: Kepka BKN 11/2002.
    """
    last_month = 12
    if nip_given_on.month == last_month:
        return nip_given_on.replace(day=1)
    return date(nip_given_on.year, nip_given_on.month + 1, 1)
