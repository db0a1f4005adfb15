"""Who holds which role in an agency, and who stands in for whom: rows of roles.csv and delegations.csv."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from abdi_demo.cast import PARTS
from abdi_demo.months import first_day
from abdi_demo.population import Population
from abdi_demo.records import Person
from abdi_demo.units import Unit, stage_of

RoleRow = tuple[str, str, str, str, str, str, str]
"""agency_code, nip, role, unit_code, starts_on, ends_on, purpose"""
DelegationRow = tuple[str, str, str, str, str, str, str, str]
"""agency_code, kind, from_nip, to_nip, actions, starts_on, ends_on, reason"""

SECRETARIAT: Final = "01"
"""The code of the regional secretariat, whose head is the decision maker (PPK)."""
AUDITED: Final = "Pemeriksaan pengelolaan kinerja pegawai"
SELECTION: Final = "Seleksi terbuka JPT pratama"
JUDGING: Final = "performance.evaluation.complete performance.evaluation.read performance.plan.agree"
PLT_MONTHS: Final = 3


class Authority:
    """What an agency's people may; `note` everybody before asking for rows."""

    def __init__(self, population: Population) -> None:
        self._agency = population.agency.code
        self._tree = population.tree
        self._month = population.today
        self._stage = stage_of(population.tree)
        self._heads: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._cast = {part.name for part in PARTS.get(self._agency, ())}

    def note(self, person: Person) -> None:
        """Remember where the person stands, if roles depend on it."""
        if person.post.is_head:
            self._heads[person.post.unit_code] = person.nip
        if person.name in self._cast:
            self._named.setdefault(person.name, person.nip)

    def roles(self) -> Iterator[RoleRow]:
        """The agency's officers, its decision maker, an officer per larger office, and the cast's roles."""
        since = first_day(self._month - self._month % 12)
        officers = [nip for nip, role in self._cast_with("agency_officer")] or self._personnel_heads()
        for nip in officers:
            yield self._role(nip, "agency_officer", since)
        if SECRETARIAT in self._heads:
            yield self._role(self._heads[SECRETARIAT], "decision_maker", since)
        for office in self._tree.children:
            secretary = self._secretary_of(office)
            if secretary:
                yield self._role(secretary, "unit_officer", since, unit=office.code)
        for nip, _ in self._cast_with("unit_officer"):
            yield self._role(nip, "unit_officer", since, unit=self._office.code)
        yield from self._inspections()
        if self._cast and self._office.code in self._heads:
            member = self._heads[self._office.code]
            yield self._role(member, "committee_member", first_day(self._month), purpose=SELECTION)

    def delegations(self) -> Iterator[DelegationRow]:
        """The head of the stage delegates to a colleague; the secretary of another office is its Plt."""
        giver = self._heads.get(self._stage.code)
        for nip, _ in self._cast_with("delegate"):
            if giver:
                until = self._last_day(2)
                yield self._delegation("delegation", giver, nip, actions=JUDGING, until=until)
        for office in self._tree.children[2:]:
            head, secretary = self._heads.get(office.code), self._secretary_of(office)
            if head and secretary:
                yield self._delegation("plt", head, secretary, until=self._last_day(PLT_MONTHS))
                return

    def _inspections(self) -> Iterator[RoleRow]:
        for nip, part in self._cast_with("auditor"):
            yield self._role(nip, part, first_day(self._month), until=self._last_day(6), purpose=AUDITED)
        for nip, _ in self._cast_with("former_auditor"):
            starts, ends = first_day(self._month - 6), self._last_day(-3)
            yield self._role(nip, "auditor", starts, until=ends, purpose=f"{AUDITED} tahun lalu")

    @property
    def _office(self) -> Unit:
        return self._stage.parent if self._stage.kind == "bidang" and self._stage.parent else self._stage

    def _personnel_heads(self) -> list[str]:
        known = (self._heads.get(code) for code in (self._office.code, SECRETARIAT, *self._heads))
        return [nip for nip in known if nip][:1]

    def _secretary_of(self, office: Unit) -> str | None:
        homes = [unit.code for unit in office.children if unit.kind == "sekretariat"]
        return next((self._heads[code] for code in homes if code in self._heads), None)

    def _cast_with(self, role: str) -> list[tuple[str, str]]:
        parts = PARTS.get(self._agency, ())
        held = [part for part in parts if part.name in self._named and role in (*part.roles, *part.stands)]
        return [(self._named[part.name], role) for part in held]

    def _last_day(self, months: int) -> str:
        """The last day before `months` from this month on have passed."""
        return str(date.fromisoformat(first_day(self._month + months)) - timedelta(days=1))

    def _role(
        self, nip: str, role: str, since: str, *, unit: str = "", until: str = "", purpose: str = ""
    ) -> RoleRow:
        return self._agency, nip, role, unit, since, until, purpose

    def _delegation(
        self, kind: str, giver: str, taker: str, *, until: str, actions: str = ""
    ) -> DelegationRow:
        reason = "Cuti besar" if kind == "delegation" else "Jabatan menunggu pejabat definitif"
        return self._agency, kind, giver, taker, actions, first_day(self._month), until, reason
