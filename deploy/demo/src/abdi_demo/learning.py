"""What people learnt this year and last year: rows of programmes.csv and courses.csv."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from abdi_demo.draws import Draw
from abdi_demo.lists import Agency
from abdi_demo.months import day_in, month_of
from abdi_demo.records import Person

ProgrammeRow = tuple[str, str, str, str, str, int, str]
"""agency_code (none: national), code, title, kind, form, hours, answers"""
CourseRow = tuple[str, str, str, str, str, int, str, str]
"""agency_code, nip, programme_code, started_on, completed_on, jp, certificate_number, provider"""

JP_PER_DAY: Final = 8
LAST_COMMON_DAY: Final = 28
YOUNG_MONTHS: Final = 24
"""Latsar and orientation of those appointed longer ago are not among the courses of two years."""
LATSAR_STARTS_AFTER: Final = 2
LATSAR_MONTHS: Final = 3
LATSAR_PERCENT: Final = 60.0
ORIENTATION_PERCENT: Final = 70.0
LEADERSHIP_MONTHS: Final = 4
LEADERSHIP_PERCENT: Final = 8.0
ANSWERED_PERCENT: Final = 55.0
MONTHS_ON_PROBATION: Final = 12


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of the catalogue; `hours` in JP of 45 minutes."""

    code: str
    title: str
    kind: str
    form: str
    hours: int
    answers: str = ""
    is_online: bool = False

    def row(self, agency: str = "") -> ProgrammeRow:
        """The row of programmes.csv; without an agency it is national."""
        return (agency, self.code, self.title, self.kind, self.form, self.hours, self.answers)


LATSAR: Final = Programme("LATSAR", "Pelatihan Dasar CPNS", "latsar", "classical", 647, "latsar")
ORIENTATION: Final = Programme(
    "ORIENTASI-PPPK", "Orientasi PPPK", "orientation", "non_classical", 20, "orientation", is_online=True
)
PKP: Final = Programme("PKP", "Pelatihan Kepemimpinan Pengawas", "leadership", "classical", 830)
JUDGED: Final = Programme(
    "TEK-KINERJA", "Pelatihan Teknis Manajemen Kinerja", "technical", "classical", 24, "performance"
)
SERVING: Final = Programme(
    "TEK-LAYANAN", "Pelatihan Teknis Pelayanan Publik", "technical", "classical", 16, "performance"
)
INTEGRITY: Final = Programme(
    "EL-ANTIKORUPSI", "E-learning Antikorupsi", "e_learning", "non_classical", 4, is_online=True
)
DIGITAL: Final = Programme(
    "EL-DIGITAL", "E-learning Literasi Digital ASN", "e_learning", "non_classical", 6, is_online=True
)
ARCHIVES: Final = Programme("TEK-ARSIP", "Pelatihan Teknis Kearsipan Dinamis", "technical", "classical", 12)
PROCUREMENT: Final = Programme(
    "TEK-PBJ-1", "Pelatihan Pengadaan Barang/Jasa Pemerintah Level 1", "technical", "classical", 40
)
FUNCTIONAL: Final = Programme(
    "FUNG-PENJENJANGAN", "Pelatihan Fungsional Penjenjangan", "functional", "classical", 32
)
CULTURE: Final = Programme(
    "SOS-PEREKAT", "Pelatihan Sosial Kultural Perekat Bangsa", "sociocultural", "classical", 10
)
SEMINAR: Final = Programme("SEM-BERAKHLAK", "Seminar Budaya Kerja BerAKHLAK", "seminar", "classical", 4)
WORKSHOP: Final = Programme("LOK-SKP", "Lokakarya Penyusunan SKP", "workshop", "classical", 8)
COACHING: Final = Programme("COACHING", "Coaching oleh Atasan Langsung", "coaching", "non_classical", 4)
OWN: Final = Programme(
    "BIMTEK-SIMPEG", "Bimbingan Teknis Layanan Kepegawaian Contoh", "course", "classical", 6
)
"""Every agency has it in its own catalogue."""
NATIONAL: Final = (
    *(LATSAR, ORIENTATION, PKP, JUDGED, SERVING, INTEGRITY, DIGITAL, ARCHIVES),
    *(PROCUREMENT, FUNCTIONAL, CULTURE, SEMINAR, WORKSHOP, COACHING),
)

