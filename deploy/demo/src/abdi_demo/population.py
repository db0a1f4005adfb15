"""The people and posts of an agency, one after the other; the same for the same seed."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from abdi_demo.assembly import Assembly, Hire
from abdi_demo.careers import (
    RETIREMENT_AGE,
    Career,
    contract_career,
    leader_career,
    ranks_up_to,
    service_career,
)
from abdi_demo.cast import LEADS, PARTS, Lead, Part
from abdi_demo.draws import Draw
from abdi_demo.identifiers import Registrar
from abdi_demo.lists import Agency, agencies, families_of, functional_title, general_titles
from abdi_demo.months import first_day, last_period, month_of
from abdi_demo.posts import TIER, functional_post, general_post, head_post
from abdi_demo.ranks import INDEX, functional_level
from abdi_demo.records import Person, Post
from abdi_demo.staffing import functional_percent, staff_units
from abdi_demo.studies import LATEST_LATER_DIPLOMA
from abdi_demo.units import Unit, stage_of, unit_tree

DEMO_DAY: Final = date(2026, 11, 21)
SMALLEST_WITH_CAST: Final = 100

CONTRACT_PERCENT: Final = 12.0
"""PPPK among those who hold no leadership post, so that they are a tenth of all."""
VACANCY_PERCENT: Final = 3.0
LEADING_WOMEN_PERCENT: Final = 44.0
GENERAL_WOMEN_PERCENT: Final = 50.0
LATER_DIPLOMA_PERCENT: Final = {"II.a": 80, "II.b": 65, "III.a": 50, "III.b": 35}

_GENERAL_EDUCATION: Final[tuple[tuple[float, str], ...]] = (
    (2.0, "SD"),
    (4.0, "SMP"),
    (4.5, "SMP_KEJURUAN"),
    (33.0, "SMA"),
    (51.0, "D3"),
    (97.0, "S1"),
    (100.0, "S2"),
)


class Population:
    """One agency filled with `count` people; iterate `entries()` once."""

    def __init__(self, seed: int, agency: str, count: int, *, today: date = DEMO_DAY) -> None:
        self.agency: Agency = agencies()[agency]
        self.today = month_of(today)
        self.tree = unit_tree(self.agency, count)
        self._draw = Draw(seed, agency, count)
        self._assembly = Assembly(self._draw, Registrar(self.agency), self.today)
        self._heads: dict[str, tuple[str, str]] = {}
        self._parts = PARTS.get(agency, ()) if count >= SMALLEST_WITH_CAST else ()
        staff_units(self.tree, count, cast=len(self._parts), draw=self._draw)
        self._stage = stage_of(self.tree)
        self._stage.is_head_vacant = False

    def entries(self) -> Iterator[Person | Post]:
        """Everybody with a filled post, superiors before their people, and the empty posts between them."""
        for unit in self.tree.walk():
            yield from self._head(unit)
            parts = self._parts if unit is self._stage else ()
            number = 1
            for place in range(unit.staff):
                number += 1
                hire = (
                    self._played(unit, number, parts[place])
                    if place < len(parts)
                    else self._staff(unit, number)
                )
                person = self._under_superior(self._assembly.person(hire), unit)
                if self._draw.chance(VACANCY_PERCENT):
                    number += 1
                    yield self._left_behind(unit, number, person)
                yield person

    def _head(self, unit: Unit) -> Iterator[Person | Post]:
        if not unit.head_level:
            return
        if unit.is_head_vacant:
            yield head_post(unit)
            return
        hire = self._functional(unit, 1, is_head=True) if unit.head_level == "lead" else self._leader(unit)
        person = self._under_superior(self._assembly.person(hire), unit.parent)
        self._heads[unit.code] = (person.nip, person.appointments[-1][1])
        yield person

    def _under_superior(self, person: Person, unit: Unit | None) -> Person:
        """The head of `unit` or of the nearest unit above it; under the root it is the secretary."""
        while unit and unit.code not in self._heads:
            unit = unit.parent
        head = self._heads.get(unit.code if unit else "01")
        if head:
            person.superior = (head[0], max(head[1], person.appointments[-1][1]))
        return person

    def _left_behind(self, unit: Unit, number: int, person: Person) -> Post:
        """An empty post like the person's own, which the person held before when there was time for it."""
        own = person.post
        code = f"{unit.code}-{number:03d}"
        empty = Post(code, unit.code, own.title, own.kind, own.level, own.job_class, own.reference_code)
        since = person.appointments[-1][1]
        start = max(first_day(month_of(date.fromisoformat(since)) - 24), person.appointed_on, "2017-01-01")
        if start < since and not own.is_head:
            person.appointments.insert(0, (code, start, since))
        return empty

    def _leader(self, unit: Unit) -> Hire:
        level = unit.head_level
        career = leader_career(self._draw, self.today, level)
        studies = career.level == "S1" and self._draw.chance(LATER_DIPLOMA_PERCENT.get(level, 15))
        has_finished = career.appointed + LATEST_LATER_DIPLOMA <= self.today
        later = "S2" if studies and has_finished else ""
        lead = self._lead(unit)
        is_female = self._draw.chance(LEADING_WOMEN_PERCENT)
        hire = Hire(career, head_post(unit), is_female, later_diploma=later)
        if lead:
            hire.is_female, hire.name, hire.sign_in = False, lead.name, lead.sign_in
        return hire

    def _lead(self, unit: Unit) -> Lead | None:
        leads = LEADS.get(self.agency.code, {}) if self._parts else {}
        if unit is self._stage:
            return leads.get("stage")
        if unit.kind == "sekretariat_daerah":
            return leads.get("secretary")
        return leads.get("office") if unit is self._stage.parent else None

    def _staff(self, unit: Unit, number: int) -> Hire:
        if self._draw.chance(functional_percent(unit)):
            return self._functional(unit, number)
        return self._general(unit, number)

    def _functional(self, unit: Unit, number: int, *, is_head: bool = False) -> Hire:
        draw = self._draw
        family = families_of(unit.field)[0][1] if is_head else draw.weighted(families_of(unit.field))
        is_skilled = not is_head and draw.chance(family.skilled_percent)
        education = "D3" if is_skilled else family.expert_entry
        lowest = functional_title(family.name, "TR" if is_skilled else "PT")
        if not is_head and draw.chance(CONTRACT_PERCENT):
            career = contract_career(draw, self.today, education)
            title = lowest
        else:
            ladder = "skilled" if is_skilled else "expert"
            career = service_career(
                draw, self.today, education, retirement_age=lowest.retirement_age, ladder=ladder
            )
            title = functional_title(family.name, functional_level(career.ranks[-1][0], skilled=is_skilled))
        post = functional_post(unit, number, title, is_head=is_head)
        return Hire(career, post, draw.chance(family.female_percent), study=family.study)

    def _general(self, unit: Unit, number: int) -> Hire:
        draw = self._draw
        education = draw.weighted(_GENERAL_EDUCATION)
        if draw.chance(CONTRACT_PERCENT):
            career = contract_career(draw, self.today, education)
        else:
            career = service_career(draw, self.today, education, retirement_age=RETIREMENT_AGE)
        tier = TIER.get(education, "bachelor")
        post = general_post(unit, number, draw.pick(general_titles(tier)), tier=tier)
        return Hire(career, post, draw.chance(GENERAL_WOMEN_PERCENT))

    def _played(self, unit: Unit, number: int, part: Part) -> Hire:
        since = self.today + 1 - part.months_in_rank
        rank = INDEX[part.rank]
        ranks = ranks_up_to(rank, since, part.education)
        if len(ranks) > 1:
            ranks = ranks_up_to(rank, last_period(since), part.education)
        appointed = ranks[0][1]
        born = self.today + 1 - RETIREMENT_AGE * 12 - 1 if part.retires_next_month else appointed - 25 * 12
        tier = TIER.get(part.education, "bachelor")
        post = general_post(unit, number, general_titles(tier)[0], tier=tier)
        return Hire(
            Career(part.education, born, appointed, ranks),
            post,
            part.sex == "female",
            name=part.name,
            status=part.status,
            sign_in=part.sign_in,
            ratings=(part.earlier, part.latest),
        )


def people(seed: int, agency: str, count: int, *, today: date = DEMO_DAY) -> Iterator[Person]:
    """`count` synthetic people of `agency` (BKN code) with their histories; the same for the same arguments.

    Raises KeyError for an unknown agency and ValueError when the people are too few for its leadership posts.
    """
    return (
        entry for entry in Population(seed, agency, count, today=today).entries() if isinstance(entry, Person)
    )
