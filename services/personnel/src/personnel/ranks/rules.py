"""Ranks (pangkat, golongan ruang) of PNS, grades (golongan) of PPPK, and what may follow what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from abdi.i18n import Text
from personnel.identifiers.rules import Check, Rule

RankChange = Literal[
    "appointment",
    "regular",
    "structural",
    "functional",
    "diploma_adjustment",
    "study_during",
    "study_after",
    "seconded",
    "invention",
    "outstanding",
    "state_official",
    "lowered",
]
# BKN's ids of kinds of rank promotion (jenis kenaikan pangkat).
BKN_RANK_CHANGES: dict[str, RankChange] = {
    "101": "regular",
    "201": "structural",
    "202": "functional",
    "203": "diploma_adjustment",
    "204": "study_during",
    "205": "study_after",
    "206": "seconded",
    "207": "invention",
    "208": "outstanding",
    "209": "state_official",
    "210": "seconded",
    "211": "appointment",
}


@dataclass(frozen=True)
class Rank:
    """One of the seventeen ranks. `bkn_id` is BKN's id of the golongan; ranks are ordered by it."""

    code: str
    bkn_id: int
    name: str

    @property
    def group(self) -> str:
        """The golongan: I, II, III or IV."""
        return self.code.partition("/")[0]


RANKS = (
    Rank("I/a", 11, "Juru Muda"),
    Rank("I/b", 12, "Juru Muda Tingkat I"),
    Rank("I/c", 13, "Juru"),
    Rank("I/d", 14, "Juru Tingkat I"),
    Rank("II/a", 21, "Pengatur Muda"),
    Rank("II/b", 22, "Pengatur Muda Tingkat I"),
    Rank("II/c", 23, "Pengatur"),
    Rank("II/d", 24, "Pengatur Tingkat I"),
    Rank("III/a", 31, "Penata Muda"),
    Rank("III/b", 32, "Penata Muda Tingkat I"),
    Rank("III/c", 33, "Penata"),
    Rank("III/d", 34, "Penata Tingkat I"),
    Rank("IV/a", 41, "Pembina"),
    Rank("IV/b", 42, "Pembina Tingkat I"),
    Rank("IV/c", 43, "Pembina Utama Muda"),
    Rank("IV/d", 44, "Pembina Utama Madya"),
    Rank("IV/e", 45, "Pembina Utama"),
)
GRADES = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"),
    *("X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
)
_ORDER = {rank.code: place for place, rank in enumerate(RANKS)}
_GRADE_ORDER = {grade: place for place, grade in enumerate(GRADES)}

# Education level -> rank (PNS) or grade (PPPK) of a first appointment. PROFESI is doctor or pharmacist.
STARTING_RANKS = {
    "SD": "I/a",
    "SMP": "I/c",
    "SMP_KEJURUAN": "I/c",
    "SMA": "II/a",
    "D1": "II/a",
    "D2": "II/b",
    "SGPLB": "II/b",
    "D3": "II/c",
    "D4": "III/a",
    "S1": "III/a",
    "PROFESI": "III/b",
    "S2": "III/b",
    "S3": "III/c",
}
STARTING_GRADES = {
    "SD": "I",
    "SMP": "IV",
    "SMP_KEJURUAN": "IV",
    "SMA": "V",
    "D1": "V",
    "D2": "VI",
    "SGPLB": "VI",
    "D3": "VII",
    "D4": "IX",
    "S1": "IX",
    "PROFESI": "X",
    "S2": "X",
    "S3": "XI",
}

KNOWN = Rule(
    "rank.known",
    "PP 99/2000; Perpres 98/2020 jo. 11/2024",
    Text(
        id="PNS memakai pangkat I/a-IV/e, PPPK memakai golongan I-XVII",
        en="PNS hold a rank I/a-IV/e, PPPK a grade I-XVII",
    ),
    Text(id="Pilih pangkat atau golongan dari daftar", en="Choose a rank or grade from the list"),
)
STEP = Rule(
    "rank.step",
    "PP 99/2000 jo. PP 12/2002",
    Text(id="Kenaikan pangkat satu tingkat lebih tinggi", en="A promotion goes one rank up"),
    Text(
        id="Pilih pangkat berikutnya, atau jenis kenaikan yang sesuai",
        en="Choose the next rank, or the kind of change that fits",
    ),
)
FIRST_OF_MONTH = Rule(
    "rank.first_of_month",
    "Peraturan BKN 4/2025",
    Text(id="TMT pangkat jatuh pada tanggal 1", en="A rank takes effect on the first of a month"),
    Text(id="Isi tanggal 1 periode kenaikan", en="Enter the first day of the period"),
)
NOT_BEFORE_APPOINTMENT = Rule(
    "rank.not_before_appointment",
    "PP 99/2000",
    Text(id="TMT pangkat tidak mendahului pengangkatan", en="No rank is held before the first appointment"),
    Text(id="Periksa TMT", en="Check the dates"),
)
CONTINUOUS = Rule(
    "rank.continuous",
    "PP 99/2000",
    Text(id="Pangkat berlaku sampai pangkat berikutnya", en="A rank is held until the next one takes effect"),
    Text(
        id="Kosongkan akhir masa, atau samakan dengan TMT berikutnya",
        en="Leave the end open, or let it meet the next",
    ),
)
START = Rule(
    "rank.starting",
    "PP 98/2000; Kepka BKN 11/2002",
    Text(
        id="Pangkat pertama tidak melebihi yang ditetapkan untuk ijazahnya",
        en="The first rank is not above the one set for the education",
    ),
    Text(
        id="Periksa ijazah saat diangkat dan pangkat pertama",
        en="Check the education at appointment and the first rank",
    ),
)