_COMMON: Final[tuple[tuple[float, Programme], ...]] = (
    (15.0, INTEGRITY),
    (29.0, DIGITAL),
    (40.0, WORKSHOP),
    (50.0, CULTURE),
    (59.0, SEMINAR),
    (67.0, COACHING),
    (77.0, OWN),
    (85.0, ARCHIVES),
    (92.0, SERVING),
    (97.0, JUDGED),
    (100.0, PROCUREMENT),
)
_COURSES_A_YEAR: Final[tuple[tuple[float, int], ...]] = (
    (10.0, 0),
    (28.0, 1),
    (58.0, 2),
    (84.0, 3),
    (100.0, 4),
)


class Learning:
    """The courses of an agency's people. Ask for everybody once, in the same order."""

    def __init__(self, seed: int, agency: Agency, *, today: date) -> None:
        self._draw = Draw(seed, agency.code, "learning")
        self._provider = f"BKPSDM {agency.place}"
        self._last = month_of(today) - 1
        """The last month that has passed as a whole: nothing is completed after today."""

    def courses(self, person: Person) -> Iterator[CourseRow]:
        """The person's courses of the running and the last year."""
        appointed = month_of(date.fromisoformat(person.appointed_on))
        yield from self._entering(person, appointed)
        if person.post.kind == "pengawas" and self._draw.chance(LEADERSHIP_PERCENT):
            yield from self._long(person, PKP, self._last - 12, months=LEADERSHIP_MONTHS)
        for evaluation in person.evaluations:
            yield from self._answering(person, evaluation[1:3], evaluation[3])
        this_year = (self._last + 1) // 12
        for year in (this_year - 1, this_year):
            first = max(year * 12, appointed + 1)
            yield from self._common(person, first, min(year * 12 + 11, self._last))

    def _entering(self, person: Person, appointed: int) -> Iterator[CourseRow]:
        served = self._last + 1 - appointed
        if served > YOUNG_MONTHS:
            return
        if person.employment_type == "PPPK":
            if served > 1 and self._draw.chance(ORIENTATION_PERCENT):
                yield self._short(person, ORIENTATION, appointed + 1)
            return
        if served >= MONTHS_ON_PROBATION or self._draw.chance(LATSAR_PERCENT):
            yield from self._long(person, LATSAR, appointed + LATSAR_STARTS_AFTER, months=LATSAR_MONTHS)

    def _answering(self, person: Person, ratings: Sequence[str], completed_on: str) -> Iterator[CourseRow]:
        """What somebody rated below expectations learnt afterwards; nearly half of them nothing yet."""
        if "below" not in ratings or not self._draw.chance(ANSWERED_PERCENT):
            return
        first = month_of(date.fromisoformat(completed_on)) + 1
        if first <= self._last:
            programme = self._draw.pick((JUDGED, SERVING))
            yield self._short(person, programme, first + self._draw.below(min(6, self._last - first + 1)))

    def _common(self, person: Person, first: int, last: int) -> Iterator[CourseRow]:
        draw = self._draw
        taken: set[str] = set()
        for _ in range(draw.weighted(_COURSES_A_YEAR)):
            is_grown = person.post.kind == "fungsional" and draw.chance(12)
            programme = FUNCTIONAL if is_grown else draw.weighted(_COMMON)
            month = first + draw.below(last - first + 1)
            if programme.code not in taken and first <= last:
                taken.add(programme.code)
                yield self._short(person, programme, month)

    def _short(self, person: Person, programme: Programme, month: int) -> CourseRow:
        """A course of some days within one month."""
        days = -(-programme.hours // JP_PER_DAY)
        start = 1 + self._draw.below(LAST_COMMON_DAY - days + 1)
        return self._row(person, programme, start=day_in(month, start), end=day_in(month, start + days - 1))

    def _long(self, person: Person, programme: Programme, month: int, *, months: int) -> Iterator[CourseRow]:
        """A course of whole months, if it is over."""
        last = month + months - 1
        if last <= self._last:
            yield self._row(person, programme, start=day_in(month, 5), end=day_in(last, 20))

    def _row(self, person: Person, programme: Programme, *, start: str, end: str) -> CourseRow:
        number = f"{programme.code}/{1 + self._draw.below(99999):05d}/{end[5:7]}/{end[:4]}"
        provider = "Lembaga Administrasi Negara" if programme.is_online else self._provider
        return (person.agency, person.nip, programme.code, start, end, programme.hours, number, provider)
