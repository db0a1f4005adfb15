"""Makes a person out of a career and a post: numbers, names, decrees, diplomas, evaluations."""

from dataclasses import dataclass
from typing import Final

from abdi_demo.careers import Career
from abdi_demo.cast import ABOVE, AS_EXPECTED, BELOW, Ratings
from abdi_demo.draws import Draw
from abdi_demo.identifiers import Registrar
from abdi_demo.months import day_in, first_day
from abdi_demo.ranks import GRADE, RANKS
from abdi_demo.records import Appointment, Evaluation, NamedRank, Person, Post
from abdi_demo.studies import full_name, studied

UNITS_SINCE: Final = 2017 * 12
"""The units of the demo exist since the reform of January 2017; nobody holds a post longer."""
LONGEST_IN_POST: Final = 96
MONTHS_ON_PROBATION: Final = 12
OTHER_BIRTHPLACES: Final = (
    "Jakarta",
    "Bandung",
    "Medan",
    "Surabaya",
    "Jambi",
    "Padang",
    "Singkawang",
    "Lahat",
)

_RATINGS: Final[tuple[tuple[float, Ratings], ...]] = (
    (62.0, AS_EXPECTED),
    (72.0, ("above", "as_expected")),
    (84.0, ("as_expected", "above")),
    (94.0, ABOVE),
    (97.5, BELOW),
    (98.5, ("below", "above")),
    (99.7, ("as_expected", "below")),
    (100.0, ("below", "below")),
)
_FROM_RECRUITMENT: Final = "211"
_PROMOTION_TYPE: Final = {"pelaksana": "101", "fungsional": "202"}
_STRUCTURAL_PROMOTION: Final = "201"
_REGULAR_PROMOTION: Final = "101"


@dataclass(slots=True)
class Hire:
    """What is already decided about a person; `ratings` of the last two full years, None when drawn."""

    career: Career
    post: Post
    is_female: bool
    study: str = "general"
    later_diploma: str = ""
    name: str = ""
    status: str = "active"
    sign_in: str = ""
    ratings: tuple[Ratings | None, Ratings | None] | None = None


@dataclass(slots=True)
class Assembly:
    """The maker of people of one agency; `today` is a month number."""

    draw: Draw
    registrar: Registrar
    today: int

    def person(self, hire: Hire) -> Person:
        """The whole person, without a superior."""
        career, draw, agency = hire.career, self.draw, self.registrar.agency
        nip, day = self.registrar.number(
            month=career.born,
            day=1 + draw.below(28),
            appointed=career.appointed,
            female=hire.is_female,
            contract=career.is_contract,
        )
        nik = self.registrar.nik(month=career.born, day=day, female=hire.is_female)
        place = agency.place if draw.chance(70) else draw.pick(OTHER_BIRTHPLACES)
        diplomas, front, back = studied(
            draw, career, study=hire.study, place=agency.place, later=hire.later_diploma
        )
        return Person(
            agency=agency.code,
            nip=nip,
            nik=nik,
            name=hire.name or full_name(draw, is_female=hire.is_female),
            front_title=front,
            back_title=back,
            birth_date=day_in(career.born, day),
            birth_place=place,
            sex="female" if hire.is_female else "male",
            employment_type=self._employment(career),
            appointed_on=first_day(career.appointed),
            status=hire.status if hire.status != "active" or not draw.chance(0.6) else "leave",
            post=hire.post,
            ranks=self._decrees(career, hire.post.kind),
            educations=diplomas,
            appointments=[self._appointment(career, hire.post)],
            evaluations=self._evaluations(career, hire.ratings),
            sign_in=hire.sign_in,
        )

    def _employment(self, career: Career) -> str:
        if career.is_contract:
            return "PPPK"
        return "CPNS" if self.today - career.appointed < MONTHS_ON_PROBATION else "PNS"

    def _appointment(self, career: Career, post: Post) -> Appointment:
        held = self.draw.below(LONGEST_IN_POST)
        return (post.code, first_day(max(UNITS_SINCE, career.appointed, self.today - held)), "")

    def _decrees(self, career: Career, kind: str) -> list[NamedRank]:
        if career.is_contract:
            return [self._decree(GRADE[career.level], career.appointed, _FROM_RECRUITMENT)]
        last = len(career.ranks) - 1
        decrees = []
        for place, (rank, month) in enumerate(career.ranks):
            usual = _PROMOTION_TYPE.get(kind) or (
                _STRUCTURAL_PROMOTION if place == last else _REGULAR_PROMOTION
            )
            decrees.append(self._decree(RANKS[rank], month, usual if place else _FROM_RECRUITMENT))
        return decrees

    def _decree(self, rank: str, month: int, promotion_type: str) -> NamedRank:
        number = f"800/{1 + self.draw.below(9999):04d}/{(month - 1) // 12}"
        return (rank, first_day(month), number, day_in(month - 1, 10), promotion_type)

    def _evaluations(
        self, career: Career, fixed: tuple[Ratings | None, Ratings | None] | None
    ) -> list[Evaluation]:
        this_year = self.today // 12
        evaluations = []
        for place, year in enumerate((this_year - 2, this_year - 1)):
            ratings = fixed[place] if fixed else self.draw.weighted(_RATINGS)
            if ratings and career.appointed <= year * 12 + 5:
                completed = day_in((year + 1) * 12, 6 + self.draw.below(24))
                evaluations.append((year, *ratings, completed))
        return evaluations
