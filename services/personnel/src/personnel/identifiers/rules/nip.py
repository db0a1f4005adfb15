"""NIP of PNS and NI PPPK: eighteen digits that say birth date, first appointment, sex and serial."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from abdi.i18n import Text
from personnel.identifiers.rules.checks import Check, IdentifierInvalid, Rule, Sex, errors_of

NIP_LENGTH = 18
PREFIX_LENGTH = 15
LAST_SERIAL = 999
MONTHS = range(1, 13)
FIRST_AGREEMENT = 21
AGREEMENTS = range(20, 100)
_SEX_DIGITS: dict[str, Sex] = {"1": "male", "2": "female"}
_PNS = "Perka BKN 22/2007, 43/2007"
_PPPK = "Peraturan BKN 1/2019"

LENGTH = Rule(
    "nip.length",
    _PNS,
    Text(id="NIP terdiri atas 18 angka", en="A NIP has 18 digits"),
    Text(id="Salin NIP sebagai teks, bukan angka", en="Copy the NIP as text, not as a number"),
)
BIRTH_DATE = Rule(
    "nip.birth_date",
    _PNS,
    Text(id="Angka 1-8 adalah tanggal lahir yang ada", en="Digits 1-8 are an existing birth date"),
    Text(id="Periksa tanggal lahir pada NIP", en="Check the birth date in the NIP"),
)
APPOINTMENT = Rule(
    "nip.appointment",
    f"{_PNS}; {_PPPK}",
    Text(
        id="Angka 9-14 adalah tahun dan bulan TMT CPNS, atau tahun dan kode perjanjian PPPK",
        en="Digits 9-14 are year and month of the CPNS appointment, or year and agreement code of a PPPK",
    ),
    Text(
        id="Bulan 01-12 (PNS) atau kode mulai 20 (PPPK)",
        en="Use month 01-12 (PNS) or a code from 20 (PPPK)",
    ),
)
SEX = Rule(
    "nip.sex",
    _PNS,
    Text(id="Angka 15 adalah 1 (pria) atau 2 (wanita)", en="Digit 15 is 1 (male) or 2 (female)"),
    Text(id="Periksa angka ke-15", en="Check digit 15"),
)
SERIAL = Rule(
    "nip.serial",
    _PNS,
    Text(id="Angka 16-18 adalah nomor urut 001-999", en="Digits 16-18 are a serial 001-999"),
    Text(
        id="Nomor urut 000 sering akibat NIP disimpan sebagai angka",
        en="Serial 000 often means that the NIP was stored as a number",
    ),
)


@dataclass(frozen=True)
class Nip:
    """A valid NIP (PNS, CPNS) or NI PPPK, taken apart.

    `appointed_month` is known for PNS only, `agreement` (count of work agreements, from 21) for PPPK only.
    """

    digits: str
    kind: Literal["pns", "pppk"]
    birth_date: date
    appointed_year: int
    appointed_month: int | None
    agreement: int | None
    sex: Sex
    serial: int

    @property
    def display(self) -> str:
        """The printed form: `19860926 201505 1 001`, for PPPK `20010405 2024 21 2 003`."""
        d = self.digits
        appointed = d[8:14] if self.kind == "pns" else f"{d[8:12]} {d[12:14]}"
        return f"{d[:8]} {appointed} {d[14]} {d[15:]}"

    @property
    def appointed_on(self) -> date | None:
        """TMT CPNS: the first of the month; None for PPPK, whose number does not say the month."""
        return date(self.appointed_year, self.appointed_month, 1) if self.appointed_month else None


def without_separators(text: str) -> str:
    """The number without the spaces and dots that people write into it."""
    return text.replace(" ", "").replace(".", "").strip()


def _date_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def check_nip(text: str) -> list[Check]:
    """Every rule of form for a NIP or NI PPPK, passed or not; only the length when that is wrong.

    Source: Perka BKN 22/2007 and 43/2007 (PNS), Peraturan BKN 1/2019 (PPPK).
    """
    digits = without_separators(text)
    is_number = len(digits) == NIP_LENGTH and digits.isascii() and digits.isdigit()
    length = LENGTH.outcome(passed=is_number, required=NIP_LENGTH, found=len(digits))
    if not is_number:
        return [length]
    month = int(digits[12:14])
    is_year = int(digits[8:12]) > 0
    return [
        length,
        BIRTH_DATE.outcome(passed=_date_of(digits) is not None, required="YYYYMMDD", found=digits[:8]),
        APPOINTMENT.outcome(
            passed=is_year and (month in MONTHS or month in AGREEMENTS),
            required="YYYY + 01-12 | 20-99",
            found=digits[8:14],
        ),
        SEX.outcome(passed=digits[14] in _SEX_DIGITS, required=["1", "2"], found=digits[14]),
        SERIAL.outcome(passed=digits[15:] != "000", required="001-999", found=digits[15:]),
    ]


def parse_nip(text: str) -> Nip:
    """A NIP or NI PPPK taken apart. Raises IdentifierInvalid with the failed rules.

    Months 01-12 in digits 13-14 mean PNS, from 20 they count the work agreements of a PPPK.
    """
    failed = errors_of(check_nip(text))
    if failed:
        raise IdentifierInvalid(failed)
    digits = without_separators(text)
    born = _date_of(digits)
    assert born is not None  # noqa: S101 - checked above
    month = int(digits[12:14])
    is_pns = month in MONTHS
    return Nip(
        digits=digits,
        kind="pns" if is_pns else "pppk",
        birth_date=born,
        appointed_year=int(digits[8:12]),
        appointed_month=month if is_pns else None,
        agreement=None if is_pns else month,
        sex=_SEX_DIGITS[digits[14]],
        serial=int(digits[15:]),
    )


class SerialsExhausted(ValueError):  # noqa: N818 - errors are named by the fact
    """All 999 serials of one group of equal first fifteen digits are given."""


def nip_prefix(birth_date: date, appointed_on: date, sex: Sex, *, agreement: int | None = None) -> str:
    """The first fifteen digits; `agreement` (20-99) makes them those of a PPPK. Source as `check_nip`."""
    middle = f"{appointed_on:%Y}{agreement:02d}" if agreement else f"{appointed_on:%Y%m}"
    return f"{birth_date:%Y%m%d}{middle}{'1' if sex == 'male' else '2'}"


def next_nip(prefix: str, given: Iterable[str]) -> str:
    """The NIP with the lowest serial that was never given: serials count where all fifteen digits are equal.

    Starts at 001 for a prefix never used; a serial is never used again, also when its holder has left, so
    `given` holds the numbers of everybody. Raises SerialsExhausted after 999. Source: Perka BKN 22/2007.
    """
    used = {int(nip[PREFIX_LENGTH:]) for nip in given if nip.startswith(prefix)}
    free = next((serial for serial in range(1, LAST_SERIAL + 1) if serial not in used), None)
    if free is None:
        raise SerialsExhausted(prefix)
    return f"{prefix}{free:03d}"
