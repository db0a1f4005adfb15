"""NIK: sixteen digits of the population register. Nothing here puts the number itself into a reason."""

from dataclasses import dataclass
from datetime import date

from abdi.i18n import Text
from personnel.identifiers.rules.checks import Check, IdentifierInvalid, Rule, Sex, errors_of
from personnel.identifiers.rules.nip import without_separators

NIK_LENGTH = 16
OLDEST_AGE = 110
FEMALE_DAY_OFFSET = 40
MONTHS = range(1, 13)
CENTURIES = (2000, 1900, 1800)
_LEAP_YEAR = 2000
_LAW = "UU 23/2006 jo. UU 24/2013; PP 37/2007 art. 37"

# Home Affairs codes of the provinces; 91-96 are accepted as the Papua group without saying which is which.
PROVINCES: dict[str, str] = {
    "11": "Aceh",
    "12": "Sumatera Utara",
    "13": "Sumatera Barat",
    "14": "Riau",
    "15": "Jambi",
    "16": "Sumatera Selatan",
    "17": "Bengkulu",
    "18": "Lampung",
    "19": "Kepulauan Bangka Belitung",
    "21": "Kepulauan Riau",
    "31": "DKI Jakarta",
    "32": "Jawa Barat",
    "33": "Jawa Tengah",
    "34": "DI Yogyakarta",
    "35": "Jawa Timur",
    "36": "Banten",
    "51": "Bali",
    "52": "Nusa Tenggara Barat",
    "53": "Nusa Tenggara Timur",
    "61": "Kalimantan Barat",
    "62": "Kalimantan Tengah",
    "63": "Kalimantan Selatan",
    "64": "Kalimantan Timur",
    "65": "Kalimantan Utara",
    "71": "Sulawesi Utara",
    "72": "Sulawesi Tengah",
    "73": "Sulawesi Selatan",
    "74": "Sulawesi Tenggara",
    "75": "Gorontalo",
    "76": "Sulawesi Barat",
    "81": "Maluku",
    "82": "Maluku Utara",
    **dict.fromkeys(("91", "92", "93", "94", "95", "96"), "Papua"),
}

LENGTH = Rule(
    "nik.length",
    _LAW,
    Text(id="NIK terdiri atas 16 angka", en="A NIK has 16 digits"),
    Text(id="Salin NIK sebagai teks, bukan angka", en="Copy the NIK as text, not as a number"),
)
PROVINCE = Rule(
    "nik.province",
    _LAW,
    Text(id="Angka 1-2 adalah kode provinsi", en="Digits 1-2 are a province code"),
    Text(id="Periksa dua angka pertama", en="Check the first two digits"),
)
BIRTH_DATE = Rule(
    "nik.birth_date",
    _LAW,
    Text(
        id="Angka 7-12 adalah tanggal lahir; hari wanita ditambah 40",
        en="Digits 7-12 are the birth date; a woman's day has 40 added",
    ),
    Text(id="Periksa angka 7-12", en="Check digits 7-12"),
)
SERIAL = Rule(
    "nik.serial",
    _LAW,
    Text(id="Nomor urut 0001-9999", en="The serial is 0001-9999"),
    Text(
        id="Nomor urut 0000 sering akibat NIK disimpan sebagai angka",
        en="Serial 0000 often means that the NIK was stored as a number",
    ),
)


@dataclass(frozen=True)
class Nik:
    """A valid NIK taken apart; the place is that of first registration, never the domicile."""

    digits: str
    province: str
    sex: Sex
    day: int
    month: int
    year_in_century: int
    serial: int

    def birth_date(self, on: date, *, declared: date | None = None) -> date | None:
        """The birth date with its century: the declared one's, else the youngest age 0..110 on `on`.

        None when no century gives an existing date and such an age.
        """
        if declared and declared.year % 100 == self.year_in_century:
            return _date_or_none(declared.year, self.month, self.day)
        for century in CENTURIES:
            born = _date_or_none(century + self.year_in_century, self.month, self.day)
            if born and born <= on and on.year - born.year <= OLDEST_AGE:
                return born
        return None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of(digits: str) -> int:
    day = int(digits[6:8])
    return day - FEMALE_DAY_OFFSET if day > FEMALE_DAY_OFFSET else day


def check_nik(text: str) -> list[Check]:
    """Every rule of form for a NIK, passed or not; only the length when that is wrong.

    Source: UU 23/2006 as amended by UU 24/2013; PP 37/2007 art. 37. Only the province is looked up:
    regency codes differ between registers.
    """
    digits = without_separators(text)
    is_number = len(digits) == NIK_LENGTH and digits.isascii() and digits.isdigit()
    length = LENGTH.outcome(passed=is_number, required=NIK_LENGTH, found=len(digits))
    if not is_number:
        return [length]
    # A leap year stands in for the unknown century, so that 29 February passes.
    year = int(digits[10:12])
    exists = _date_or_none(_LEAP_YEAR if year == 0 else 1900 + year, int(digits[8:10]), _day_of(digits))
    return [
        length,
        PROVINCE.outcome(passed=digits[:2] in PROVINCES, required="11-96", found=digits[:2]),
        BIRTH_DATE.outcome(passed=exists is not None, required="DDMMYY", found=None),
        SERIAL.outcome(passed=digits[12:] != "0000", required="0001-9999", found=None),
    ]


def parse_nik(text: str) -> Nik:
    """A NIK taken apart. Raises IdentifierInvalid with the failed rules; they never hold the number."""
    failed = errors_of(check_nik(text))
    if failed:
        raise IdentifierInvalid(failed)
    digits = without_separators(text)
    return Nik(
        digits=digits,
        province=digits[:2],
        sex="female" if int(digits[6:8]) > FEMALE_DAY_OFFSET else "male",
        day=_day_of(digits),
        month=int(digits[8:10]),
        year_in_century=int(digits[10:12]),
        serial=int(digits[12:]),
    )
