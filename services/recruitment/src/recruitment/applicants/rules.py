"""What an account must be, and the limits of one-time codes; pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.candidates.rules import FEMALE_DAY_OFFSET, Sex, check_nik

CODE_DIGITS: Final = 8
CODE_LIFETIME: Final = timedelta(minutes=10)
CODE_ATTEMPTS: Final = 5
CODE_PAUSE: Final = timedelta(minutes=1)
CODES_AN_HOUR: Final = 6
"""With eight digits and five attempts each, a year of guessing at one address finds a code with 0.3 %."""
HOUR: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)
SIGNED_IN_FOR: Final = timedelta(minutes=30)
OLDEST: Final = 110
_NIK: Final = "UU 23/2006 jo. UU 24/2013; PP 37/2007 art. 37"


@dataclass(frozen=True)
class Person:
    """Who says to be whom; `nik` has digits only."""

    nik: str
    birth_date: date
    sex: Sex


def check_person(person: Person, *, today: date) -> list[Reason]:
    """Whether a NIK can be one and is that of this person.

    Out: `nik.length`, `nik.province`, `nik.birth_date`, `nik.serial` of the number itself, then
    `nik.agrees_with_birth_date` and `nik.agrees_with_sex`, which stop a registration although they are only a
    warning elsewhere: an agency judges by the same card. No reason holds any of the number.
    Source: PP 37/2007 art. 37 (day of a woman plus 40).
    """
    itself = check_nik(person.nik)
    born = _born(person.birth_date, today=today)
    if not all(reason.passed for reason in itself):
        return [*itself, born]
    return [*itself, born, *_agrees(person)]


def _agrees(person: Person) -> list[Reason]:
    day = int(person.nik[6:8])
    is_female = day > FEMALE_DAY_OFFSET
    said = f"{day - FEMALE_DAY_OFFSET if is_female else day:02d}{person.nik[8:12]}"
    remedy = Text(
        "Periksa NIK. Bila KTP-el Anda keliru, perbaiki dahulu di Dukcapil.",
        "Check the NIK. If your identity card is wrong, have the population register correct it first.",
    )
    agreements = (
        (
            "nik.agrees_with_birth_date",
            said == f"{person.birth_date:%d%m%y}",
            Text(
                "Angka 7-12 NIK adalah tanggal lahir (wanita: hari ditambah 40).",
                "Digits 7-12 of the NIK are the birth date (of a woman with the day plus 40).",
            ),
        ),
        (
            "nik.agrees_with_sex",
            is_female == (person.sex == "female"),
            Text("NIK menunjukkan jenis kelamin.", "The NIK tells the sex."),
        ),
    )
    return [
        Reason(rule=rule, article=_NIK, passed=passed, message=message, remedy=None if passed else remedy)
        for rule, passed, message in agreements
    ]


def _born(birth_date: date, *, today: date) -> Reason:
    passed = today.year - OLDEST <= birth_date.year and birth_date < today
    day = in_words(today)
    return Reason(
        rule="person.born",
        article="Abdi",
        passed=passed,
        required={"before": today.isoformat(), "years": OLDEST},
        found=birth_date.isoformat(),
        message=Text(f"Tanggal lahir sebelum {day.id}.", f"The birth date lies before {day.en}."),
        remedy=None if passed else Text("Perbaiki tanggal lahir.", "Correct the birth date."),
    )


def may_send(made: list[datetime], now: datetime) -> bool:
    """Whether another code may go to an address that got codes at these moments of the last hour."""
    recent = [at for at in made if at > now - HOUR]
    return len(recent) < CODES_AN_HOUR and all(at <= now - CODE_PAUSE for at in recent)


def address_of(written: str) -> str:
    """The address as it is compared: mailboxes that differ in capitals alone are one."""
    return written.strip().casefold()


def code_of(written: str) -> str:
    """The code as somebody typed it, without the spaces and hyphens between its groups."""
    return written.replace(" ", "").replace("-", "")