def rank_of(code: str) -> Rank:
    """The rank with this code (`III/a`). Raises KeyError for an unknown code.

    Source: PP 99/2000 (names and order), BKN reference list of golongan (ids).
    """
    return RANKS[_ORDER[code]]


def next_rank(code: str) -> Rank | None:
    """The rank above, None above IV/e. Raises KeyError for an unknown code. Source: PP 99/2000."""
    place = _ORDER[code] + 1
    return RANKS[place] if place < len(RANKS) else None


def starting_rank(level: str) -> Rank:
    """The rank of a CPNS first appointed with this education. Raises KeyError for an unknown level.

    Source: PP 98/2000 as applied in Kepka BKN 11/2002.
    """
    return rank_of(STARTING_RANKS[level])


def starting_grade(level: str) -> str:
    """The grade of a PPPK first appointed with this education; SD and S-3 are not confirmed by a text.

    Raises KeyError for an unknown level. Source: Perpres 98/2020, changed by Perpres 11/2024.
    """
    return STARTING_GRADES[level]


def is_known(code: str, *, is_pppk: bool) -> bool:
    """Whether `code` is a PPPK grade, or a PNS rank."""
    return code in _GRADE_ORDER if is_pppk else code in _ORDER


def _is_step(previous: str | None, code: str, change: RankChange, *, is_pppk: bool) -> bool:
    order = _GRADE_ORDER if is_pppk else _ORDER
    if previous is None or change == "appointment":
        return previous is None and change == "appointment"
    if previous not in order:
        return False
    if change == "lowered":
        return order[code] < order[previous]
    if is_pppk or change == "diploma_adjustment":
        return order[code] > order[previous]
    return order[code] == order[previous] + 1


@dataclass(frozen=True)
class ProposedRank:
    """A rank or grade that shall take effect."""

    code: str
    change: RankChange
    effective_on: date
    until: date | None = None
    """The first day on which it no longer holds, where a period was given."""


def check_rank_change(
    proposed: ProposedRank, *, previous: str | None, appointed_on: date, is_pppk: bool
) -> list[Check]:
    """Whether `proposed` may follow `previous` (None: the first rank).

    A promotion goes exactly one rank up; adjustment to a diploma may go further; only `lowered` goes down;
    PPPK grades go with the post and only have a direction. Ranks of PNS take effect on the first of a month,
    which covers the periods of every year (which of them are open is the promotion service's question).
    Source: PP 99/2000 as amended by PP 12/2002; Peraturan BKN 4/2025.
    """
    code, on = proposed.code, proposed.effective_on
    known = is_known(code, is_pppk=is_pppk)
    checks = [KNOWN.outcome(passed=known, required="I-XVII" if is_pppk else "I/a-IV/e", found=code)]
    if not known:
        return checks
    return [
        *checks,
        STEP.outcome(
            passed=_is_step(previous, code, proposed.change, is_pppk=is_pppk),
            required={"after": previous, "change": proposed.change, "on": on.isoformat()},
            found=code,
        ),
        FIRST_OF_MONTH.outcome(passed=is_pppk or on.day == 1, required="day 1", found=on.isoformat()),
        NOT_BEFORE_APPOINTMENT.outcome(
            passed=on >= appointed_on, required=appointed_on.isoformat(), found=on.isoformat()
        ),
    ]


def check_rank_history(
    entries: Sequence[ProposedRank],
    *,
    appointed_on: date,
    is_pppk: bool,
    level: str | None,
    left_on: date | None = None,
) -> list[Check]:
    """Whether the ranks in `entries` (in order of life) may follow each other, each after the one before.

    `level` is the highest education recognised when the first of them took effect (None: not known).
    Sources as of `check_rank_change` and `starting_rank`.
    """
    checks: list[Check] = []
    for before, entry in zip([None, *entries], entries, strict=False):
        previous = before.code if before else None
        checks += check_rank_change(entry, previous=previous, appointed_on=appointed_on, is_pppk=is_pppk)
        if before is not None:
            checks.append(_continuous(before, entry.effective_on))
    if entries and entries[-1].until not in (None, left_on):
        checks.append(_continuous(entries[-1], None))
    if entries and not is_pppk and entries[0].change == "appointment":
        checks += check_first_rank(entries[0].code, level=level)
    return checks


def check_first_rank(code: str, *, level: str | None) -> list[Check]:
    """Whether a first rank of a PNS is not above the one for the education; nothing for an unknown rank.

    Where the education is not known, the highest start (S-3) is the limit. Grades of PPPK follow the post as
    well and are not judged. Source: PP 98/2000 as applied in Kepka BKN 11/2002.
    """
    if code not in _ORDER:
        return []
    limit = starting_rank(level or "S3").code
    required = {"education": level, "highest": limit}
    return [START.outcome(passed=_ORDER[code] <= _ORDER[limit], required=required, found=code)]


def _continuous(before: ProposedRank, following: date | None) -> Check:
    required, found = (day.isoformat() if day else None for day in (following, before.until))
    return CONTINUOUS.outcome(passed=found in (None, required), required=required, found=found)
